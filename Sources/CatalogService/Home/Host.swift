internal import FoundationEssentials
internal import Storage

/// The machine that the program runs on, as far as faces need to know it.
public enum Host {
  /// Columns of the terminal that results or messages go to; `COLUMNS` wins.
  public static var terminalColumns: Int? {
    if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init), columns > 0 {
      return columns
    }
    return SystemCall.terminalColumns(1) ?? SystemCall.terminalColumns(2)
  }

  /// Processors that the program may use.
  package static var processorCount: Int { SystemCall.processorCount }

  /// What stood on the command line, the program's name first.
  ///
  /// Here and below, a byte that is no UTF-8 is kept as a code point of its own, so that a file of any
  /// name can be named; see ``byte(of:)``.
  public static var arguments: [String] { SystemCall.arguments }

  /// The folder that relative paths start at.
  public static var workingDirectory: String { SystemCall.workingFolder ?? "/" }

  /// The environment.
  public static var environment: [String: String] {
    var variables = ProcessInfo.processInfo.environment
    for name in ["CATALOG_HOME", "XDG_DATA_HOME", "HOME"] {
      variables[name] = SystemCall.pathVariable(name)
    }
    return variables
  }

  /// What the system calls an error number.
  public static func describe(_ code: Int32) -> String { SystemCall.describe(code) }

  /// Hands what was printed to the system.
  ///
  /// - Returns: The number of the error that kept it from being written; `nil` when all is written.
  public static func flushResults() -> Int32? { SystemCall.flushResults() }

  /// Something that was printed could not be written, at any time so far.
  public static var hasLostResults: Bool { SystemCall.hasLostResults }

  /// The user that the program runs as, as the system names it.
  static var userName: String { SystemCall.userName() }

  /// The byte of a file's name, no UTF-8, that a code point of a path stands for; `nil` for a
  /// character.
  public static func byte(of scalar: Unicode.Scalar) -> UInt8? { PathText.byte(of: scalar) }

  /// Puts a small text in place of a file, in one step; into what is no regular file, and into that which
  /// a link leads to.
  ///
  /// - Throws: ``CatalogError`` when it cannot be written.
  public static func replaceFile(_ path: String, with text: String) throws {
    try CatalogError.folding { try Destination.write(Array(text.utf8), to: path) }
  }

  /// Bytes packed as one gzip member.
  ///
  /// - Throws: ``CatalogError`` when there is not memory enough.
  public static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    try CatalogError.folding { try CompressingWriter.gzip(bytes) }
  }

  /// Processor time that the calling thread has used, in seconds.
  static func threadProcessorSeconds() -> Double { SystemCall.threadProcessorSeconds() }
}
