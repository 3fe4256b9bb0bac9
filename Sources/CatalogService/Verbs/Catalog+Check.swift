internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import Storage

extension Catalog {
  /// Verifies every checksum and invariant, and compares store and indexes both ways.
  ///
  /// A check of everything verifies the store too, which takes about as long as writing all
  /// descriptions would, and as much memory as the store is large.
  ///
  /// - Parameters:
  ///   - id: The dataset to check; all when `nil`.
  ///   - repair: Mends what follows from sound files, goes back to the commit before where the
  ///     newest is lost, keeping what was deleted, removes what nothing refers to, makes the listing
  ///     index anew, and corrects what the store says of an index.
  /// - Returns: What was verified, what is wrong, and what was mended.
  /// - Throws: ``CatalogError`` `notFound` for a dataset without data, `locked` for one that is to be
  ///   repaired and is being written; in a check of everything it is named, and the others are mended.
  public func check(_ id: String? = nil, repair: Bool = false) throws -> CheckAnswer {
    var answer = CheckAnswer()
    var damage: CatalogError?
    var isTold = false
    let ids = try folders(toCheck: id, &damage)
    let isAlone = id != nil
    for id in ids {
      let before = (answer: answer, mark: try? steady(folderMark))
      try check(id, repair: repair, isAlone: isAlone, &damage, into: &answer)
      // What was seen of a folder that was called otherwise meanwhile is no damage.
      guard answer.problems.count > before.answer.problems.count, let mark = before.mark,
        try hasMovedFolders(since: mark), let now = try steady({ try known(id)?.id })
      else { continue }
      answer = before.answer
      try check(now, repair: repair, isAlone: isAlone, &damage, into: &answer)
    }
    if id == nil {
      try withStore(&damage) {
        try checkIndexStates(indexed: Set(ids), repair: repair, into: &answer)
      }
      try withStore(&damage) { try checkFolderTasks(into: &answer) }
      try withStore(&damage) { isTold = try checkStore(repair: repair, into: &answer) }
      try withStore(&damage) {
        answer.dangling = try CatalogError.folding { try store.danglingReferences() }
      }
    }
    if let damage, !isTold {
      answer.problems.append(.init(dataset: storeName, error: damage))
    }
    return answer
  }

  /// The ids whose folders are to be verified.
  ///
  /// A damaged store cannot say what else a name leads to,
  /// and which folders are about to go.
  private func folders(toCheck name: String?, _ damage: inout CatalogError?) throws -> [String] {
    var ids: [String] = []
    try withStore(&damage) {
      ids = try steady(folderIDs)
      guard let name else { return }
      // Data whose description is lost goes by the name of its folder alone.
      let isLost = try self.known(name) == nil && ids.contains(name)
      let known = isLost ? name : try CatalogError.folding { try store.dataset(name).id }
      guard ids.contains(known) else { throw try missingData(known) }
      ids = [known]
    }
    guard let damage else { return ids }
    ids = try CatalogError.folding {
      try SystemCall.list(home.indexes).filter { DatasetID.isValid($0) && holdsData($0) }
    }
    guard let name else { return ids }
    guard ids.contains(name) else { throw damage }
    return [name]
  }

  /// Runs a part of the check that asks the store.
  ///
  /// One that is damaged is noted, and does not keep
  /// the other parts from being done.
  private func withStore(_ damage: inout CatalogError?, _ part: () throws -> Void) throws {
    do {
      try part()
    } catch let error as CatalogError where error.remedy == .replaceStore {
      damage = damage ?? error
    }
  }

  private var storeName: String { (home.store as NSString).lastPathComponent }

  /// The store itself: pages, descriptions, and the index that lists are made from.
  ///
  /// - Returns: Something is wrong with it.
  private func checkStore(repair: Bool, into answer: inout CheckAnswer) throws -> Bool {
    answer.files += 1
    answer.bytes += FileStatus(home.store)?.bytes ?? 0
    let outcome = try CatalogError.folding {
      try store.check(repair: repair && store.isWritable)
    }
    answer.problems += outcome.problems.map {
      .init(dataset: storeName, message: $0, remedy: .replaceStore)
    }
    answer.repaired += outcome.repaired.map { .init(dataset: storeName, message: $0) }
    return !outcome.problems.isEmpty
  }

  /// Work on folders that neither its process nor a later one has done.
  private func checkFolderTasks(into answer: inout CheckAnswer) throws {
    for task in try leftFolderTasks() {
      let message =
        switch task.work {
        case .register: "its data is not registered yet"
        case .learn: "the store has not learned yet how its index stands"
        case .delete: "it is purged, and its folder is not deleted yet"
        case .move(let former): "its folder is still called \(former)"
        }
      answer.problems.append(
        .init(
          dataset: task.dataset, message: message,
          remedy: .advice("any command that may write the home ends it, unless one is at work")))
    }
  }

  /// Verifies the folder of a dataset and compares it with the store.
  private func check(
    _ id: String, repair: Bool, isAlone: Bool, _ damage: inout CatalogError?,
    into answer: inout CheckAnswer
  ) throws {
    try verify(id, repair: repair, isAlone: isAlone, into: &answer)
    try withStore(&damage) { try compareWithStore(id, repair: repair, into: &answer) }
  }

