internal import Corpora
internal import Indexing
internal import QueryLanguage
internal import Searching
internal import Storage

/// Why the index could not do what it was asked: what, where, and what to do.
public struct IndexFailure: Error, Sendable {
  /// Kinds of failure that a caller may want to tell apart.
  public enum Code: String, Sendable {
    /// The query cannot be read; ``IndexFailure/column`` says where.
    case badQuery
    /// Data is not of the format it claims.
    case badFormat
    /// No such file, or nothing in it.
    case noInput
    /// No field looks like text.
    case noText
    /// Something else stands there already.
    case exists
    /// The system refused a call.
    case system
    case diskFull
    /// Another process writes; the message names it.
    case locked
    /// Bytes of the index are not what was written.
    case damaged
    /// More bad records than allowed.
    case badRecords
    case cancelled
    case notFound
    /// The index was made with other settings.
    case otherSettings
    case internalError
  }

  /// The kind of failure.
  public var code: Code
  /// What is wrong.
  public var message: String
  /// `file:line`, field or path.
  public var place: String?
  /// What to do next.
  public var remedy: String?
  /// For ``Code/badQuery``: the query, condition, sort key or facet that is wrong.
  public var query: String?
  /// Where in ``query``: 0-based column, in characters.
  public var column: Int?

  /// A failure with its parts.
  public init(
    code: Code, message: String, place: String? = nil, remedy: String? = nil,
    query: String? = nil, column: Int? = nil
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.remedy = remedy
    self.query = query
    self.column = column
  }

  /// Runs something and turns the layers' errors into failures.
  static func folding<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let failure as IndexFailure {
      throw failure
    } catch let error as IndexError {
      throw IndexFailure(error)
    } catch let error as StorageError {
      throw IndexFailure(error)
    } catch let error as CorpusError {
      throw IndexFailure(error)
    } catch let problem as QueryProblem {
      throw IndexFailure(problem)
    }
  }

  init(_ problem: QueryProblem) {
    var message = problem.message
    if let expected = problem.expected { message += "; expected \(expected)" }
    self.init(
      code: .badQuery, message: message, remedy: problem.suggestion?.description,
      query: problem.text, column: problem.column)
  }

  init(_ error: IndexError) {
    switch error {
    case .storage(let error): self.init(error)
    case .locked(let path, let owner):
      self.init(
        code: .locked, message: "the index is being written by \(owner)", place: path,
        remedy: "wait for it to end and try again")
    case .notFound(let path):
      self.init(code: .notFound, message: "there is no index", place: path)
    case .missingSegment(let path, let name):
      self.init(
        code: .damaged, message: "the segment \(name) is missing", place: path,
        remedy: "index the data again with rebuild")
    case .otherSettings(let path, let what):
      self.init(
        code: .otherSettings, message: "the index was made with another \(what)", place: path,
        remedy: "index the data again with rebuild")
    case .analyzer(let path, let detail):
      self.init(
        code: .otherSettings, message: detail, place: path,
        remedy: "choose other options, or index the data again with rebuild")
    case .tooManyProblems(let count, let limit):
      self.init(
        code: .badRecords, message: "\(count) bad records, more than the limit of \(limit)",
        remedy: "mend the data or raise the limit")
    case .cancelled: self.init(code: .cancelled, message: "interrupted")
    }
  }

  init(_ error: StorageError) {
    switch error {
    case .notOurs(let path, let expected):
      self.init(
        code: .damaged, message: "this is no \(expected) file of an index", place: path,
        remedy: "check the index")
    case .otherVersion(let path, let found, let supported):
      self.init(
        code: .damaged,
        message:
          "the file has version \(found); this program reads \(supported.lowerBound) to "
          + "\(supported.upperBound)", place: path,
        remedy: "use the program that wrote it, or index the data again with rebuild")
    case .damaged(let path, let offset, let detail):
      self.init(
        code: .damaged, message: detail, place: "\(path), byte \(offset)",
        remedy: "check the index")
    case .system(let operation, let path, let code):
      self.init(
        code: .system, message: "cannot \(operation): \(SystemCall.describe(code))", place: path)
    case .diskFull(let path, let needed):
      self.init(
        code: .diskFull, message: "the disk is full; \(needed) more bytes were needed",
        place: path, remedy: "free some space and try again")
    case .compression(let format, let detail):
      self.init(code: .damaged, message: "\(format): \(detail)", remedy: "check the index")
    }
  }

  init(_ error: CorpusError) {
    let code: Code =
      switch error {
      case .notFound, .noMatch, .emptyFolder, .emptyFile: .noInput
      case .unsupportedFormat, .binaryFile, .notRecords: .badFormat
      case .unreadable: .system
      case .unknownField, .noTextField: .noText
      case .changed, .noRecord: .noInput
      }
    self.init(code: code, message: error.what, place: error.place, remedy: error.remedy)
  }
}
