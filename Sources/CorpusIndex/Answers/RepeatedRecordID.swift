internal import Indexing

/// A record id that two records share, for which reason all records of the index go by their running
/// numbers: an address must name one record.
public struct RepeatedRecordID: Sendable, Equatable, Codable {
  /// The id.
  public var id: String
  /// Where the first record with it stands.
  public var first: Location
  /// Where the second one stands.
  public var second: Location
  /// The one of the two that has no id of its own: the id is its running number.
  public var numbered: Location?

  /// What a commit says about it, `nil` when no id is repeated.
  init?(_ commit: Commit) {
    guard let found = commit.repeatedID else { return nil }
    func location(_ place: RepeatedID.Place) -> Location {
      let number = Int(place.file)
      let path = commit.files.indices.contains(number) ? commit.files[number].path : ""
      if path == CorpusIndex.written { return .value("record \(place.ordinal)") }
      return place.line > 0
        ? .file(path, line: place.line) : .file(path, byte: place.offset)
    }
    id = found.id
    first = location(found.first)
    second = location(found.second)
    numbered = found.first.isNumbered ? first : found.second.isNumbered ? second : nil
  }
}
