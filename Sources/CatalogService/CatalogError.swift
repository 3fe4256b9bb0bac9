/// What went wrong, where, and what to do about it.
///
/// Every lower layer's error becomes one of these at the border of the service; the command maps
/// the code to an exit status, an HTTP face to a problem document.
public struct CatalogError: Error, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Name: String, Sendable {
      case usage, badQuery, badFormat, notFound, exists, system, diskFull, locked, interrupted
      case problems, bug
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

  /// A query and the column at which it stopped making sense.
  public struct QueryPosition: Sendable, Equatable {
    /// The query as typed.
    public var query: String
    /// Characters in front of the offending one.
    public var column: Int

    /// Points at a character of a query.
    public init(query: String, column: Int) {
      self.query = query
      self.column = column
    }
  }

  /// The kind of failure.
  public var code: Code
  /// What happened, one sentence without a full stop.
  public var message: String
  /// `file:line`, a field, or a path.
  public var place: String?
  /// The command or change that helps.
  public var remedy: String?
  /// Where a query went wrong.
  public var position: QueryPosition?

  /// An error from its parts.
  public init(
    _ code: Code, _ message: String, place: String? = nil, remedy: String? = nil,
    position: QueryPosition? = nil
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.remedy = remedy
    self.position = position
  }
}

extension CatalogError: CustomStringConvertible {
  /// Place, message and remedy on one line.
  public var description: String {
    var text = place.map { "\($0): \(message)" } ?? message
    if let remedy { text += " — \(remedy)" }
    return text
  }
}
