internal import Corpora
internal import Storage

/// One column of record metadata while a segment is built.
final class SegmentColumn {
  private var builder: ColumnBuilder

  init(type: RecordSchema.ColumnType) { builder = ColumnBuilder(type: type) }

  var byteCount: Int { builder.byteCount }

  func append(_ batch: borrowing RecordBatch, column: Int) {
    builder.append(batch, column: column)
  }

  func write(to writer: EnvelopeWriter) throws(StorageError) {
    var bytes = ByteWriter()
    builder.write(to: &bytes)
    try writer.append(bytes.slice)
  }
}
