// Safe: of all that the C library shares between threads, one question to it is asked here, which takes
// the lock of the stream.
@unsafe @preconcurrency internal import Glibc

extension SystemCall {
  /// Hands what was printed to the system.
  ///
  /// - Returns: The number of the error that kept it from being written; `nil` when all is written.
  package static func flushResults() -> Int32? {
    fflush(nil) == 0 ? nil : errno
  }

  /// Something that was printed could not be written, at any time so far.
  ///
  /// The C library drops what it could not write, so that flushing again succeeds. It remembers that it
  /// did so, also where it wrote by itself because its buffer was full.
  package static var hasLostResults: Bool { unsafe ferror(stdout) != 0 }
}
