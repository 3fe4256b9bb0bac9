internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText
internal import QueryLanguage
internal import Storage

extension CatalogError {
  /// The same error of one dataset.
  func about(_ id: String) -> CatalogError {
    var error = self
    error.remedy = remedy?.about(id)
    return error
  }

  /// Runs a piece of work and folds whatever it throws into a ``CatalogError``.
  ///
  /// `id`: the dataset that remedies are for, where the work concerns one alone.
  static func folding<Result>(
    about id: String? = nil, _ work: () throws -> Result
  ) throws -> Result {
    do {
      return try work()
    } catch {
      let failure = CatalogError(folding: error)
      throw id.map { failure.about($0) } ?? failure
    }
  }

  /// The catalogue's view of an error from a lower layer.
  package init(folding error: any Error) {
    switch error {
    case let error as CatalogError: self = error
    case let error as IndexFailure: self.init(index: error)
    case let error as StoreError: self.init(store: error)
    case let error as StorageError: self.init(storage: error)
    case let error as DatasetEditError:
      self.init(.usage, error.message, at: .value(error.edit), remedy: .advice(error.remedy))
    case let error as SyntaxError:
      self.init(
        .badFormat, "not \(error.format): \(error.message)",
        at: .value("line \(error.place.line)"), remedy: .advice(error.remedy))
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
    self.init(
      code, failure.message, at: failure.location, remedy: failure.remedy.map { .engine($0) },
      query: failure.query)
  }

  private init(store error: StoreError) {
    if case .noSuchDataset(let id, _) = error, id.hasPrefix(Catalog.clusterPrefix) {
      self.init(
        .notFound, "“\(id)” is a cluster, and a dataset is needed here",
        remedy: .advice("name one of its datasets"))
      return
    }
    let code: Code =
      switch error {
      case .noSuchDataset, .undescribed, .severalDatasets, .noSuchEntry, .removed: .notFound
      case .exists, .cannotUndo, .conflict: .exists
      case .badID, .badEdit, .notRemoved, .cycle, .builtIn: .usage
      case .badQuery: .badQuery
      case .late: .interrupted
      case .invalid, .notACatalogue, .uncheckedPages, .newerVersion: .badFormat
      case .locked: .locked
      case .diskFull: .diskFull
      case .unwritten(_, let code): code == EDQUOT ? .diskFull : .system
      case .damaged, .failed, .refused, .readOnly, .olderVersion: .system
      }
    if case .diskFull(let path, let needed) = error {
      self.init(storage: .diskFull(path: path, needed: needed))
      return
    }
    guard case .badQuery(let problem) = error else {
      self.init(code, error.message, at: Location(of: error), remedy: Remedy(for: error))
      return
    }
    self.init(code, problem.message, query: QueryFault(problem))
  }

  private init(storage error: StorageError) {
    switch error {
    case .diskFull(let path, let needed):
      self.init(
        .diskFull,
        "the disk is full" + (needed > 0 ? ", \(Figures.bytes(needed)) more were needed" : ""),
        at: .file(path), remedy: .engine(.freeSpace))
    case .system(_, let path, ENOENT):
      self.init(
        .notFound, "there is no such folder", at: .file(path),
        remedy: .makeFolder((path as NSString).deletingLastPathComponent))
    case .system(let operation, let path, let code):
      self.init(
        code == EDQUOT ? .diskFull : .system, "\(operation) failed: \(SystemCall.describe(code))",
        at: .file(path), remedy: IndexRemedy(forSystemError: code).map { .engine($0) })
    case .damaged(let path, let offset, let detail):
      self.init(.system, "\(detail), at byte \(offset)", at: .file(path))
    default: self.init(.system, "\(error)")
    }
  }

  private init(file error: CocoaError) {
    let location = error.filePath.map { Location.file($0) }
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile:
      self.init(.notFound, "no such file", at: location)
    case .fileWriteOutOfSpace:
      self.init(.diskFull, "the disk is full", at: location, remedy: .engine(.freeSpace))
    case .fileWriteFileExists:
      self.init(.exists, "the file exists", at: location)
    case .fileReadNoPermission, .fileWriteNoPermission:
      self.init(
        .system, SystemCall.describe(EACCES), at: location,
        remedy: IndexRemedy(forSystemError: EACCES).map { .engine($0) })
    case .fileWriteVolumeReadOnly:
      self.init(
        .system, SystemCall.describe(EROFS), at: location,
        remedy: IndexRemedy(forSystemError: EROFS).map { .engine($0) })
    default:
      self.init(.system, (error.underlying ?? error).localizedDescription, at: location)
    }
  }
}

extension Location {
  /// The file or value that an error of the store speaks of.
  fileprivate init?(of error: StoreError) {
    switch error {
    case .badEdit(let edit, _, _): self = .value(edit)
    case .locked(let path, _), .diskFull(let path, _), .notACatalogue(let path),
      .uncheckedPages(let path), .newerVersion(let path), .olderVersion(let path),
      .readOnly(let path), .refused(let path, _), .damaged(let path, _),
      .unwritten(let path, _), .failed(let path, _):
      self = .file(path)
    case .noSuchDataset, .undescribed, .severalDatasets, .exists, .badID, .removed, .notRemoved,
      .builtIn,
      .conflict, .invalid, .badQuery, .late, .cycle, .noSuchEntry, .cannotUndo:
      return nil
    }
  }
}

extension Remedy {
  /// What helps against an error of the store; one that points into a query brings its own.
  init?(for error: StoreError) {
    switch error {
    case .noSuchDataset(let name, let similar):
      if !similar.isEmpty {
        self = .didYouMean(similar)
      } else if name.contains("://") {
        self = .advice(
          "look for it by words of its name, or describe it in a file with this homepage")
      } else {
        self = .listDatasets
      }
    case .undescribed(let id): self = .index(id)
    case .severalDatasets(_, let ids): self = .didYouMean(Array(ids.prefix(5)))
    case .exists(_, let owner): self = .anotherIDOrEdit(owner)
    case .badID: self = .advice("use lower case letters, digits, dots, hyphens and underscores")
    case .removed(let id): self = .restore(id)
    case .notRemoved(let id): self = .remove(id)
    case .conflict(let id, _, _): self = .showAndRepeat(id)
    case .badEdit(_, _, let remedy), .invalid(_, _, let remedy): self = .advice(remedy)
    case .badQuery: return nil
    case .late: self = .advice("ask for less: fewer facets, conditions or words")
    case .cycle: self = .advice("take one of these statements back")
    case .noSuchEntry, .cannotUndo: self = .readHistory
    case .locked: self = .engine(.retry)
    case .diskFull: self = .engine(.freeSpace)
    case .builtIn(let id): self = .alias(id)
    case .refused: self = .advice("ask its owner for permission, or choose another home")
    case .readOnly: self = .advice("ask its owner for write permission, or choose another home")
    case .olderVersion: self = .advice("let somebody who may write it run any command once")
    case .damaged, .notACatalogue, .uncheckedPages: self = .replaceStore
    case .newerVersion: self = .advice("use the newer program")
    case .unwritten(_, let code):
      guard let remedy = IndexRemedy(forSystemError: code) else { return nil }
      self = .engine(remedy)
    case .failed: self = .advice("see that the disk is sound and can be reached, then try again")
    }
  }
}
