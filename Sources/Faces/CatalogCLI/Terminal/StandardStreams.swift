import Glibc

/// The three numbers under which a program finds what it reads and prints to.
enum StandardStreams {
  /// Takes those that the caller left closed.
  ///
  /// The system gives the next file, or the next queue of events, the lowest number that is free: a
  /// message would then be written into it. `/dev/null` is opened the wrong way round, so that whoever
  /// does read or write there is told that it cannot be done.
  static func occupy() {
    for (number, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(number, F_GETFD) < 0 {
      // Safe: the text lives as long as the call, and the number stays open until the program ends.
      _ = unsafe open("/dev/null", mode)
    }
  }
}
