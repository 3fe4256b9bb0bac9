import Analysis
import Indexing
import Records
import Segments
package import Storage

/// Makes the snippets of one answer's hits.
///
/// It reads each hit's texts and shows the field in which something was found, the body first. A
/// finder belongs to one thread.
package final class SnippetFinder {
  /// One text field of one corpus.
  private struct Field: Hashable {
    var corpus: Int
    var index: Int
  }

  private let prepared: PreparedSearch
  private let context: Int?
  private var makers: [Field: SnippetMaker] = [:]

  /// - Parameters:
  ///   - prepared: The search that found the hits.
  ///   - context: Characters on each side of each occurrence; `nil` for the best passage.
  package init(_ prepared: PreparedSearch, context: Int? = nil) {
    self.prepared = prepared
    self.context = context
  }

  /// The passage that shows why a record was found.
  ///
  /// - Throws: ``StorageError`` when the record's text cannot be read.
  package func snippet(of hit: ScoredDocument) throws(StorageError) -> Snippet {
    // Every occurrence is shown with its context, so all of the text is read.
    for (limit, need) in context == nil ? Self.beginnings : [] {
      if let snippet = try snippet(of: hit, limit: limit, need: need) { return snippet }
    }
    return try snippet(of: hit, limit: .max, need: .nothing) ?? Snippet(text: "", highlights: [])
  }

  /// How much of a long record is read at first, and what must be seen in it.
  ///
  /// Expanding ten megabytes takes ten milliseconds, and most are found in the first few thousand
  /// bytes: the best passage is the best of what was read.
  private static let beginnings: [(limit: Int, need: SnippetMaker.Need)] = [
    (1 << 18, .everyTerm), (1 << 21, .anyTerm),
  ]

  /// The best passage of a record's beginning; `nil` when it does not show what is needed.
  private func snippet(
    of hit: ScoredDocument, limit: Int, need: SnippetMaker.Need
  ) throws(StorageError) -> Snippet? {
    var best: Snippet?
    var isEnough = true
    try prepared.searcher.texts.read(beginningOf: hit.document, part: hit.part, limit: limit) {
      field, text, isWhole in
      // Another field is shown only for what the fields before it do not have.
      guard let text, best?.highlights.isEmpty ?? true, isEnough else { return }
      let found = maker(Field(corpus: hit.corpus, index: field)).snippet(
        of: text, context: context, need: isWhole ? .nothing : need)
      guard let found else {
        isEnough = false
        return
      }
      if best == nil || !found.highlights.isEmpty { best = found }
    }
    return isEnough ? best ?? Snippet(text: "", highlights: []) : nil
  }

  private func maker(_ field: Field) -> SnippetMaker {
    if let maker = makers[field] { return maker }
    let reader = prepared.searcher.corpora[field.corpus].reader
    let settings = reader.commit.settings
    let analyzer = reader.analyzer
    let fields = settings.schema.textFields
    let name = fields.indices.contains(field.index) ? fields[field.index] : nil
    // The body is what a query searches that names no field.
    let names = field.index == 0 ? [nil, name] : [name]
    let maker = SnippetMaker(
      SnippetQuery(prepared.plans[field.corpus], names: names, analyzer: analyzer),
      analyzer: analyzer)
    makers[field] = maker
    return maker
  }
}
