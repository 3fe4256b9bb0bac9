internal import Indexing

/// One delete, as the index remembers it.
public struct RememberedDelete: Sendable, Equatable, Codable {
  /// Counts the deletes of an index from 1.
  public var number: UInt64
  /// The query that chose the records; empty when they were named.
  public var query: String
  /// Records taken out.
  public var records: UInt64
  /// When and by whom.
  public var note: DeleteNote
  /// When and by whom it was taken back; `nil` while it holds.
  public var undone: DeleteNote?

  init(_ delete: Commit.Delete) {
    number = delete.number
    query = delete.query
    records = delete.count
    note = DeleteNote(at: delete.note.at, who: delete.note.who)
    undone = delete.undone.map { DeleteNote(at: $0.at, who: $0.who) }
  }
}
