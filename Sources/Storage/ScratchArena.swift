/// Working memory of one query or one flush: lends views, frees them all at its end.
///
/// A view is valid while the arena lives.
@safe
package final class ScratchArena: @unchecked Sendable {
  // Safe: only the thread that made an arena asks it for views; others merely keep it alive.
  private var blocks: [UnsafeMutableRawPointer]
  /// Bytes lent.
  package private(set) var byteCount = 0

  package init() { unsafe blocks = [] }

  deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

  /// A view of `count` equal elements with 64 readable bytes behind it.
  package func make<Element: BitwiseCopyable>(
    repeating value: Element, count: Int
  )
    -> BufferView<Element>
  {
    let view: BufferView<Element> = make(repeating: value, uninitializedCount: count)
    view.fill(with: value)
    return view
  }

  /// A view whose elements the caller writes before reading; `like` names their type only.
  package func make<Element: BitwiseCopyable>(
    repeating like: Element, uninitializedCount count: Int
  )
    -> BufferView<Element>
  {
    let bytes = count * MemoryLayout<Element>.stride + 64
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe (raw + bytes - 64).initializeMemory(as: UInt8.self, repeating: 0, count: 64)
    unsafe blocks.append(raw)
    byteCount += bytes
    let typed = unsafe raw.bindMemory(to: Element.self, capacity: count)
    return unsafe BufferView(unsafeBase: typed, count: count)
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
