internal import Analysis
package import Postings
package import Records
package import Storage

/// One immutable segment, mapped.
package final class SegmentReader: Sendable {
  package let file: EnvelopeReader
  package let settings: IndexSettings
  package let summary: SegmentSummary
  package let sources: SourceMap
  /// The ids of its records, by rank.
  package let recordIDs: RecordIDs
  private let stored: StoredRecords?
  /// From documents to ranks.
  package let order: DocumentOrder
  private let fields: [SegmentField]
  /// What the columns are, in the order of their numbers in the index.
  package let columnList: SegmentColumns
  /// The columns, in the same order.
  package let columns: [ColumnReader]

  /// Opens a segment file, reading its small metadata.
  ///
  /// `placement`: where it stands in the index that has it.
  package init(
    _ path: String, placed placement: SegmentPlacement = SegmentPlacement()
  ) throws(StorageError) {
    file = try EnvelopeReader(path, kind: .segment, versions: SegmentSection.versions)
    func require(
      _ kind: UInt32, _ what: String, in file: EnvelopeReader
    ) throws(StorageError)
      -> SectionBytes
    {
      guard let section = file.section(kind) else {
        throw .damaged(path: file.path, offset: 0, detail: "the section \(what) is missing")
      }
      return section
    }
    let meta = try require(SegmentSection.meta, "meta", in: file)
    var reader = ByteReader(
      try meta.all(), damaged: meta.damaged(at: 0, "the metadata is malformed"))
    summary = try SegmentSummary(from: &reader)
    settings = try IndexSettings(from: &reader, path: path)
    let written = try SegmentColumns(from: &reader)
    sources = try SourceMap(
      try require(SegmentSection.places, "places", in: file), placement)
    let documents = Int(summary.documents)
    guard sources.count == documents, summary.tokens.count == settings.schema.textFields.count,
      !summary.tokens.isEmpty
    else { throw meta.damaged(at: 0, "the number of documents is inconsistent") }
    if let section = file.section(SegmentSection.order) {
      guard let numbers = PackedNumbers.Reader(try section.all()), numbers.count == documents
      else { throw section.damaged(at: 0, "the order of documents is malformed") }
      order = DocumentOrder(numbers, documentCount: documents)
    } else {
      order = DocumentOrder(nil, documentCount: documents)
    }
    stored =
      settings.store == .none ? nil : try StoredRecords(file, settings, documents: documents)
    var fields: [SegmentField] = []
    for field in summary.tokens.indices {
      fields.append(try SegmentField(file, field: UInt32(field), documents: documents))
    }
    self.fields = fields
    var placed: [(column: SegmentColumns.Column, reader: ColumnReader)] = []
    for index in written.columns.indices {
      guard let section = file.section(SegmentSection.columns, field: UInt32(index)) else {
        throw meta.damaged(at: 0, "a column is missing")
      }
      let column = try ColumnReader(ColumnBytes(section))
      guard column.documentCount == documents else {
        throw section.damaged(at: 0, "a column has another number of documents")
      }
      let number = placement.number(ofColumn: written.columns[index].number)
      if number == SegmentPlacement.noColumn { continue }
      let contents = written.columns[index].contents
      placed.append((SegmentColumns.Column(number: number, contents: contents), column))
    }
    placed.sort { $0.column.number < $1.column.number }
    columnList = SegmentColumns(placed.map(\.column))
    columns = placed.map(\.reader)
    recordIDs = try RecordIDs(
      section: file.section(SegmentSection.recordIDs), ordinals: sources.ordinals,
      dictionary: try RecordIDDictionary(
        file, norms: fields[0].norms[0..<documents]))
  }

  package var documentCount: Int { Int(summary.documents) }

  /// The searchable part of a text field.
  package func field(_ index: Int) -> SegmentField { fields[index] }

  /// A document's rank in the order of the source.
  package func rank(of document: UInt32) -> Int { order.rank(of: document) }

  /// The exact lengths of a field in all documents, in positions.
  func exactLengths(of field: Int) throws(StorageError) -> PackedNumbers.Reader {
    guard let section = file.section(SegmentSection.lengths, field: UInt32(field)),
      let numbers = PackedNumbers.Reader(try section.all()), numbers.count == documentCount
    else {
      throw .damaged(
        path: file.path, offset: 0, detail: "the lengths of field \(field) are missing")
    }
    return numbers
  }

  package func place(of document: UInt32) -> RecordBatch.Place {
    sources.place(rank: rank(of: document))
  }

  /// The id of a document's record, its running number where it has none.
  package func recordID(of document: UInt32) throws(StorageError) -> String {
    try recordIDs.id(rank: rank(of: document))
  }

  /// The documents at some ranks.
  ///
  /// - Complexity: O(documents) where documents are renumbered, else O(ranks).
  package func documents(atRanks ranks: [Int]) -> [UInt32] {
    if !order.isRenumbered || ranks.isEmpty { return ranks.map { UInt32($0) } }
    // Rare enough (records shown or deleted) not to keep the inverse.
    let wanted = Set(ranks)
    return (0..<UInt32(documentCount)).filter { wanted.contains(rank(of: $0)) }
  }

  /// The column of a name, `nil` where the segment has none.
  package func column(named name: String) -> ColumnReader? {
    columnList.columns.firstIndex { $0.contents.name.isWritten(like: name) }.map { columns[$0] }
  }

  /// Records are kept whole in this segment.
  package var storesRecords: Bool { stored != nil }

  /// Makes the value of every record that is kept whole.
  func checkRecords() throws(StorageError) { try stored?.check(documents: documentCount) }

  /// What the blocks of texts have in common.
  var textDictionary: ZstdDictionary? { stored?.dictionary }

  /// Calls `body` with each text field of a document, `nil` where the record has none.
  package func readText(
    of document: UInt32, _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    try readText(atRank: rank(of: document), body)
  }

  /// Calls `body` with each text field of the record at a rank, `nil` where it has none.
  func readText(
    atRank rank: Int, _ body: (_ field: Int, _ text: BufferView<UInt8>?) -> Void
  ) throws(StorageError) {
    try stored?.texts.read(rank: rank, body)
  }

  /// Calls `body` with what a document's record holds besides its texts (`RecordRest`).
  package func readRest(
    of document: UInt32, _ body: (BufferView<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    try readRest(atRank: rank(of: document), body)
  }

  /// Calls `body` with what the record at a rank holds besides its texts (`RecordRest`).
  func readRest(
    atRank rank: Int, _ body: (BufferView<UInt8>) throws(StorageError) -> Void
  ) throws(StorageError) {
    try stored?.readRest(rank: rank, body)
  }

  /// Calls `body` with the beginning of each text field of a document, `nil` where it has none.
  ///
  /// `limit`: bytes that are enough of the record.
  package func readText(
    beginningOf document: UInt32, limit: Int,
    _ body: (_ field: Int, _ text: BufferView<UInt8>?, _ isWhole: Bool) -> Void
  ) throws(StorageError) {
    try stored?.texts.read(beginningOf: rank(of: document), limit: limit, body)
  }
}

/// One text field of a segment: norms, dictionaries, lists.
package final class SegmentField: Sendable {
  /// One byte per document, with slack behind.
  package let norms: ByteSlice
  /// By the number of the space.
  private let spaces: [Space?]

  private struct Space: Sendable {
    var dictionary: TermDictionary
    var source: PostingSource
  }

  init(_ file: EnvelopeReader, field: UInt32, documents: Int) throws(StorageError) {
    guard let section = file.section(SegmentSection.norms, field: field),
      section.count == documents
    else {
      throw .damaged(path: file.path, offset: 0, detail: "the norms of field \(field) are missing")
    }
    norms = try section.checkedWithSlack(offset: 0, count: UInt64(documents))
    var spaces: [Space?] = []
    for space in TermSpace.allCases {
      let number = SegmentSection.field(field, space)
      guard let pages = file.section(SegmentSection.termPages, field: number),
        let index = file.section(SegmentSection.termIndex, field: number),
        let postings = file.section(SegmentSection.postings, field: number)
      else {
        spaces.append(nil)
        continue
      }
      spaces.append(
        Space(
          dictionary: try TermDictionary(pages: pages, index: index),
          source: PostingSource(
            postings: postings, positions: file.section(SegmentSection.positions, field: number),
            norms: norms[0..<documents])))
    }
    self.spaces = spaces
  }

  /// The dictionary of a space, `nil` where the field has no such terms.
  package func dictionary(_ space: TermSpace) -> TermDictionary? {
    spaces[Int(space.rawValue)]?.dictionary
  }

  /// The sections with a space's lists.
  package func source(_ space: TermSpace) -> PostingSource? {
    spaces[Int(space.rawValue)]?.source
  }
}

/// The ranks of a segment's documents in the order of the source.
///
/// Plain values, valid while the segment lives.
package struct DocumentOrder: Sendable {
  /// `nil` where documents and ranks are the same.
  private let ranks: PackedNumbers.Reader?
  private let last: UInt64

  init(_ ranks: PackedNumbers.Reader?, documentCount: Int) {
    self.ranks = ranks
    last = UInt64(max(documentCount, 1) - 1)
  }

  /// Documents and ranks differ.
  package var isRenumbered: Bool { ranks != nil }

  /// A document's rank.
  package func rank(of document: UInt32) -> Int {
    guard let ranks else { return Int(document) }
    // A crafted order must not lead outside.
    return Int(truncatingIfNeeded: min(ranks[Int(document)], last))
  }
}
