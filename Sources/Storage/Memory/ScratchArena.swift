/// Scratch memory for one task: lends views, and frees them all when it ends.
///
/// Views are cut one behind the other from chunks, and a few chunks are kept for later arenas, so
/// that a short task rarely calls the allocator. A view is valid while the arena lives.
///
/// Public for the same reason as ``GrowableBuffer``.
@safe
public final class ScratchArena: @unchecked Sendable {
  /// Bytes of a chunk; larger views have an allocation of their own.
  @inlinable static var chunkSize: Int { 1 << 16 }

  /// The mutable state.
  ///
  /// It is stored in the first chunk: behind a pointer, making a view needs no check of exclusive
  /// access.
  @usableFromInline
  @unsafe struct Head {
    @usableFromInline var free: UnsafeMutableRawPointer
    @usableFromInline var freeCount: Int
    /// The newest chunk and the newest large view; each begins with the address of the one before.
    var chunk: UnsafeMutableRawPointer
    var large: UnsafeMutableRawPointer?
    var byteCount = 0
  }

  /// Bytes at the start of a chunk or a large view that the arena keeps for itself.
  private static var reserved: Int { 64 }

  // Safe: only the thread that made an arena makes views of it; others merely keep it alive.
  @usableFromInline let head: UnsafeMutablePointer<Head>

  /// Bytes lent by further chunks and large views.
  public var byteCount: Int { unsafe head.pointee.byteCount }

  /// An arena that has lent nothing.
  public init() {
    let first = unsafe ChunkPool.shared.take()
    unsafe Self.link(first, to: nil)
    unsafe head = (first + 16).bindMemory(to: Head.self, capacity: 1)
    unsafe head.initialize(
      to: Head(
        free: first + Self.reserved, freeCount: Self.chunkSize - Self.reserved, chunk: first,
        large: nil))
  }

  deinit {
    var large = unsafe head.pointee.large
    while let memory = unsafe large {
      unsafe large = unsafe Self.before(memory)
      unsafe memory.deallocate()
    }
    // The first chunk, which holds the head, comes last.
    var chunk = unsafe Optional(head.pointee.chunk)
    while let memory = unsafe chunk {
      unsafe chunk = unsafe Self.before(memory)
      unsafe ChunkPool.shared.give(memory)
    }
  }

  private static func link(
    _ memory: UnsafeMutableRawPointer, to before: UnsafeMutableRawPointer?
  ) {
    unsafe memory.storeBytes(of: before, as: UnsafeMutableRawPointer?.self)
  }

  private static func before(_ memory: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe memory.load(as: UnsafeMutableRawPointer?.self)
  }

  /// A view of `count` equal elements with 64 readable bytes behind it.
  @inlinable
  public func make<Element: BitwiseCopyable>(
    repeating value: Element, count: Int
  )
    -> BufferView<Element>
  {
    let view = makeUninitialized(Element.self, count: count)
    view.fill(with: value)
    return view
  }

  /// A view of `count` elements that the caller writes before reading, with 64 readable bytes
  /// behind it.
  @inlinable
  public func makeUninitialized<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int
  )
    -> BufferView<Element>
  {
    // Safe: the memory holds `count` elements and is freed by the arena's end at the earliest.
    let raw = unsafe take((count * MemoryLayout<Element>.stride + 127) & ~63)
    return unsafe BufferView(
      unsafeBase: raw.bindMemory(to: Element.self, capacity: count), count: count)
  }

  /// Memory on a boundary of 64 bytes; `size` is a multiple of 64.
  @inlinable @inline(__always)
  func take(_ size: Int) -> UnsafeMutableRawPointer {
    let head = unsafe head
    if unsafe size > head.pointee.freeCount { return unsafe takeSlowly(size) }
    let start = unsafe head.pointee.free
    unsafe head.pointee.free = unsafe start + size
    unsafe head.pointee.freeCount -= size
    return unsafe start
  }

  @usableFromInline @inline(never)
  func takeSlowly(_ size: Int) -> UnsafeMutableRawPointer {
    unsafe head.pointee.byteCount += size
    if size > Self.chunkSize / 4 {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: Self.reserved + size, alignment: 64)
      unsafe Self.link(memory, to: head.pointee.large)
      unsafe head.pointee.large = unsafe memory
      return unsafe memory + Self.reserved
    }
    let chunk = unsafe ChunkPool.shared.take()
    unsafe Self.link(chunk, to: head.pointee.chunk)
    unsafe head.pointee.chunk = unsafe chunk
    unsafe head.pointee.free = unsafe chunk + Self.reserved + size
    unsafe head.pointee.freeCount = Self.chunkSize - Self.reserved - size
    return unsafe chunk + Self.reserved
  }
}

/// A few chunks that no arena uses at present.
@safe
private final class ChunkPool: @unchecked Sendable {
  static let shared = ChunkPool()
  private static let most = 16

  // Safe: guarded by the lock; each chunk has one owner.
  private var chunks: [UnsafeMutableRawPointer]
  private let lock = Lock()

  private init() {
    unsafe chunks = []
    unsafe chunks.reserveCapacity(Self.most)
  }

  func take() -> UnsafeMutableRawPointer {
    let kept = unsafe lock.withLock { unsafe chunks.popLast() }
    return unsafe kept
      ?? UnsafeMutableRawPointer.allocate(byteCount: ScratchArena.chunkSize, alignment: 64)
  }

  func give(_ chunk: UnsafeMutableRawPointer) {
    let isKept = lock.withLock {
      guard unsafe chunks.count < Self.most else { return false }
      unsafe chunks.append(chunk)
      return true
    }
    if !isKept { unsafe chunk.deallocate() }
  }
}
