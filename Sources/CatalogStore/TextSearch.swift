internal import Datasets
internal import GRDB

/// The datasets whose descriptions match a text, with scores.
struct TextMatch {
  var selection: Selection
  var scores: [Int: Float]
}

/// Full-text search over descriptions.
struct TextSearch {
  let db: Database
  let count: Int

  init(_ db: Database, count: Int) {
    self.db = db
    self.count = count
  }

  func match(_ text: String, everyWord: Bool) throws -> TextMatch {
    let words = text.lowercased().split(separator: " ").map(String.init)
    var match = TextMatch(selection: Selection(count: count), scores: [:])
    let rows = try Row.fetchCursor(
      db, sql: "SELECT number, lower(id || ' ' || document) FROM dataset WHERE document IS NOT NULL"
    )
    while let row = try rows.next() {
      let content: String = row[1]
      let hits = words.count { content.contains($0) }
      if everyWord ? hits == words.count : hits > 0 {
        match.selection[row[0]] = true
        match.scores[row[0]] = Float(hits)
      }
    }
    return match
  }
}
