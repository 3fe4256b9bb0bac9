/// Working memory of one query or one flush: lends views, frees them all at its end.
///
/// A view is valid while the arena lives.
@safe
package final class ScratchArena {
  private var blocks: [UnsafeMutableRawPointer]
  /// Bytes lent.
  package private(set) var byteCount = 0

  package init() { unsafe blocks = [] }

  deinit { for unsafe block in unsafe blocks { unsafe block.deallocate() } }

  /// A view of `count` equal elements with 64 readable bytes behind it.
  package func make<Element: BitwiseCopyable>(repeating value: Element, count: Int)
    -> BufferView<Element>
  {
    let bytes = count * MemoryLayout<Element>.stride + 64
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    unsafe blocks.append(raw)
    byteCount += bytes
    let typed = unsafe raw.bindMemory(to: Element.self, capacity: count)
    unsafe typed.initialize(repeating: value, count: count)
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
