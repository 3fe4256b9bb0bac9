/// Working memory of one query or one flush: lends views, frees them all at its end.
///
/// Views are cut one behind the other from chunks, and a few chunks outlive their arenas: a query
/// costs no call of the allocator for most of what it needs. A view is valid while the arena
/// lives.
///
/// Public for the same reason as ``GrowableBuffer``.
@safe
public final class ScratchArena: @unchecked Sendable {
  /// What a chunk holds unless a single view needs more.
  @inlinable static var chunkSize: Int { 1 << 16 }

  // Safe: only the thread that made an arena asks it for views; others merely keep it alive.
  private var chunks: [UnsafeMutableRawPointer]
  /// Views larger than a chunk have memory of their own.
  private var large: [UnsafeMutableRawPointer]
  @usableFromInline var free: UnsafeMutableRawPointer
  @usableFromInline var freeCount: Int
  /// Bytes lent.
  public private(set) var byteCount = 0

  /// An arena that has lent nothing.
  public init() {
    let first = unsafe ChunkPool.shared.take()
    unsafe chunks = [first]
    unsafe large = []
    unsafe free = first
    freeCount = Self.chunkSize
  }

  deinit {
    unsafe chunks.forEach { unsafe ChunkPool.shared.give($0) }
    unsafe large.forEach { unsafe $0.deallocate() }
  }

  /// A view of `count` equal elements with 64 readable bytes behind it.
  @inlinable
  public func make<Element: BitwiseCopyable>(
    repeating value: Element, count: Int
  )
    -> BufferView<Element>
  {
    let view: BufferView<Element> = make(repeating: value, uninitializedCount: count)
    view.fill(with: value)
    return view
  }

  /// A view whose elements the caller writes before reading; `like` names their type only.
  @inlinable
  public func make<Element: BitwiseCopyable>(
    repeating like: Element, uninitializedCount count: Int
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
    if size > freeCount { return unsafe takeSlowly(size) }
    let start = unsafe free
    unsafe free += size
    freeCount -= size
    return unsafe start
  }

  @usableFromInline
  func takeSlowly(_ size: Int) -> UnsafeMutableRawPointer {
    byteCount += size
    if size > Self.chunkSize / 4 {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
      unsafe large.append(memory)
      return unsafe memory
    }
    let chunk = unsafe ChunkPool.shared.take()
    unsafe chunks.append(chunk)
    unsafe free = chunk + size
    freeCount = Self.chunkSize - size
    return unsafe chunk
  }
}

/// Chunks that no arena uses now, a few of them.
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

extension BufferView {
  /// A view of nothing.
  package init(emptyLike type: Element.Type, in scratch: ScratchArena) {
    self = scratch.emptyView(of: type)
  }
}

extension ScratchArena {
  fileprivate func emptyView<Element: BitwiseCopyable>(of type: Element.Type) -> BufferView<Element>
  {
    // Safe: no element is ever reached through a view of zero elements.
    unsafe BufferView(
      unsafeBase: UnsafeMutablePointer(bitPattern: 64).unsafelyUnwrapped, count: 0)
  }
}
