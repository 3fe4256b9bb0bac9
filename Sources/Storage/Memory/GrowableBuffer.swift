/// A growing array of plain values that owns its memory.
///
/// Behind the last element at least ``padding`` bytes can be read, so that vector kernels may
/// load whole registers. Unlike `Array` it is never copied implicitly, its elements are reached
/// without uniqueness or exclusivity checks, and emptying it keeps the memory. Indices are
/// checked in debug builds only; ranges are always checked.
///
/// Public because `package` members are not inlined into other modules by this compiler, and a
/// call per element costs more than the work.
@safe
public struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  /// Readable bytes behind the last element.
  @inlinable public static var padding: Int { 64 }

  // Safe: always points at `capacity` elements plus the padding; freed once, in `deinit`.
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var storedCount: Int
  @usableFromInline var storedCapacity: Int
  /// Holds the elements; `nil` where they lie in ordinary memory.
  @usableFromInline var disk: DiskMemory?

  /// Elements held.
  @inlinable public var count: Int { storedCount }
  /// Elements that fit before the memory grows.
  @inlinable public var capacity: Int { storedCapacity }

  @inlinable
  static func byteCount(_ capacity: Int) -> Int {
    capacity * MemoryLayout<Element>.stride + padding
  }

  /// Zeroes the padding, so that over-reading kernels see defined bytes.
  @inlinable
  static func bind(_ raw: UnsafeMutableRawPointer, _ capacity: Int) -> UnsafeMutablePointer<Element>
  {
    unsafe (raw + byteCount(capacity) - padding)
      .initializeMemory(as: UInt8.self, repeating: 0, count: padding)
    return unsafe raw.bindMemory(to: Element.self, capacity: max(capacity, 1))
  }

  /// An empty buffer with capacity for some elements.
  @inlinable
  public init(capacity: Int = 0) {
    unsafe base = Self.bind(HeapMemory.allocate(Self.byteCount(capacity)), capacity)
    storedCount = 0
    storedCapacity = capacity
  }

  /// An empty buffer on the disk of a folder; in ordinary memory for `nil`.
  ///
  /// For what may be larger than the memory there is. Where the disk has no room, it lies in
  /// ordinary memory all the same.
  package init(onDiskOf folder: String?) {
    self.init()
    disk = folder.flatMap { DiskMemory(in: $0) }
    if disk != nil { moveToDisk() }
  }

  /// Puts an empty buffer on its disk.
  private mutating func moveToDisk() {
    let capacity = (1 << 16) / MemoryLayout<Element>.stride
    guard let memory = unsafe disk?.grow(to: Self.byteCount(capacity)) else {
      disk = nil
      return
    }
    unsafe HeapMemory.free(base)
    unsafe base = Self.bind(memory, capacity)
    storedCapacity = capacity
  }

  /// A buffer of `count` equal elements.
  @inlinable
  public init(repeating value: Element, count: Int) {
    self.init(capacity: count)
    unsafe base.initialize(repeating: value, count: count)
    storedCount = count
  }

  deinit {
    if disk == nil { unsafe HeapMemory.free(base) }
  }

  /// Bytes of memory held.
  @inlinable public var byteCount: Int { Self.byteCount(storedCapacity) }

  /// Whether there are no elements.
  @inlinable public var isEmpty: Bool { storedCount == 0 }

  /// The element at an index.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < storedCount, "buffer index out of range")
      return unsafe base[index]
    }
    @inline(__always) set {
      assert(index >= 0 && index < storedCount, "buffer index out of range")
      unsafe base[index] = newValue
    }
  }

  /// Makes sure that `extra` more elements fit without growing.
  @inlinable
  public mutating func reserve(_ extra: Int) {
    if storedCount + extra > storedCapacity { grow(to: storedCount + extra) }
  }

  @inlinable @inline(never)
  mutating func grow(to needed: Int) {
    let larger = max(needed, storedCapacity + storedCapacity / 2, 16)
    let moved = unsafe grownMemory(Self.byteCount(larger))
    unsafe base = Self.bind(moved, larger)
    storedCapacity = larger
  }

  /// Larger memory with the elements in it, in place of that before.
  @inlinable
  mutating func grownMemory(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard let disk else { return unsafe HeapMemory.reallocate(base, to: bytes) }
    if let moved = unsafe disk.grow(to: bytes) { return unsafe moved }
    let memory = unsafe HeapMemory.allocate(bytes)
    // Safe: both hold the elements, which are plain.
    unsafe memory.copyMemory(
      from: base, byteCount: storedCount * MemoryLayout<Element>.stride)
    self.disk = nil
    return unsafe memory
  }

  /// Appends one element.
  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    if storedCount == storedCapacity { grow(to: storedCount + 1) }
    unsafe (base + storedCount).initialize(to: element)
    storedCount &+= 1
  }

  /// Appends the elements of a view of other memory.
  @inlinable
  public mutating func append(contentsOf view: BufferView<Element>) {
    reserve(view.count)
    unsafe (base + storedCount).initialize(from: view.base, count: view.count)
    storedCount += view.count
  }

  /// Appends the elements of an array.
  @inlinable
  public mutating func append(contentsOf array: [Element]) {
    unsafe array.withUnsafeBufferPointer { source in
      reserve(source.count)
      if let address = source.baseAddress {
        unsafe (base + storedCount).initialize(from: address, count: source.count)
      }
      storedCount += source.count
    }
  }

  /// Appends one element several times.
  @inlinable
  public mutating func append(repeating value: Element, count extra: Int) {
    reserve(extra)
    unsafe (base + storedCount).initialize(repeating: value, count: extra)
    storedCount += extra
  }

  /// Appends `extra` elements that the caller fills through the returned view at once.
  @inlinable
  public mutating func appendUninitialized(_ extra: Int) -> BufferView<Element> {
    reserve(extra)
    let view = unsafe BufferView(unsafeBase: base + storedCount, count: extra)
    storedCount += extra
    return view
  }

  /// Sets the number of elements, all of which were appended or written through ``capacityView``.
  @inlinable @inline(__always)
  public mutating func setCount(_ newCount: Int) {
    assert(newCount >= 0 && newCount <= storedCapacity, "count beyond capacity")
    storedCount = newCount
  }

  /// Puts the elements of a view of other memory in front of those held.
  ///
  /// - Complexity: O(count), since all that is held moves.
  @inlinable
  public mutating func prepend(contentsOf view: BufferView<Element>) {
    reserve(view.count)
    // Safe: both fit into the memory; the elements are plain, and a move may overlap itself.
    unsafe (base + view.count).update(from: base, count: storedCount)
    unsafe base.initialize(from: view.base, count: view.count)
    storedCount += view.count
  }

  /// Forgets the elements and keeps the memory.
  @inlinable
  public mutating func removeAll() { storedCount = 0 }

  /// Forgets the elements, and keeps the memory unless it is more than is usual (``usualByteCount``).
  @inlinable
  public mutating func removeAllAndShrink() {
    if byteCount > Self.usualByteCount { self = GrowableBuffer() } else { removeAll() }
  }

  /// Bytes that a buffer for usual records has at most; a huge one takes more.
  @inlinable public static var usualByteCount: Int { 8 << 20 }

  /// The elements, for reading and writing while the buffer neither grows nor ends.
  @inlinable
  public var view: BufferView<Element> {
    unsafe BufferView(unsafeBase: base, count: storedCount)
  }

  /// All memory up to the capacity, for a writer that calls ``setCount(_:)`` afterwards.
  @inlinable
  public var capacityView: BufferView<Element> {
    unsafe BufferView(unsafeBase: base, count: storedCapacity)
  }
}
