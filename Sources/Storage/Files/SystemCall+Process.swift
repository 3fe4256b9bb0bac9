internal import CKernels
internal import Glibc

/// Questions to the system about this process and its terminal.
extension SystemCall {
  /// What stood on the command line, the program's name first; bytes that are no UTF-8 are kept as in
  /// ``PathText``, since any of it may name a file.
  package static var arguments: [String] {
    // Safe: the system ends the list, and each argument, with 0, and changes neither.
    (0..<Int(CommandLine.argc)).compactMap { index in
      unsafe CommandLine.unsafeArgv[index].map { unsafe pathText($0) }
    }
  }

  /// Bytes of memory that the machine has; all there could be where the system does not tell.
  package static var memoryByteCount: UInt64 {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let size = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && size > 0 ? UInt64(pages) * UInt64(size) : .max
  }

  /// The folder that relative paths start at; `nil` when it is gone.
  package static var workingFolder: String? {
    guard let path = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(path) }
    return unsafe pathText(path)
  }

  /// A variable of the environment that names a file or folder.
  package static func pathVariable(_ name: String) -> String? {
    // Safe: the text is copied before anything can change the environment.
    unsafe getenv(name).map { unsafe pathText($0) }
  }

  private static func pathText(_ text: UnsafePointer<CChar>) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
    return unsafe PathText.text(of: Array(bytes))
  }

  /// Processor time that the calling thread has used, in seconds.
  package static func threadProcessorSeconds() -> Double {
    var time = timespec()
    // Safe: the call fills the structure that it is lent.
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The cores that the process may run on.
  package static let processorCount = Int(ck_processor_count())

  /// The name of the user that the process runs as, as the system knows it; its number when the
  /// system has no name for it.
  package static func userName() -> String {
    let user = geteuid()
    var buffer = [CChar](repeating: 0, count: 16_384)
    // Safe: the entry points into the buffer, which lives until the name is copied.
    return unsafe buffer.withUnsafeMutableBufferPointer { bytes in
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>?
      guard let start = bytes.baseAddress,
        unsafe getpwuid_r(user, &entry, start, bytes.count, &found) == 0, unsafe found != nil,
        let name = unsafe entry.pw_name
      else { return "user \(user)" }
      return unsafe String(cString: name)
    }
  }

  /// Columns of the terminal behind a descriptor, or `nil` when there is none.
  package static func terminalColumns(_ descriptor: Int32) -> Int? {
    var size = winsize()
    // Safe: the request fills the structure that it is lent.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}
