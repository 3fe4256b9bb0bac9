internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import FoundationEssentials
internal import QueryLanguage

/// The snapshots that a query runs on, and what could not be opened.
struct SearchScope {
  /// Snapshots under their datasets' ids.
  var corpora: [SearchedCorpus] = []
  /// Searches all of them as one.
  var searcher = CorpusSearcher([])
  /// What is known before the search.
  var coverage = AnswerCoverage()
}

extension SearchScope {
  /// The name under which matches are counted by dataset.
  fileprivate static let datasetFacet = "dataset"

  /// The one dataset searched, where it is one.
  var only: String? { corpora.count == 1 ? corpora[0].name : nil }

  /// What to say when matches are counted by dataset and records have a column of that name too.
  func noticeOfHiddenColumn(among facets: [String]) -> Notice? {
    guard facets.contains(Self.datasetFacet) else { return nil }
    let hiding = corpora.filter { corpus in
      corpus.snapshot.columns.contains { $0.name == Self.datasetFacet }
    }
    if hiding.isEmpty { return nil }
    let names = hiding.map(\.name).joined(separator: ", ")
    return Notice(
      "“\(Self.datasetFacet)” counts by dataset, so the column of that name in \(names) is not "
        + "counted: declare the column under another name")
  }

  /// What to say when there is nothing to search; the query is read all the same.
  ///
  /// - Throws: ``CatalogError`` `badQuery` for a query that cannot be read.
  func noticeOfNothing(for query: String) throws -> Notice {
    do throws(QueryProblem) {
      _ = try QueryParser(schema: QuerySchema()).parse(query)
    } catch {
      throw CatalogError(.badQuery, error.message, query: QueryFault(error))
    }
    return Notice(
      coverage.unopened.isEmpty
        ? "no dataset is indexed, so no record was looked at"
        : "no index could be opened, so no record was looked at")
  }
}

extension Catalog {
  /// Opens the indexes that a query looks at.
  ///
  /// - Parameter ids: Datasets by id or alias; all indexed and not removed ones when empty.
  /// - Returns: Snapshots, and what could not be opened.
  /// - Throws: ``CatalogError`` `notFound` for a named dataset without an index, and the error of
  ///   the one dataset asked for when it cannot be opened.
  func scope(_ ids: [String]) throws -> SearchScope { try steady { try readScope(ids) } }

  private func readScope(_ ids: [String]) throws -> SearchScope {
    let known = try knownCommits()
    let names = try ids.isEmpty ? searchableIDs(known) : ids.map { try indexedID($0) }
    if ids.isEmpty { openIndexes.forget(allBut: names) }
    var scope = SearchScope()
    var seen = Set<String>()
    for name in names where seen.insert(name).inserted {
      scope.coverage.datasets += 1
      do {
        guard let opened = try openIndexes.opened(name, corpus(name), in: home) else {
          if known[name] != nil { throw try moveUnderWay(of: name) ?? lostIndex(name) }
          if ids.isEmpty {
            // What was never committed has no records yet.
            scope.coverage.datasets -= 1
            try noteOfFirstRun(name).map { scope.coverage.engine.notes.append($0) }
            continue
          }
          throw CatalogError(
            .notFound, "\(name) is registered and not indexed", remedy: .index(name))
        }
        if let commit = known[name], opened.snapshot.generation < commit { throw lostIndex(name) }
        scope.corpora.append(SearchedCorpus(name: name, snapshot: opened.snapshot))
        if let stale = try staleness(of: name, opened) { scope.coverage.stale.append(stale) }
      } catch {
        let failure = CatalogError(folding: error).about(name)
        if names.count == 1, !ids.isEmpty { throw failure }
        scope.coverage.unopened.append(DatasetFailure(dataset: name, error: failure))
      }
    }
    scope.searcher = openIndexes.searcher(
      of: scope.corpora, corpusFacet: SearchScope.datasetFacet)
    return scope
  }

  /// What to say of a dataset without a commit: its first run has not ended; `nil` where none has begun.
  private func noteOfFirstRun(_ id: String) throws -> String? {
    guard let registration = try registration(id), registration.isUnfinished else { return nil }
    if isBeingChanged(id) {
      return "\(id): the first run is under way, and nothing of it can be searched yet"
    }
    return "\(id): the first run was cut short before anything of it could be searched; "
      + (registration.isPiped ? "its data is to be piped again" : "index \(id) goes on with it")
  }

  /// Why a snapshot is not all that there is to search of a dataset; `nil` for one that is.
  private func staleness(of id: String, _ opened: OpenIndexes.Opened) throws -> StaleDataset? {
    if opened.hasUnfinishedRun {
      if isBeingChanged(id) { return StaleDataset(dataset: id, reason: .runIsUnderWay) }
      let registration = try registration(id)
      // One that had written nothing yet may have ended since the index was opened.
      if opened.snapshot.hasUnfinishedRun || registration?.isUnfinished == true {
        return StaleDataset(
          dataset: id, reason: .runWasCutShort, remedy: registration?.renewal(of: id) ?? .index(id))
      }
    }
    guard sourceHasChanged(opened.snapshot) else { return nil }
    return StaleDataset(
      dataset: id, reason: .sourceHasChanged, remedy: renewal(of: id, from: opened.snapshot.files))
  }

