import Glibc

/// Counts how often a file is opened, by whomever, as the system sees it.
package final class FileOpenCounter {
  private let descriptor: CInt

  /// Begins to count the openings of a file.
  package init(_ path: String) {
    descriptor = inotify_init1(CInt(IN_NONBLOCK))
    // Reads and closes between two openings keep the system from folding equal events into one.
    let mask = UInt32(IN_OPEN | IN_CLOSE_NOWRITE | IN_ACCESS)
    let watch = unsafe inotify_add_watch(descriptor, path, mask)
    precondition(watch >= 0, "the file cannot be watched")
  }

  deinit { close(descriptor) }

  /// Openings since the counter was made or asked last.
  package func count() -> Int {
    var opened = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // Safe: at most as many bytes as the buffer has.
      let got = unsafe read(descriptor, &buffer, buffer.count)
      if got <= 0 { return opened }
      var offset = 0
      while offset < got {
        // An event is four numbers of 32 bits (watch, mask, cookie, length of a name) and the name.
        func number(_ index: Int) -> UInt32 {
          (0..<4).reduce(0) { $0 | UInt32(buffer[offset + 4 * index + $1]) << UInt32(8 * $1) }
        }
        if number(1) & UInt32(IN_OPEN) != 0 { opened += 1 }
        offset += 16 + Int(number(3))
      }
    }
  }
}
