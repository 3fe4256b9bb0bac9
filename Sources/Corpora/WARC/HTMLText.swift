internal import CHTML
internal import Storage

/// The one door to the reader of pages in C, which gives the text that a page shows.
///
/// Scripts, styles and what else is not shown are left out; each block stands on lines of its own, and
/// white space is as a browser would show it. Belongs to one thread at a time.
@safe
final class HTMLText {
  // Safe: made in `init`, freed in `deinit`, used by one thread at a time.
  private let handle: OpaquePointer

  init() {
    guard let handle = unsafe ch_create() else {
      preconditionFailure("no memory for a reader of pages")
    }
    unsafe self.handle = handle
  }

  deinit { unsafe ch_destroy(handle) }

  /// Reads a page of UTF-8, at most 1 GiB.
  ///
  /// - Returns: Its text and its title, until the next page is read.
  func read(_ page: BufferView<UInt8>) -> (text: BufferView<UInt8>, title: BufferView<UInt8>) {
    unsafe precondition(ch_read(handle, page.base, page.count) != 0, "no memory for a page")
    return unsafe (view(ch_text), view(ch_title))
  }

  private func view(
    _ part: (OpaquePointer, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?
  ) -> BufferView<UInt8> {
    var count = 0
    // Safe: the reader keeps the bytes until the next page; nobody writes into them.
    guard let base = unsafe part(handle, &count) else { return Self.nothing.view }
    return unsafe BufferView(unsafeBase: UnsafeMutablePointer(mutating: base), count: count)
  }

  private static let nothing = GrowableBuffer<UInt8>()
}
