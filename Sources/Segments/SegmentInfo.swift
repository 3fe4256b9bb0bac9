package import Analysis
package import Records
package import Storage

/// What an index keeps the same over all its segments.
package struct IndexSettings: Sendable, Equatable {
  package var schema: RecordSchema
  package var analyzer: AnalyzerKind
  /// Version of the analyzer.
  package var analyzerVersion: UInt32
  /// Stop words and stemming, none by default.
  package var analyzerOptions: AnalyzerOptions
  /// Where records stay whole.
  package var store: TextStore
  /// Documents may be renumbered.
  package var reorders: Bool

  package init(
    schema: RecordSchema, analyzer: AnalyzerKind, analyzerVersion: UInt32,
    analyzerOptions: AnalyzerOptions = AnalyzerOptions(), store: TextStore, reorders: Bool
  ) {
    self.schema = schema
    self.analyzer = analyzer
    self.analyzerVersion = analyzerVersion
    self.analyzerOptions = analyzerOptions
    self.store = store
    self.reorders = reorders
  }

  /// The analyzer that texts and queries of this index go through.
  ///
  /// Options were accepted when the index was made; should a language be missing in this program,
  /// the error names it.
  package func makeAnalyzer() throws(AnalyzerError) -> Analyzer {
    try Analyzer(analyzer, options: analyzerOptions)
  }

  /// Appends the settings as bytes.
  package func write(to writer: inout ByteWriter) {
    writer.append(text: analyzer.rawValue)
    writer.append(varint: UInt64(analyzerVersion))
    writer.append(text: analyzerOptions.stemLanguage ?? "")
    writer.append(varint: UInt64(analyzerOptions.stopWords.count))
    for word in analyzerOptions.stopWords { writer.append(text: word) }
    writer.append(text: store.rawValue)
    writer.append(UInt8(reorders ? 1 : 0))
    writer.append(varint: UInt64(schema.textFields.count))
    for field in schema.textFields { writer.append(text: field) }
    writer.append(UInt8(schema.recordID == nil ? 0 : 1))
    writer.append(text: schema.recordID ?? "")
    schema.columns.write(to: &writer)
    writer.append(varint: UInt64(schema.leftOut.count))
    for path in schema.leftOut { writer.append(text: path) }
    writer.append(varint: UInt64(schema.columnLimit))
  }

  /// Reads settings back.
  package init(from reader: inout ByteReader, path: String) throws(StorageError) {
    let name = try reader.readText()
    guard let analyzer = AnalyzerKind(rawValue: name) else {
      throw .damaged(path: path, offset: 0, detail: "the analyzer \"\(name)\" is unknown")
    }
    self.analyzer = analyzer
    analyzerVersion = UInt32(truncatingIfNeeded: try reader.readVarint())
    analyzerOptions = AnalyzerOptions()
    let stemLanguage = try reader.readText()
    if !stemLanguage.isEmpty { analyzerOptions.stemLanguage = stemLanguage }
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) {
      analyzerOptions.stopWords.append(try reader.readText())
    }
    let storeName = try reader.readText()
    guard let store = TextStore(rawValue: storeName) else {
      throw .damaged(path: path, offset: 0, detail: "the store \"\(storeName)\" is unknown")
    }
    self.store = store
    reorders = try reader.read(UInt8.self) == 1
    var textFields: [String] = []
    for _ in 0..<(try reader.readCount(limit: 1 << 16)) { textFields.append(try reader.readText()) }
    let hasID = try reader.read(UInt8.self) == 1
    let recordID = try reader.readText()
    let columns = try [RecordSchema.Column](from: &reader, path: path)
    var leftOut: [String] = []
    for _ in 0..<(try reader.readCount(limit: 1 << 20)) { leftOut.append(try reader.readText()) }
    let columnLimit = try reader.readCount(limit: Int(Int32.max))
    schema = RecordSchema(
      textFields: textFields, recordID: hasID ? recordID : nil, columns: columns,
      leftOut: leftOut, columnLimit: columnLimit)
  }
}

/// What a segment sums up to.
package struct SegmentSummary: Sendable, Equatable {
  package var documents: UInt32
  /// Bytes of the texts, uncompressed UTF-8.
  package var textBytes: UInt64
  /// Per text field: positions in all documents.
  package var tokens: [UInt64]
  /// Per text field: documents with any.
  package var fieldDocuments: [UInt64]

  package init(documents: UInt32, textBytes: UInt64, tokens: [UInt64], fieldDocuments: [UInt64]) {
    self.documents = documents
    self.textBytes = textBytes
    self.tokens = tokens
    self.fieldDocuments = fieldDocuments
  }

  package func write(to writer: inout ByteWriter) {
    writer.append(documents)
    writer.append(textBytes)
    writer.append(varint: UInt64(tokens.count))
    for index in tokens.indices {
      writer.append(tokens[index])
      writer.append(fieldDocuments[index])
    }
  }

  package init(from reader: inout ByteReader) throws(StorageError) {
    documents = try reader.read(UInt32.self)
    textBytes = try reader.read(UInt64.self)
    tokens = []
    fieldDocuments = []
    for _ in 0..<(try reader.readCount(limit: 1 << 16)) {
      tokens.append(try reader.read(UInt64.self))
      fieldDocuments.append(try reader.read(UInt64.self))
    }
  }
}

extension EnvelopeWriter {
  /// Writes what a segment says of itself, in a section of its own.
  func writeMeta(
    _ summary: SegmentSummary, _ settings: IndexSettings, _ columns: SegmentColumns
  ) throws(StorageError) {
    var meta = ByteWriter()
    summary.write(to: &meta)
    settings.write(to: &meta)
    columns.write(to: &meta)
    try beginSection(SegmentSection.meta)
    try append(meta.slice)
    try endSection()
  }
}
