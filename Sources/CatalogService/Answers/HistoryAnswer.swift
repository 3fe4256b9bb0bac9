internal import CatalogStore
internal import CorpusIndex
package import JSONText

/// Who changed what, newest first: descriptions, and which records of a dataset are there.
public struct HistoryAnswer: Sendable, JSONAnswer {
  /// One change.
  public struct Entry: Sendable, JSONAnswer {
    /// What `log --undo` takes: a number, or `ID:N` for delete N of a dataset.
    public var name: String
    /// The number of a change to a description; `nil` for a delete of records.
    public var number: Int64?
    /// RFC 3339, UTC.
    public var at: String
    /// Who did it.
    public var who: String
    /// What was done, in one word.
    public var action: String
    /// The dataset; empty for the catalogue as a whole.
    public var dataset: String
    /// What changed, in words.
    public var summary: String
    /// Changes made together carry the same number.
    var batch: Int64?
    /// It can be taken back: nothing newer stands on it.
    public var canUndo: Bool

    package var tree: JSON {
      .keys([
        "entry": .string(name), "number": .number(number), "at": .string(at), "who": .string(who),
        "action": .string(action), "dataset": .string(dataset), "summary": .string(summary),
        "batch": .number(batch), "can_undo": .bool(canUndo),
      ])
    }
  }

  /// The changes.
  public var entries: [Entry]
  /// Datasets whose deletes could not be read.
  public var failures: [DatasetFailure] = []

  package var tree: JSON {
    var tree: [JSON.Member] = [
      .init("schema", .string("catalog.log/1")), .init("entries", .array(entries.map(\.tree))),
    ]
    if !failures.isEmpty {
      tree.append(
        .init(
          "failures",
          .array(failures.map { .said($0.error.statement, $0.error.remedy, of: $0.dataset) })))
    }
    return .object(tree)
  }
}

extension HistoryAnswer.Entry {
  /// A change to a description.
  init(_ entry: HistoryEntry) {
    self.init(
      name: "\(entry.number)", number: entry.number, at: entry.at, who: entry.who,
      action: entry.action.rawValue, dataset: entry.dataset, summary: entry.summary,
      batch: entry.batch, canUndo: entry.canUndo)
  }

  /// A delete of records and, where it was taken back, that too; newest first.
  static func entries(of delete: RememberedDelete, in dataset: String) -> [Self] {
    let name = delete.entry(of: dataset)
    let records = "\(Figures.count(delete.records)) record" + (delete.records == 1 ? "" : "s")
    let made = Self(
      name: name, at: delete.note.at, who: delete.note.who, action: "delete", dataset: dataset,
      summary: records + (delete.query.isEmpty ? " by id" : ": \(delete.query)"),
      canUndo: delete.undone == nil)
    guard let undone = delete.undone else { return [made] }
    let back = Self(
      name: name, at: undone.at, who: undone.who, action: "undo", dataset: dataset,
      summary: "entry \(name): delete", canUndo: false)
    return [back, made]
  }
}

extension RememberedDelete {
  /// The name of its entry in the history.
  func entry(of dataset: String) -> String { "\(dataset):\(number)" }
}
