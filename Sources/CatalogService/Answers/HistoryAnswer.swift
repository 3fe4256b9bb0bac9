internal import CatalogStore
package import JSONText

/// Who changed what, newest first.
public struct HistoryAnswer: Sendable, JSONAnswer {
  /// One change.
  public struct Entry: Sendable, JSONAnswer {
    let entry: HistoryEntry

    /// The number that `log --undo` takes.
    public var number: Int64 { entry.number }
    /// RFC 3339, UTC.
    public var at: String { entry.at }
    /// Who did it.
    public var who: String { entry.who }
    /// What was done, in one word.
    public var action: String { entry.action.rawValue }
    /// The dataset; empty for the catalogue as a whole.
    public var dataset: String { entry.dataset }
    /// What changed, in words.
    public var summary: String { entry.summary }
    /// Nothing newer stands on it.
    public var canUndo: Bool { entry.canUndo }

    package var tree: JSON {
      .keys([
        "number": .integer(number), "at": .string(at), "who": .string(who),
        "action": .string(action), "dataset": .string(dataset), "summary": .string(summary),
        "batch": .number(entry.batch), "can_undo": .bool(canUndo),
      ])
    }
  }

  /// The changes.
  public var entries: [Entry]

  package var tree: JSON {
    JSON.keys([
      "schema": .string("catalog.log/1"), "entries": .array(entries.map(\.tree)),
    ])
  }
}
