internal import CorpusIndex
internal import JSONText

/// What is decided of how data is read and indexed, apart from where it lies and how far it is.
extension Registration {
  /// Every choice by its name; ``take(_:from:)`` reads them back.
  var choices: [JSON.Member] {
    [
      JSON.Member(
        "reading",
        .keys([
          "format": .text(reading.format), "delimiter": .text(reading.delimiter),
          "quote": .text(reading.quote), "encoding": .text(reading.encoding),
          "header": .text(reading.header),
          "skip_lines": reading.skippedLines.map { .integer($0) } ?? .null,
          "space": .text(reading.space), "line_end": .text(reading.lineEnd),
          "split": .text(reading.split),
          "layout": .text(reading.layout), "labels": .strings(reading.labels.map(\.written)),
        ])),
      .init("text", .strings(textFields)), .init("record_id", .text(recordID)),
      .init(
        "columns",
        .array(
          columns.map {
            .keys([
              "name": .string($0.name), "path": .string($0.path), "type": .text($0.type?.rawValue),
            ])
          })),
      .init("column_limit", .integer(columnLimit)), .init("left_out", .strings(leftOut)),
      .init("analyzer", .string(method.analyzer.rawValue)), .init("stem", .text(method.stemming)),
      .init("stop_words", .strings(method.stopWords)),
      .init("store", .string(method.store.rawValue)),
      .init("reorder", .string(method.reordering.rawValue)),
    ]
  }

  /// Takes over the choices of a tree; those that it does not name stay.
  ///
  /// `path`: the file that it comes from.
  ///
  /// - Throws: ``CatalogError`` for a value that this program does not know: the data must not be
  ///   indexed in another way than it was decided.
  mutating func take(_ tree: JSON, from path: String) throws {
    let values = tree["reading"]
    func text(_ key: String, _ known: String?) -> String? { values?[key]?.scalarText ?? known }
    reading.format = text("format", reading.format)
    reading.delimiter = text("delimiter", reading.delimiter)
    reading.quote = text("quote", reading.quote)
    reading.encoding = text("encoding", reading.encoding)
    reading.header = text("header", reading.header)
    reading.skippedLines =
      values?["skip_lines"]?.integer.flatMap { Int(exactly: $0) } ?? reading.skippedLines
    reading.space = text("space", reading.space)
    reading.lineEnd = text("line_end", reading.lineEnd)
    reading.split = text("split", reading.split)
    reading.layout = text("layout", reading.layout)
    if let labels = values?["labels"]?.array {
      reading.labels = try labels.map { label in
        guard let label = label.string.flatMap(FileLabel.init) else {
          throw CatalogError(
            .badFormat, "a label is written NAME=VALUE@PATTERN", at: .file(path))
        }
        return label
      }
    }
    if let fields = tree["text"]?.array { textFields = fields.compactMap(\.string) }
    if let field = tree["record_id"]?.string { recordID = field }
    if let declared = tree["columns"]?.array {
      columns = try declared.compactMap { column in
        guard let name = column["name"]?.string else { return nil }
        return FieldPlan.Column(
          name: name, path: column["path"]?.string ?? name,
          type: try Self.choice("type", in: column, path))
      }
    }
    if let limit = tree["column_limit"]?.integer.flatMap({ Int(exactly: $0) }) {
      columnLimit = limit
    }
    if let paths = tree["left_out"]?.array { leftOut = paths.compactMap(\.string) }
    if let stem = tree["stem"]?.string { method.stemming = stem }
    if let words = tree["stop_words"]?.array { method.stopWords = words.compactMap(\.string) }
    if let analyzer: AnalyzerKind = try Self.choice("analyzer", in: tree, path) {
      method.analyzer = analyzer
    }
    if let store: TextStore = try Self.choice("store", in: tree, path) { method.store = store }
    if let reordering: Reordering = try Self.choice("reorder", in: tree, path) {
      method.reordering = reordering
    }
  }

  /// The choice that a tree names; `nil` when it names none.
  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, in tree: JSON, _ path: String
  ) throws -> Choice? {
    guard let name = tree[key]?.string else { return nil }
    guard let choice = Choice(rawValue: name) else {
      throw CatalogError(
        .badFormat, "an unknown \(key), \"\(name)\"", at: .file(path),
        remedy: .choose(.value, from: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }
}
