internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import FoundationEssentials

extension Catalog {
  /// How every registered dataset stands.
  public func status() throws -> StatusAnswer {
    let described = try CatalogError.folding { try store.list(DatasetQuery.counting).total }
    let datasets = try withoutRemoved(registeredIDs()).map { id in
      DatasetStatus(id: id, index: try indexState(of: id))
    }
    return StatusAnswer(home: home.path, described: described, datasets: datasets)
  }

  /// Datasets whose data is registered, in order.
  func registeredIDs() throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.indexes)) ?? []
    let ids = names.map { $0.hasSuffix(".json") ? String($0.dropLast(5)) : $0 }
    return Set(ids.filter(DatasetName.isPlausible)).sorted()
  }

  /// How the index of one dataset stands, as its files say.
  func indexState(of id: String) throws -> IndexStateAnswer {
    var answer = IndexStateAnswer()
    let registration: Registration?
    do {
      registration = try self.registration(id)
      answer.sources = registration?.sources ?? []
      guard FileManager.default.fileExists(atPath: home.index(of: id)),
        let snapshot = try corpus(id).snapshotIfAny(in: home)
      else {
        if registration?.isUnfinished == true {
          answer.state = .stale
          answer.message = "a run was cut short"
          answer.remedy = .index(id)
        } else if registration != nil {
          answer.message = "registered and not indexed"
          answer.remedy = .index(id)
        }
        return answer
      }
      answer.state = .current
      answer.summary = snapshot.summary
      if let repeated = snapshot.repeatedID { answer.notes.append(repeated.sentence) }
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
    if registration?.isUnfinished == true {
      answer.state = .stale
      answer.message = "a run was cut short"
      answer.remedy = .index(id)
    } else if let snapshot = try corpus(id).snapshotIfAny(in: home), sourceHasChanged(snapshot) {
      answer.state = .stale
      answer.message = "the source has changed"
      answer.remedy = .index(id)
    }
    return answer
  }
}
