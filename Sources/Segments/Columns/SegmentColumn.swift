internal import Records
internal import Storage

/// One column of record metadata while a segment is built.
final class SegmentColumn {
  private var builder: ColumnBuilder

  init(type: RecordSchema.ColumnType) { builder = ColumnBuilder(type: type) }

  var byteCount: Int { builder.byteCount }

  func append(_ batch: borrowing RecordBatch, column: Int) {
    builder.append(batch, column: column)
  }

  /// `order`: the record at each document; `nil` keeps the order of the source.
  func write(to writer: EnvelopeWriter, order: BufferView<UInt32>?) throws(StorageError) {
    var bytes = ByteWriter()
    builder.write(to: &bytes, order: order)
    try writer.append(bytes.slice)
  }
}
