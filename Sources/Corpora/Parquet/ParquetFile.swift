internal import Records
internal import Storage

/// A Parquet file with its footer read: where rows stand, and how to read on from any.
///
/// A file that is packed as a whole is expanded once, because the footer that says where everything
/// stands is its end.
final class ParquetFile {
  let file: RandomAccessFile
  /// Bytes of the file as it lies on disk.
  private let packedByteCount: UInt64
  private let metadata: ParquetMetadata
  private let schema: ParquetSchema
  /// The columns that are encrypted, which nobody reads without their keys.
  let encryptedColumns: [String]
  private let keys: ParquetKeys
  /// Rows in front of each row group, and of all.
  private let firstRows: [UInt64]

  init(_ file: RandomAccessFile) throws(StorageError) {
    packedByteCount = file.status.byteCount
    let file = try file.atAnyPlace()
    self.file = file
    var metadata: ParquetMetadata
    do throws(StorageError) { metadata = try ParquetMetadata(file) } catch {
      throw file.damage ?? error
    }
    var schema = try ParquetSchema(metadata, path: file.path)
    encryptedColumns = try Self.leaveOutEncrypted(of: &schema, &metadata, path: file.path)
    self.metadata = metadata
    self.schema = schema
    keys = ParquetKeys(schema)
    var first: UInt64 = 0
    var rows: [UInt64] = [0]
    for group in metadata.rowGroups {
      let (sum, overflow) = first.addingReportingOverflow(group.rowCount)
      guard !overflow, sum <= 1 << 62 else {
        throw .damaged(path: file.path, offset: 0, detail: "row groups claim to have too many rows")
      }
      first = sum
      rows.append(first)
    }
    // Some writers count the rows of their last row group only; fewer than are counted are lost.
    guard first >= metadata.rowCount else {
      throw .damaged(
        path: file.path, offset: 0,
        detail: "the row groups have \(first) rows, and the footer says \(metadata.rowCount)")
    }
    firstRows = rows
  }

  /// Takes out the columns that some row group has encrypted; returns their names.
  private static func leaveOutEncrypted(
    of schema: inout ParquetSchema, _ metadata: inout ParquetMetadata, path: String
  ) throws(StorageError) -> [String] {
    let isHidden = schema.leaves.indices.map { leaf in
      metadata.rowGroups.contains {
        $0.columns.indices.contains(leaf) && $0.columns[leaf].isEncrypted
      }
    }
    guard isHidden.contains(true) else { return [] }
    if !isHidden.contains(false) {
      throw .unsupported(path: path, detail: "all of its columns are encrypted")
    }
    let names = schema.leaves.indices.filter { isHidden[$0] }.map { schema.leaves[$0].path }
    let count = schema.leaves.count
    for number in metadata.rowGroups.indices where metadata.rowGroups[number].columns.count == count
    {
      let columns = metadata.rowGroups[number].columns
      metadata.rowGroups[number].columns = columns.indices.filter { !isHidden[$0] }
        .map { columns[$0] }
    }
    schema.leaveOut { isHidden[$0] }
    return names
  }

  var rowCount: UInt64 { firstRows[firstRows.count - 1] }

  /// How far a row is into the file, in bytes, about.
  func byteOffset(of row: UInt64) -> UInt64 {
    rowCount == 0
      ? packedByteCount
      : UInt64(Double(packedByteCount) * (Double(row) / Double(rowCount)))
  }

  /// The row groups with which parts of at most so many bytes begin, of one group at least.
  func cuts(every byteCount: UInt64) -> [FileCut] {
    var cuts: [FileCut] = []
    var start: UInt64 = 0
    for (row, end) in zip(firstRows, firstRows.dropFirst()) where row > 0 && row < end {
      if byteOffset(of: end) - start <= byteCount { continue }
      let offset = byteOffset(of: row)
      cuts.append(
        FileCut(position: FilePosition(offset: row, number: row + 1), byteOffset: offset))
      start = offset
    }
    return cuts
  }

  /// The rows from one on, to the end of its row group; `nil` behind the last.
  func rows(from row: UInt64) throws(StorageError) -> ParquetRows? {
    guard let number = rowGroup(of: row) else { return nil }
    let rows = try ParquetRows(
      file, schema: schema, keys: keys, group: metadata.rowGroups[number])
    try rows.skip(row - firstRows[number])
    return rows
  }

  /// The first row behind the row group of a row.
  func rowGroupEnd(after row: UInt64) -> UInt64? {
    rowGroup(of: row).map { firstRows[$0 + 1] }
  }

  private func rowGroup(of row: UInt64) -> Int? {
    guard row < rowCount else { return nil }
    var low = 0
    var high = metadata.rowGroups.count
    while low < high {
      let middle = (low + high) / 2
      if firstRows[middle + 1] <= row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
