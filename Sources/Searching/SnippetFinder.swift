import Analysis
import Corpora
import Indexing
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
  ///   - context: Characters on each side of a match; `nil` for whole passages.
  package init(_ prepared: PreparedSearch, context: Int? = nil) {
    self.prepared = prepared
    self.context = context
  }

  /// The passage that shows why a record was found.
  ///
  /// - Throws: ``StorageError`` when the record's text cannot be read.
  package func snippet(of hit: ScoredDocument) throws(StorageError) -> Snippet {
    var best: Snippet?
    try prepared.searcher.texts.read(part: hit.part, document: hit.document) { field, text in
      // Another field is shown only for what the fields before it do not have.
      guard let text, best?.highlights.isEmpty ?? true else { return }
      let found = maker(Field(corpus: hit.corpus, index: field)).snippet(of: text, context: context)
      if best == nil || !found.highlights.isEmpty { best = found }
    }
    return best ?? Snippet(text: "", highlights: [])
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
