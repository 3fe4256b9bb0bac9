internal import Searching
internal import Storage

/// Fills hits with the passage that shows why they were found.
struct SnippetSource {
  private let searcher: Searcher
  private let prepared: PreparedSearch
  private let options: SearchOptions

  init(_ searcher: Searcher, _ prepared: PreparedSearch, _ options: SearchOptions) {
    self.searcher = searcher
    self.prepared = prepared
    self.options = options
  }

  func fill(_ hit: inout Hit, from found: ScoredDocument) throws {
    var snippet = ""
    try searcher.texts.read(part: found.part, document: found.document) { field, text in
      if field == 0, let text { snippet = String(text.text.prefix(160)) }
    }
    hit.snippet = snippet
  }
}