  private func verify(
    _ id: String, repair: Bool, isAlone: Bool, into answer: inout CheckAnswer
  ) throws {
    answer.datasets += 1
    do {
      _ = try registration(id)
    } catch {
      answer.problems.append(.init(dataset: id, error: CatalogError(folding: error)))
    }
    // The files are told of where their dataset is checked.
    if (try? Registration.refuseAnother(in: home.index(of: id))) == nil { return }
    // What cannot be read is told below.
    if let loss = (try? loss(ofIndex: id)) ?? nil {
      // A repair would remove what no commit names, and with it what was deleted since.
      answer.problems.append(.init(dataset: id, error: loss))
      return
    }
    if mayHaveCommit(id) {
      do {
        try refuseWhatIsNoDamage(of: id)
        let report = try corpus(id).check(repair: repair)
        answer.files += report.filesChecked
        answer.bytes += report.bytesChecked
        // What a repair has mended needs nothing more; where it could do nothing, one thing is left.
        let remedy: IndexRemedy? = !repair ? .repair : report.repaired.isEmpty ? .rebuild : nil
        answer.problems += report.problems.map {
          .init(dataset: id, message: $0, remedy: remedy.map { .engine($0, dataset: id) })
        }
        answer.repaired += report.repaired.map { .init(dataset: id, message: $0) }
      } catch {
        let failure = CatalogError(folding: error).about(id)
        if failure.code == .locked, isAlone { throw failure }
        answer.problems.append(.init(dataset: id, error: failure))
      }
    }
  }

  /// An index that a newer program wrote, that may not be read or whose disk fails may be sound: nothing
  /// in it is to be mended before that is.
  private func refuseWhatIsNoDamage(of id: String) throws {
    do {
      _ = try corpus(id).snapshotIfAny(in: home)
    } catch let error as CatalogError {
      if case .engine(.advice, _) = error.remedy { throw error }
    }
  }

  /// A folder has something to verify: data that was never indexed has none, and a commit that cannot
  /// be read is one all the same.
  private func mayHaveCommit(_ id: String) -> Bool {
    do { return try corpus(id).snapshotIfAny(in: home) != nil } catch { return true }
  }

  /// The store must know the dataset, and the commit that its index stands at.
  private func compareWithStore(_ id: String, repair: Bool, into answer: inout CheckAnswer) throws {
    // What is wrong with a registration was told already.
    let registered = Result { try registration(id) }
    if try known(id) == nil {
      guard case .success(let found) = registered else { return }
      if repair, found != nil {
        try CatalogError.folding { _ = try store.insert(Dataset(registered: id)) }
        try learnIndexState(of: id, failure: nil)
        answer.repaired.append(.init(dataset: id, message: "described again, by its id alone"))
      } else {
        answer.problems.append(
          .init(dataset: id, message: Self.undescribed, remedy: .index(id)))
      }
      return
    }
    if case .success(nil) = registered {
      answer.problems.append(.init(dataset: id, error: try missingData(id)))
    }
    // A process at work on the folder has yet to tell the store what came of it.
    guard let claim = try? FolderClaim(of: home.index(of: id)) else { return }
    defer { withExtendedLifetime(claim) {} }
    guard let snapshot = try? corpus(id).snapshotIfAny(in: home),
      let known = try self.known(id),
      known.index.generation <= Int64(clamping: snapshot.generation)
    else { return }
    if snapshot.method.store == .none, sourceHasChanged(snapshot) {
      answer.problems.append(
        .init(
          dataset: id,
          message: "the texts of its records lie in a source that has changed or is gone",
          remedy: renewal(of: id, from: snapshot.files)))
    }
    if known.index.generation != Int64(clamping: snapshot.generation)
      || known.index.records != Int64(clamping: snapshot.records)
    {
      let message =
        "the store says commit \(known.index.generation) with \(known.index.records) records, the "
        + "index holds commit \(snapshot.generation) with \(snapshot.records)"
      if repair {
        try learnIndexState(of: id, failure: nil)
        answer.repaired.append(.init(dataset: id, message: message))
      } else {
        answer.problems.append(.init(dataset: id, message: message))
      }
    }
  }

  /// What the store calls indexed must be there.
  private func checkIndexStates(
    indexed: Set<String>, repair: Bool, into answer: inout CheckAnswer
  ) throws {
    try CatalogError.folding {
      for (id, state) in try store.indexStates()
      where state.state != .none && !indexed.contains(id) {
        // It was checked under its former id, or came after the folders were listed.
        if try steady({ try self.known(id)?.id != id || ownsFolder(id) }) { continue }
        if state.generation > 0 {
          // To forget it would let the next run pass over what was deleted since.
          answer.problems.append(.init(dataset: id, error: lostIndex(id)))
        } else if repair {
          try store.setIndexState(id, IndexState())
          answer.repaired.append(.init(dataset: id, message: "the index is gone, noted"))
        } else {
          answer.problems.append(
            .init(dataset: id, message: "the store says indexed, and there is no index"))
        }
      }
    }
  }
}

extension CheckAnswer.Finding {
  fileprivate init(dataset: String, error: CatalogError) {
    self.init(dataset: dataset, message: error.statement, remedy: error.remedy)
  }
}