  /// What brings an index up to date whose source has changed: all of its files may be gone.
  func renewal(of id: String, from files: [IndexedFile], _ sources: [String] = []) -> Remedy {
    let isGone = (files.map(\.path) + sources).allSatisfy {
      !FileStatus.isThere(CatalogHome.absolute($0, from: home.path))
    }
    return isGone ? .engine(.findSource, dataset: id) : .index(id)
  }

  /// What keeps anybody from going on with an index that is not what the store was told of; `nil` for one
  /// that is.
  ///
  /// - Throws: ``CatalogError`` when the index or the store cannot be read.
  func loss(ofIndex id: String) throws -> CatalogError? {
    guard let known = try known(id), known.index.generation > 0 else { return nil }
    let snapshot = try corpus(id).snapshotIfAny(in: home)
    return UInt64(known.index.generation) > snapshot?.generation ?? 0 ? lostIndex(id) : nil
  }

  /// The error of an index that is not what the store was told of: files of it, or all, are lost.
  ///
  /// To search what is left would bring back what was deleted since, or answer for nothing.
  func lostIndex(_ id: String) -> CatalogError {
    // What is registered in the folder goes with it.
    let isRegistered = FileStatus(home.index(of: id) + "/" + RegistrationFile.name) != nil
    return CatalogError(
      .system, "the index of \(id) is gone, or older than the store was told",
      at: .file(home.index(of: id)),
      remedy: isRegistered ? .engine(.rebuild, dataset: id) : .addData(dataset: id))
  }

  /// Datasets that are to be searched, in order: those with a folder that were not removed, and those
  /// whose folder is lost.
  private func searchableIDs(_ known: [String: UInt64]) throws -> [String] {
    let folders = try folderIDs()
    return try (withoutRemoved(folders, known) + lostFolderIDs(known, beside: folders)).sorted()
  }

  /// Datasets that the store was told a commit of, and whose folder is gone or has not got its new name.
  ///
  /// `folders`: the ids that have one.
  func lostFolderIDs(_ known: [String: UInt64], beside folders: [String]) -> [String] {
    Set(known.keys).subtracting(folders).filter { !hasFolder($0) }
  }

  /// The ids that the store does not hold as removed.
  ///
  /// It is asked once for all that it calls indexed, and one by one only for the others: a run
  /// that was cut short before the store learned of its commit.
  private func withoutRemoved(_ ids: [String], _ known: [String: UInt64]) throws -> [String] {
    try ids.filter { id in
      if known[id] != nil { return true }
      return try standing(of: id)?.isRemoved != true
    }
  }

  /// The datasets that the store calls indexed, each with the number of the commit that it was told of.
  func knownCommits() throws -> [String: UInt64] {
    try kept(["indexed"], byteCount: { $0.keys.reduce(0) { $0 + $1.utf8.count + 8 } }) {
      var commits: [String: UInt64] = [:]
      for (id, state) in try store.indexStates() where state.generation > 0 {
        commits[id] = UInt64(state.generation)
      }
      return commits
    }
  }

  /// What to say of data in the home that the store knows nothing of, as after the store was lost; `nil`
  /// where there is none.
  ///
  /// - Throws: ``CatalogError`` when the home or the store cannot be read.
  func noticeOfUnknownFolders() throws -> Notice? {
    let unknown = try steady {
      let present = try knownCommits()
      return try folderIDs().filter { try present[$0] == nil && standing(of: $0) == nil }
    }
    if unknown.isEmpty { return nil }
    let named = unknown.prefix(Self.namedFolders).joined(separator: ", ")
    let more = unknown.count - Self.namedFolders
    return Notice(
      "the store does not know \(named)\(more > 0 ? " and \(more) more" : ""), whose data is here: was it "
        + "lost or replaced? What it said of them is gone; a check with repair describes them by their ids"
    )
  }

  /// Folders that a notice names.
  private static let namedFolders = 5

  /// The id of an indexed dataset, from an id or alias.
  private func indexedID(_ id: String) throws -> String {
    let standing = try standing(of: id)
    // A folder that the store does not know is searched among all, and so by its id too.
    if standing == nil, try ownsFolder(id) { return id }
    let known = try standing?.presentID ?? CatalogError.folding { try store.dataset(id).id }
    if try ownsFolder(known) { return known }
    throw try missingData(known)
  }

  /// A file of the source has another size or time than when it was indexed, or is gone.
  func sourceHasChanged(_ snapshot: IndexSnapshot) -> Bool {
    // What came through a pipe has no file that could change.
    snapshot.files.contains { file in
      if PipedSource.isPiped(file.path) { return false }
      let path = CatalogHome.absolute(file.path, from: home.path)
      func isOlder(_ now: FileStatus) -> Bool { abs(now.modified - file.modified) > 0.000_002 }
      guard let now = FileStatus(path) else {
        // Files in an archive have its time.
        return FileStatus.archive(of: path).map(isOlder) ?? true
      }
      return now.bytes != file.bytes || isOlder(now)
    }
  }
}
