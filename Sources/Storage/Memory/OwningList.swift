/// A short array of values that cannot be copied.
///
/// For noncopyable values with much mutable state: elements are accessed in place, without checks
/// of uniqueness or exclusive access. Like a ``BufferView``, a constant list lets its elements be
/// changed. Indices are checked in debug builds only.
///
/// Public for the same reason as ``GrowableBuffer``.
@safe
public struct OwningList<Element: ~Copyable>: ~Copyable {
  // Safe: points at memory for `storedCapacity` elements, of which the first `storedCount` live. It
  // belongs to an arena that lives longer, or is freed once, in `deinit`.
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var storedCount = 0
  @usableFromInline var storedCapacity: Int
  @usableFromInline var ownsMemory: Bool

  /// An empty list with capacity for some elements.
  @inlinable
  public init(capacity: Int = 4) {
    storedCapacity = max(1, capacity)
    unsafe base = .allocate(capacity: storedCapacity)
    ownsMemory = true
  }

  /// An empty list whose first `capacity` elements are allocated in an arena, which must outlive
  /// it.
  @inlinable
  public init(capacity: Int, in scratch: ScratchArena) {
    storedCapacity = capacity
    let bytes = (capacity * MemoryLayout<Element>.stride + 63) & ~63
    unsafe base = scratch.take(bytes).bindMemory(to: Element.self, capacity: capacity)
    ownsMemory = false
  }

  @inlinable
  deinit {
    unsafe base.deinitialize(count: storedCount)
    if ownsMemory { unsafe base.deallocate() }
  }

  /// Elements held.
  @inlinable public var count: Int { storedCount }
  /// Whether there are no elements.
  @inlinable public var isEmpty: Bool { storedCount == 0 }
  /// The indices of all elements.
  @inlinable public var indices: Range<Int> { 0..<storedCount }

  /// Appends an element.
  @inlinable
  public mutating func append(_ element: consuming Element) {
    if storedCount == storedCapacity {
      storedCapacity = 2 * storedCapacity + 4
      let larger = UnsafeMutablePointer<Element>.allocate(capacity: storedCapacity)
      unsafe larger.moveInitialize(from: base, count: storedCount)
      if ownsMemory { unsafe base.deallocate() }
      unsafe base = unsafe larger
      ownsMemory = true
    }
    unsafe (base + storedCount).initialize(to: element)
    storedCount += 1
  }

  /// The element at an index, in place.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress {
      assert(index >= 0 && index < storedCount, "list index out of range")
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      assert(index >= 0 && index < storedCount, "list index out of range")
      return unsafe base + index
    }
  }
}
