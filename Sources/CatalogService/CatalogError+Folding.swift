internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText
internal import QueryLanguage
internal import Storage

extension CatalogError {
  /// The same error, its remedy spelled out for one dataset.
  func about(_ id: String) -> CatalogError {
    var error = self
    error.remedy = remedy?.replacing(" ID", with: " " + id)
    return error
  }

  /// Runs a piece of work and folds whatever it throws into a ``CatalogError``.
  static func folding<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch {
      throw CatalogError(folding: error)
    }
  }

  /// The catalogue's view of an error from a lower layer.
  init(folding error: any Error) {
    switch error {
    case let error as CatalogError: self = error
    case let error as IndexFailure: self.init(index: error)
    case let error as StoreError: self.init(store: error)
    case let error as StorageError: self.init(storage: error)
    case let error as DatasetEditError:
      self.init(.usage, error.message, place: error.edit, remedy: error.remedy)
    case let error as SyntaxError:
      self.init(
        .badFormat, "not \(error.format): \(error.message)", place: "line \(error.place.line)",
        remedy: error.remedy)
    case let error as JSONError: self.init(folding: SyntaxError(error))
    case is CancellationError: self.init(.interrupted, "interrupted")
    case let error as CocoaError: self.init(file: error)
    default: self.init(.bug, "unexpected error: \(error)")
    }
  }

  private init(index failure: IndexFailure) {
    let code: Code =
      switch failure.code {
      case .badQuery: .badQuery
      case .badFormat, .noText: .badFormat
      case .noInput, .notFound: .notFound
      case .exists: .exists
      case .system, .damaged: .system
      case .diskFull: .diskFull
      case .locked: .locked
      case .cancelled: .interrupted
      case .badRecords: .problems
      case .otherSettings: .usage
      case .internalError: .bug
      }
    // The index speaks of itself; the user has commands.
    let remedy: String? =
      switch failure.code {
      case .damaged: "catalog check --repair, or catalog index ID --rebuild"
      case .otherSettings: "catalog index ID --rebuild"
      default: failure.remedy
      }
    self.init(
      code, failure.message, place: failure.place, remedy: remedy,
      position: failure.column.flatMap { column in
        failure.query.map { QueryPosition(query: $0, column: column) }
      })
  }

  private init(store error: StoreError) {
    let code: Code =
      switch error {
      case .noSuchDataset, .noSuchEntry, .removed: .notFound
      case .exists, .cannotUndo, .conflict: .exists
      case .badID, .badEdit, .cycle: .usage
      case .badQuery: .badQuery
      case .invalid, .notACatalogue, .newerVersion: .badFormat
      case .locked: .locked
      case .diskFull: .diskFull
      case .failed: .system
      }
    guard case .badQuery(let problem) = error else {
      self.init(code, error.message, place: error.location, remedy: error.remedy)
      return
    }
    self.init(
      code, problem.message + (problem.expected.map { "; expected \($0)" } ?? ""),
      remedy: problem.suggestion?.description,
      position: QueryPosition(query: problem.text, column: problem.column))
  }

  private init(storage error: StorageError) {
    switch error {
    case .diskFull(let path, let needed):
      self.init(
        .diskFull,
        "the disk is full" + (needed > 0 ? ", \(Figures.bytes(needed)) more were needed" : ""),
        place: path, remedy: "free some space and repeat")
    case .system(_, let path, ENOENT):
      self.init(
        .notFound, "there is no such folder", place: path,
        remedy: "mkdir -p \((path as NSString).deletingLastPathComponent)")
    case .system(let operation, let path, let code):
      self.init(.system, "\(operation) failed: \(SystemCall.describe(code))", place: path)
    case .damaged(let path, let offset, let detail):
      self.init(.system, "\(detail), at byte \(offset)", place: path)
    default: self.init(.system, "\(error)")
    }
  }

  private init(file error: CocoaError) {
    let reason = (error.underlying ?? error).localizedDescription
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile:
      self.init(.notFound, "no such file", place: error.filePath)
    case .fileWriteOutOfSpace:
      self.init(
        .diskFull, "the disk is full", place: error.filePath, remedy: "free some space and repeat")
    case .fileWriteFileExists:
      self.init(.exists, "the file exists", place: error.filePath)
    default:
      self.init(.system, reason, place: error.filePath)
    }
  }
}
