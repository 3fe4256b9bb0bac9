internal import Searching
internal import Storage

/// Fills hits with the passage that shows why they were found.
struct SnippetSource {
  private let finder: SnippetFinder

  init(_ prepared: PreparedSearch, _ options: SearchOptions) {
    finder = SnippetFinder(prepared, context: options.context)
  }

  func fill(_ hit: inout Hit, from found: ScoredDocument) throws {
    let snippet = try finder.snippet(of: found)
    hit.snippet = snippet.text
    hit.highlights = snippet.highlights
  }
}
