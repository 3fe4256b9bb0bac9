internal import Segments
package import Storage

extension FileEnvelope.Kind {
  /// The records that one delete took out.
  package static let deletedRecords = FileEnvelope.Kind(number: 5, name: "deleted records")
}

/// The records that one ``Commit/Delete`` took out, by their addresses.
///
/// A deletion is remembered by address and not by document, so it holds wherever the record
/// turns up again: in a file that replaced another, or after everything was indexed anew. Both
/// the ids and the running numbers are kept; ``Commit/Delete/goesByID`` says which count.
package struct DeletedRecords {
  /// The delete itself, as the commit has it, so that the file explains itself.
  package let delete: Commit.Delete
  private let ids: SectionBytes
  /// Runs of neighbouring running numbers, rising, half-open.
  private let ordinals: [Range<UInt64>]

  package static let version: UInt16 = 1
  private enum Section {
    static let delete: UInt32 = 1
    static let ids: UInt32 = 2
    static let ordinals: UInt32 = 3
  }

  /// The number in a file name, `nil` when it is no file of deleted records.
  static func number(of name: String) -> UInt64? {
    guard name.hasSuffix(".deleted") else { return nil }
    return UInt64(name.dropLast(".deleted".count), radix: 16)
  }

  /// Writes the addresses of records; `ids` in any order, without those of records that have none.
  package static func write(
    _ delete: Commit.Delete, ids: [String], ordinals: [UInt64], to directory: any Directory
  ) throws(StorageError) {
    var head = ByteWriter()
    delete.write(to: &head)
    let writer = try EnvelopeWriter(
      in: directory, name: delete.name, kind: .deletedRecords, version: version,
      id: [UInt8](repeating: 0, count: 16))
    try writer.beginSection(Section.delete)
    try writer.append(head.slice)
    try writer.endSection()
    try writer.beginSection(Section.ids)
    var bytes = ByteWriter()
    for id in ids.map({ Array($0.utf8) }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      bytes.append(varint: UInt64(id.count))
      bytes.append(id)
      if bytes.count >= FileEnvelope.pageSize {
        try writer.append(bytes.slice)
        bytes.removeAll()
      }
    }
    try writer.append(bytes.slice)
    try writer.endSection()
    bytes.removeAll()
    var end: UInt64 = 0
    for run in Self.runs(of: ordinals) {
      bytes.append(varint: run.lowerBound - end)
      bytes.append(varint: UInt64(run.count))
      end = run.upperBound
    }
    try writer.beginSection(Section.ordinals)
    try writer.append(bytes.slice)
    try writer.endSection()
    _ = try writer.finish()
  }

  private static func runs(of ordinals: [UInt64]) -> [Range<UInt64>] {
    var runs: [Range<UInt64>] = []
    for ordinal in ordinals.sorted() {
      if let last = runs.last, ordinal <= last.upperBound {
        runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, ordinal + 1)
      } else {
        runs.append(ordinal..<ordinal + 1)
      }
    }
    return runs
  }

  /// Opens the file of a delete, verified whole.
  ///
  /// `delete` is as the commit has it: what was decided since the file was written stands there.
  package init(_ delete: Commit.Delete, in directory: any Directory) throws(StorageError) {
    let file = try Self.open(delete.name, in: directory)
    self.delete = delete
    (ids, ordinals) = try Self.addresses(in: file)
  }

  /// Opens a file of deleted records that no commit speaks of any more.
  init(orphan name: String, in directory: any Directory) throws(StorageError) {
    let file = try Self.open(name, in: directory)
    let head = try Self.section(Section.delete, of: file)
    var reader = ByteReader(
      try head.all(), damaged: head.damaged(at: 0, "the delete is malformed"))
    delete = try Commit.Delete(from: &reader)
    (ids, ordinals) = try Self.addresses(in: file)
  }

  private static func open(
    _ name: String, in directory: any Directory
  ) throws(StorageError) -> EnvelopeReader {
    let file = try EnvelopeReader(
      directory.path(of: name), kind: .deletedRecords, versions: version...version)
    try file.verifyAll()
    return file
  }

  private static func section(
    _ kind: UInt32, of file: EnvelopeReader
  ) throws(StorageError) -> SectionBytes {
    guard let section = file.section(kind) else {
      throw .damaged(path: file.path, offset: 0, detail: "the deleted records are incomplete")
    }
    return section
  }

  private static func addresses(
    in file: EnvelopeReader
  ) throws(StorageError) -> (ids: SectionBytes, ordinals: [Range<UInt64>]) {
    let section = try section(Section.ordinals, of: file)
    let wrong = section.damaged(at: 0, "the deleted records are malformed")
    var reader = ByteReader(try section.all(), damaged: wrong)
    var ordinals: [Range<UInt64>] = []
    var end: UInt64 = 0
    while !reader.isAtEnd {
      let (start, overflows) = end.addingReportingOverflow(try reader.readVarint())
      let (next, overflowsToo) = start.addingReportingOverflow(try reader.readVarint())
      guard !overflows, !overflowsToo, next > start else { throw wrong }
      ordinals.append(start..<next)
      end = next
    }
    return (try Self.section(Section.ids, of: file), ordinals)
  }

  /// The documents of a segment that the delete speaks of.
  func documents(in segment: SegmentReader) throws(StorageError) -> [UInt32] {
    var ranks: [Int] = []
    if delete.goesByID, segment.recordIDs.mayHaveIDs {
      var reader = ByteReader(
        try ids.all(), damaged: ids.damaged(at: 0, "the deleted records are malformed"))
      while !reader.isAtEnd {
        ranks += try segment.recordIDs.ranks(ofStored: try reader.readText())
      }
    }
    return segment.documents(atRanks: try ranks + numberedRanks(in: segment))
  }

  /// The documents of a segment that the delete speaks of by their running numbers, which are not the
  /// same any more when their file is read again.
  func numberedDocuments(in segment: SegmentReader) throws(StorageError) -> [UInt32] {
    segment.documents(atRanks: try numberedRanks(in: segment))
  }

  private func numberedRanks(in segment: SegmentReader) throws(StorageError) -> [Int] {
    guard !delete.goesByID || segment.recordIDs.mayLackIDs else { return [] }
    var ranks: [Int] = []
    for run in ordinals {
      for rank in segment.recordIDs.ranks(ofOrdinals: run) {
        if delete.goesByID, try !segment.recordIDs.stored(rank: rank).isEmpty { continue }
        ranks.append(rank)
      }
    }
    return ranks
  }
}
