internal import CatalogStore
internal import CorpusIndex
internal import Datasets

extension Catalog {
  /// How every registered dataset stands.
  ///
  /// Folders that the store does not know, because it was lost or a copy of another home, are among
  /// them: indexing such a dataset describes it again.
  public func status() throws -> StatusAnswer { try steady(readStatus) }

  private func readStatus() throws -> StatusAnswer {
    let described = try CatalogError.folding { try store.list(DatasetQuery.counting).total }
    // A move that hangs keeps its data from both ids, and the folder of an index may be lost.
    let folders = try folderIDs()
    let lost = try lostFolderIDs(knownCommits(), beside: folders)
    let ids = try Set(folders).union(movingIDs()).union(lost)
    let datasets = try ids.sorted().compactMap { id -> DatasetStatus? in
      let known = try known(id)
      if let known, known.removedAt != nil { return nil }
      var index = try indexState(of: id, lookingForAdded: true)
      if known == nil, index.state != .failed {
        index.state = .stale
        index.message = Self.undescribed
        index.remedy = .index(id)
      }
      return DatasetStatus(id: id, index: index)
    }
    return StatusAnswer(home: home.path, described: described, datasets: datasets)
  }

  /// What is said of a folder that the store has no description for.
  static let undescribed = "its files are here, and the store does not know it"

  /// How the index of one dataset stands, as its files say.
  ///
  /// `lookingForAdded` looks into the folders of the source for files that were added, which may open
  /// each of them.
  func indexState(of id: String, lookingForAdded: Bool = false) throws -> IndexStateAnswer {
    var answer = IndexStateAnswer()
    let registration: Registration?
    do {
      registration = try self.registration(id)
      answer.sources = registration?.sources ?? []
      answer.skipped = registration?.skipped ?? []
      answer.passedOver = registration?.passedOver ?? []
      if !hasFolder(id), let moving = try moveUnderWay(of: id) { throw moving }
      // Asked first: a run may end between the two.
      let told = try UInt64(clamping: known(id)?.index.generation ?? 0)
      guard hasFolder(id), let snapshot = try corpus(id).snapshotIfAny(in: home)
      else {
        if told > 0 { throw lostIndex(id) }
        if registration?.isUnfinished == true {
          answer.noteUnfinished(registration, of: id, isUnderWay: isBeingChanged(id))
        } else if registration != nil {
          answer.message = "registered and not indexed"
          answer.remedy = .index(id)
        }
        return answer
      }
      if told > snapshot.generation { throw lostIndex(id) }
      answer.state = .current
      answer.summary = snapshot.summary
      if registration?.isPiped == true, registration?.isUnfinished == false {
        answer.notes.append(
          "the data came through a pipe, which cannot be read again: its records are kept here")
      }
      if snapshot.retiredRecords > 0 {
        answer.notes.append(
          "the sizes of text and index count "
            + (snapshot.retiredRecords == 1
              ? "1 record" : "\(Figures.count(snapshot.retiredRecords)) records")
            + " of files that changed or are gone; index --rebuild takes them out")
      }
      if let repeated = snapshot.repeatedID { answer.notes.append(repeated.sentence) }
      if let refused = registration?.refusedID, snapshot.fields.recordID == nil {
        answer.notes.append(refused + "; records go by their running numbers")
      }
      if snapshot.isPartial {
        answer.notes.append("the first run has not ended: searches see what it has read so far")
      } else if snapshot.hasUnfinishedRun {
        answer.notes.append("searches see the index as it was before that run")
      }
    } catch {
      answer.state = .failed
      let failure = CatalogError(folding: error).about(id)
      answer.message = failure.statement
      answer.remedy = failure.remedy
      return answer
    }
    if registration == nil {
      let failure = try missingData(id)
      answer.state = .stale
      answer.message = failure.message
      answer.remedy = failure.remedy
    } else if registration?.isUnfinished == true {
      answer.noteUnfinished(registration, of: id, isUnderWay: isBeingChanged(id))
    } else if let registration, let snapshot = try corpus(id).snapshotIfAny(in: home),
      let change = sourceChange(
        of: registration, since: snapshot, lookingForAdded: lookingForAdded)
    {
      answer.state = .stale
      // A folder that has other files now is indexed again.
      let remedy = renewal(of: id, from: snapshot.files, registration.sources)
      answer.message = remedy == .index(id) ? change : "the source is gone"
      answer.remedy = remedy
    }
    return answer
  }

  /// What became of the source since it was indexed; `nil` where nothing did.
  private func sourceChange(
    of registration: Registration, since snapshot: IndexSnapshot, lookingForAdded: Bool
  ) -> String? {
    if sourceHasChanged(snapshot) { return "the source has changed" }
    if registration.isPiped || !lookingForAdded { return nil }
    let unread = snapshot.unread(in: registration.sources) {
      try SourceListing(
        registration.sources, base: home.path, reading: registration.reading,
        described: fileLayout(of: registration))
    }
    if unread.isEmpty { return nil }
    var parts: [String] = []
    if unread.files > 0 {
      parts.append(unread.files == 1 ? "1 file was added" : "\(unread.files) files were added")
    }
    if unread.surroundings > 0 {
      parts.append(
        (unread.surroundings == 1 ? "1 file has" : "\(unread.surroundings) files have")
          + " other attributes or labels")
    }
    return "the source has changed: " + parts.joined(separator: ", ")
  }
}

extension IndexStateAnswer {
  /// Says that a run has not ended: `isUnderWay` when it is at work now, else nobody goes on with it.
  fileprivate mutating func noteUnfinished(
    _ registration: Registration?, of id: String, isUnderWay: Bool
  ) {
    state = .stale
    message = isUnderWay ? "a run is under way" : "a run was cut short"
    remedy = isUnderWay ? nil : registration?.renewal(of: id)
  }
}
