internal import Profiling
internal import Records
internal import Storage

/// One column of record metadata while a segment is built.
final class SegmentColumn {
  private var builder = ColumnBuilder()

  var byteCount: Int { builder.byteCount }

  func append(_ entry: RecordBatch.Entry, document: Int, bytes: BufferView<UInt8>) {
    builder.append(entry.value, document: document, isInList: entry.isInList, bytes: bytes)
  }

  func contents(of column: RecordSchema.Column) -> ColumnContents {
    builder.contents(name: column.name, path: column.path)
  }

  func profile(of column: RecordSchema.Column) -> ColumnProfile {
    builder.profile(name: column.name, path: column.path)
  }

  /// `order`: the record at each document; `nil` keeps the order of the source.
  func write(
    to writer: EnvelopeWriter, documentCount: Int, order: BufferView<UInt32>?
  ) throws(StorageError) {
    builder.pad(to: documentCount)
    var bytes = ByteWriter()
    builder.write(to: &bytes, order: order)
    try writer.append(bytes.slice)
  }
}
