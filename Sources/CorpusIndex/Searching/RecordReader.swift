internal import Indexing
internal import Records
internal import Searching
internal import Segments
internal import Storage

/// Reads records of a searcher one after the other, keeping what the last one needed.
///
/// A record is named by the number of its part (one segment of one corpus) and of its document.
struct RecordReader {
  private let searcher: Searcher
  private var part = -1
  private var cursors: [ColumnCursor] = []

  init(_ searcher: Searcher) { self.searcher = searcher }

  /// The record's place in the order of its source.
  func ordinal(_ part: Int, _ document: UInt32) -> UInt64 {
    let segment = searcher.segment(part)
    return segment.sources.ordinals[segment.rank(of: document)]
  }

  /// The record's address: its id, or its running number.
  func id(_ part: Int, _ document: UInt32) throws(StorageError) -> String {
    try searcher.corpora[searcher.corpus(of: part)].reader.recordID(
      of: document, in: searcher.segment(part))
  }

  /// The record under the name of its corpus.
  func reference(_ part: Int, _ document: UInt32) throws(StorageError) -> RecordReference {
    RecordReference(
      corpus: searcher.corpora[searcher.corpus(of: part)].name, record: try id(part, document))
  }

  /// Metadata columns with a value.
  mutating func fields(_ part: Int, _ document: UInt32) throws(StorageError) -> [RecordField] {
    let segment = searcher.segment(part)
    if part != self.part {
      self.part = part
      cursors = segment.columns.map { $0.cursor() }
    }
    var fields: [RecordField] = []
    for (index, cursor) in cursors.enumerated() {
      if let value = FieldValue(try cursor.value(of: Int(document))) {
        fields.append(RecordField(name: segment.settings.schema.columns[index].name, value: value))
      }
    }
    return fields
  }

  /// The whole record; without its texts unless they are wanted.
  mutating func record(
    _ part: Int, _ document: UInt32, readsTexts: Bool
  ) throws(StorageError) -> StoredRecord {
    let segment = searcher.segment(part)
    let names = segment.settings.schema.textFields
    var texts: [RecordText] = []
    if readsTexts {
      try searcher.texts.read(part: part, document: document) { field, text in
        if let text { texts.append(RecordText(field: names[field], text: text.text)) }
      }
    }
    let source = segment.place(of: document)
    let files = searcher.corpora[searcher.corpus(of: part)].reader.commit.files
    return StoredRecord(
      reference: try reference(part, document), texts: texts,
      fields: try fields(part, document),
      file: files.indices.contains(Int(source.file)) ? files[Int(source.file)].path : "",
      offset: source.offset)
  }
}
