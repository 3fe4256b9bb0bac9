/// A growing run of plain values that owns its memory.
///
/// Behind the last element at least ``padding`` bytes can be read, so that vector kernels may
/// load whole registers. Unlike `Array` it is never copied implicitly, its elements are reached
/// without uniqueness or exclusivity checks, and emptying it keeps the memory. Indices are
/// checked in debug builds only; ranges are always checked.
@safe
package struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  /// Readable bytes behind the last element.
  @inlinable package static var padding: Int { 64 }

  // Safe: always points at `capacity` elements plus the padding; freed once, in `deinit`.
  @usableFromInline package var base: UnsafeMutablePointer<Element>
  /// Elements held.
  @usableFromInline package private(set) var count: Int
  /// Elements that fit before the memory grows.
  @usableFromInline package private(set) var capacity: Int

  @usableFromInline
  static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let bytes = capacity * MemoryLayout<Element>.stride + padding
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    // The padding is zeroed so that over-reading kernels see defined bytes.
    unsafe (raw + bytes - padding).initializeMemory(as: UInt8.self, repeating: 0, count: padding)
    return unsafe raw.bindMemory(to: Element.self, capacity: max(capacity, 1))
  }

  package init(capacity: Int = 0) {
    unsafe base = Self.allocate(capacity)
    count = 0
    self.capacity = capacity
  }

  /// A buffer of `count` equal elements.
  package init(repeating value: Element, count: Int) {
    self.init(capacity: count)
    unsafe base.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit {
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }

  /// Bytes of memory held.
  package var byteCount: Int { capacity * MemoryLayout<Element>.stride + Self.padding }

  package var isEmpty: Bool { count == 0 }

  @inlinable
  package subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count, "buffer index out of range")
      return unsafe base[index]
    }
    @inline(__always) set {
      assert(index >= 0 && index < count, "buffer index out of range")
      unsafe base[index] = newValue
    }
  }

  /// Makes room for `extra` more elements.
  package mutating func reserve(_ extra: Int) {
    if count + extra > capacity { grow(to: count + extra) }
  }

  private mutating func grow(to needed: Int) {
    let larger = max(needed, capacity + capacity / 2, 16)
    let moved = unsafe Self.allocate(larger)
    unsafe moved.moveInitialize(from: base, count: count)
    unsafe UnsafeMutableRawPointer(base).deallocate()
    unsafe base = moved
    capacity = larger
  }

  @inlinable @inline(__always)
  package mutating func append(_ element: Element) {
    if count == capacity { reserve(1) }
    unsafe (base + count).initialize(to: element)
    setCount(count + 1)
  }

  package mutating func append(contentsOf view: BufferView<Element>) {
    reserve(view.count)
    unsafe (base + count).initialize(from: view.base, count: view.count)
    count += view.count
  }

  package mutating func append(contentsOf array: [Element]) {
    unsafe array.withUnsafeBufferPointer { source in
      reserve(source.count)
      if let address = source.baseAddress {
        unsafe (base + count).initialize(from: address, count: source.count)
      }
      count += source.count
    }
  }

  package mutating func append(repeating value: Element, count extra: Int) {
    reserve(extra)
    unsafe (base + count).initialize(repeating: value, count: extra)
    count += extra
  }

  /// Appends `extra` elements that the caller fills through the returned view at once.
  package mutating func appendUninitialized(_ extra: Int) -> BufferView<Element> {
    reserve(extra)
    let view = unsafe BufferView(unsafeBase: base + count, count: extra)
    count += extra
    return view
  }

  /// Drops the elements behind `newCount`, or admits that many which were written through
  /// a view of the capacity.
  @inlinable @inline(__always)
  package mutating func setCount(_ newCount: Int) {
    assert(newCount >= 0 && newCount <= capacity, "count beyond capacity")
    assignCount(newCount)
  }

  @usableFromInline @inline(__always)
  mutating func assignCount(_ newCount: Int) { count = newCount }

  /// Forgets the elements and keeps the memory.
  package mutating func removeAll() { count = 0 }

  /// The elements, for reading and writing while the buffer neither grows nor ends.
  @inlinable
  package var view: BufferView<Element> {
    unsafe BufferView(unsafeBase: base, count: count)
  }

  /// All memory up to the capacity, for a writer that calls ``setCount(_:)`` afterwards.
  @inlinable
  package var capacityView: BufferView<Element> {
    unsafe BufferView(unsafeBase: base, count: capacity)
  }
}
