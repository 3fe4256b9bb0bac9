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

  /// What the system calls an error number.
  public static func describe(_ code: Int32) -> String { SystemCall.describe(code) }

  /// The user that the program runs as, as the system names it.
  static var userName: String { SystemCall.userName() }

  /// The byte of a file's name, no UTF-8, that a code point of a path stands for; `nil` for a
  /// character.
  public static func byte(of scalar: Unicode.Scalar) -> UInt8? { PathText.byte(of: scalar) }

  /// Processor time that the calling thread has used, in seconds.
  static func threadProcessorSeconds() -> Double { SystemCall.threadProcessorSeconds() }
}
