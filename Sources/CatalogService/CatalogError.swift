public import CorpusIndex

/// What went wrong, where, and what to do about it.
///
/// Every lower layer's error becomes one of these at the border of the service; the command maps
/// the code to an exit status, an HTTP face to a problem document.
public struct CatalogError: Error, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Name: String, Sendable {
      case usage, badQuery, badFormat, notFound, unavailable, exists, system, diskFull, locked
      case interrupted, problems, bug
    }

    private let name: Name

    /// A value that the command or option does not take.
    public static let usage = Code(name: .usage)
    /// A query or condition that does not parse.
    public static let badQuery = Code(name: .badQuery)
    /// Input that is not in the format it claims to be.
    public static let badFormat = Code(name: .badFormat)
    /// No such input, dataset or record.
    public static let notFound = Code(name: .notFound)
    /// A server does not answer.
    public static let unavailable = Code(name: .unavailable)
    /// Something stands where a new thing should go.
    public static let exists = Code(name: .exists)
    /// Reading or writing failed, or what was read is damaged.
    public static let system = Code(name: .system)
    /// The disk is full.
    public static let diskFull = Code(name: .diskFull)
    /// Another process holds the lock.
    public static let locked = Code(name: .locked)
    /// The user or the system asked to stop.
    public static let interrupted = Code(name: .interrupted)
    /// The work ended early because too much of the input was bad.
    public static let problems = Code(name: .problems)
    /// A mistake of this program.
    public static let bug = Code(name: .bug)

    /// The exit status that the command ends with; see sysexits(3) for those from 64 to 78.
    public var exitStatus: Int32 {
      switch name {
      case .usage, .badQuery: 64
      case .badFormat: 65
      case .notFound: 66
      case .unavailable: 69
      case .bug: 70
      case .exists: 73
      case .system, .diskFull: 74
      case .locked: 75
      case .interrupted: 130
      case .problems: 1
      }
    }

    /// The name of the kind.
    public var description: String { name.rawValue }
  }

  /// The kind of failure.
  public var code: Code
  /// What happened, one sentence without a full stop.
  public var message: String
  /// Where it was seen.
  public var location: Location?
  /// What helps.
  public var remedy: Remedy?
  /// Which text of a question is wrong, and where.
  public var query: QueryFault?

  /// An error from its parts.
  public init(
    _ code: Code, _ message: String, at location: Location? = nil, remedy: Remedy? = nil,
    query: QueryFault? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.remedy = remedy
    self.query = query
  }
}

extension CatalogError: CustomStringConvertible {
  /// Where, and what happened, on one line.
  public var statement: String { location.map { "\($0): \(sentence)" } ?? sentence }

  /// What happened, and what was expected instead.
  public var sentence: String { message + (query?.expected.map { "; expected \($0)" } ?? "") }

  /// Where, what happened, and what helps, on one line.
  public var description: String { statement + (remedy.map { " — \($0)" } ?? "") }
}
