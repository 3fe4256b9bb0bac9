internal import Corpora
internal import Glibc
internal import Indexing
internal import QueryLanguage
internal import Searching
internal import Storage

/// Why the index could not do what it was asked: what, where, and what to do.
public struct IndexFailure: Error, Sendable, Equatable {
  /// Kinds of failure that a caller may want to tell apart.
  public enum Code: String, Sendable {
    /// The query cannot be read; ``IndexFailure/query`` says where.
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
  /// Where it was seen.
  public var location: Location?
  /// What to do next.
  public var remedy: IndexRemedy?
  /// For ``Code/badQuery``: which text is wrong, and where.
  public var query: QueryFault?

  /// A failure with its parts.
  public init(
    code: Code, message: String, at location: Location? = nil, remedy: IndexRemedy? = nil,
    query: QueryFault? = nil
  ) {
    self.code = code
    self.message = message
    self.location = location
    self.remedy = remedy
    self.query = query
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
    self.init(
      code: .badQuery, message: problem.message, query: QueryFault(problem))
  }

  init(_ error: IndexError) {
    switch error {
    case .storage(let error): self.init(error)
    case .locked(let path, let owner):
      self.init(
        code: .locked, message: "the index is being written by \(owner)", at: .file(path),
        remedy: .retry)
    case .notFound(let path):
      self.init(
        code: .notFound, message: "nothing has been indexed", at: .file(path), remedy: .ingest)
    case .unfinished(let path):
      self.init(
        code: .notFound, message: "the first run has not ended, so there is nothing to change yet",
        at: .file(path), remedy: .update)
    case .deletedRecords(let path):
      self.init(
        code: .otherSettings,
        message:
          "records were deleted from the index, which only that index knows how to bring back",
        at: .file(path), remedy: .advice("take the delete back, or index the data again"))
    case .missingSegment(let path, let name):
      self.init(
        code: .damaged, message: "the segment \(name) is missing", at: .file(path),
        remedy: .repair)
    case .otherSettings(let path, let what):
      self.init(
        code: .otherSettings, message: "the index was made with \(what)", at: .file(path),
        remedy: .rebuild)
    case .analyzer(let path, let detail):
      self.init(
        code: .otherSettings, message: detail, at: .file(path),
        remedy: .rebuild)
    case .cancelled: self.init(code: .cancelled, message: "interrupted")
    }
  }

  init(_ error: StorageError) {
    if let path = error.missingFile {
      // What a commit names is there as long as nobody takes it away.
      self.init(code: .damaged, message: "the file is missing", at: .file(path), remedy: .repair)
      return
    }
    switch error {
    case .notOurs(let path, let expected):
      self.init(
        code: .damaged, message: "this is no \(expected) file of an index", at: .file(path),
        remedy: .repair)
    case .otherVersion(let path, let found, let supported):
      let readable =
        supported.count == 1
        ? "\(supported.lowerBound)" : "\(supported.lowerBound) to \(supported.upperBound)"
      self.init(
        code: .damaged,
        message: "the index was written in version \(found) of its format; this program reads "
          + "version \(readable)", at: .file(path),
        remedy: found < supported.lowerBound
          ? .rebuild : .advice("use the newer program that wrote it"))
    case .damaged(let path, let offset, let detail):
      self.init(
        code: .damaged, message: detail, at: .file(path, byte: offset),
        remedy: .repair)
    case .stale(let path, let detail):
      self.init(
        code: .damaged, message: detail, at: .file(path),
        remedy: detail.hasSuffix(CorpusFile.gone) ? .findSource : .update)
    case .system(let operation, let path, let code):
      self.init(
        code: code == EDQUOT ? .diskFull : .system,
        message: "cannot \(operation): \(SystemCall.describe(code))", at: .file(path),
        remedy: SystemCall.isOutOfMappings(operation, code)
          ? .advice(
            "let a process map more files (vm.max_map_count), or merge what has many segments")
          : IndexRemedy(forSystemError: code))
    case .diskFull(let path, let needed):
      self.init(
        code: .diskFull, message: "the disk is full; \(needed) more bytes were needed",
        at: .file(path), remedy: .freeSpace)
    case .unsupported(let path, let detail):
      self.init(code: .badFormat, message: detail, at: .file(path))
    case .windowTooLarge(let path, let offset, _, _):
      self.init(
        code: .badFormat, message: error.windowRefusal?.what ?? "",
        at: .file(path, byte: offset), remedy: error.windowRefusal.map { .advice($0.remedy) })
    case .cancelled: self.init(code: .cancelled, message: "interrupted")
    case .compression(let format, let detail):
      self.init(code: .damaged, message: "\(format): \(detail)", remedy: .repair)
    }
  }

  init(_ error: CorpusError) {
    let code: Code =
      switch error {
      case .notFound, .noMatch, .emptyFolder, .emptyFile: .noInput
      case .unsupportedFormat, .binaryFile, .notRecords: .badFormat
      case .unreadable: .system
      case .unknownField, .unknownRecordID, .noTextField: .noText
      case .changed, .noRecord: .noInput
      }
    let remedy: IndexRemedy =
      switch error {
      case .unknownField(_, let known), .noTextField(let known): .chooseTextField(known)
      case .unknownRecordID(_, let known): .chooseRecordID(known)
      case .changed(_, CorpusFile.gone): .findSource
      case .changed, .noRecord: .update
      default: .advice(error.remedy)
      }
    let location: Location =
      switch error {
      case .unknownField, .unknownRecordID, .noTextField: .field(error.place)
      default: .file(error.place)
      }
    self.init(code: code, message: error.what, at: location, remedy: remedy)
  }
}
