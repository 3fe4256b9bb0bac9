internal import Analysis
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
  private let whole = WholeRecord()

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
      if let value = try FieldValue(of: Int(document), in: cursor) {
        let name = segment.columnList.columns[index].contents.name
        fields.append(RecordField(name: name, value: value))
      }
    }
    return fields
  }

  /// A record, with what of it is wanted.
  mutating func record(
    _ part: Int, _ document: UInt32, _ parts: RecordParts
  ) throws(StorageError) -> StoredRecord {
    let source = searcher.segment(part).place(of: document)
    let files = searcher.corpora[searcher.corpus(of: part)].reader.commit.files
    var record = StoredRecord(
      reference: try reference(part, document), texts: [], value: [], fields: [],
      file: files.indices.contains(Int(source.file)) ? files[Int(source.file)].path : "",
      offset: source.offset)
    if parts.contains(.fields) { record.fields = try fields(part, document) }
    if parts.contains(.value) {
      try searcher.texts.read(part: part, document: document, into: whole)
      record.value = whole.value.array
      if parts.contains(.texts) { record.texts = texts(part) { whole.text($0)?.text } }
    } else if parts.contains(.texts) {
      var texts: [Int: String] = [:]
      try searcher.texts.read(part: part, document: document) { texts[$0] = $1?.text }
      record.texts = self.texts(part) { texts[$0] }
    }
    return record
  }

  /// The texts of a record under the names of their fields.
  private func texts(_ part: Int, _ text: (Int) -> String?) -> [RecordText] {
    searcher.segment(part).settings.schema.textFields.enumerated().compactMap { number, field in
      text(number).map { text in
        // Most texts are of one piece.
        guard text.utf8.contains(PieceSeparator.byte) else {
          return RecordText(field: field, text: text)
        }
        let lines = text.utf8.map { $0 == PieceSeparator.byte ? UInt8(ascii: "\n") : $0 }
        return RecordText(field: field, text: String(decoding: lines, as: UTF8.self))
      }
    }
  }
}
