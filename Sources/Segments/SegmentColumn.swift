internal import Corpora
internal import Storage

/// One column of record metadata while a segment is built.
struct SegmentColumn {
  let type: RecordSchema.ColumnType
  var byteCount: Int { 0 }
  mutating func append(_ batch: borrowing RecordBatch, column: Int) {}
  func write(to writer: EnvelopeWriter) throws(StorageError) {}
}
