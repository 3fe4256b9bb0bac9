internal import Storage

/// The values of a column in which some document holds a list: a column of all of them, and where
/// those of each document end.
final class ColumnLists: Sendable {
  /// Twice the end of a document's values, and 1 more where it holds a list.
  private let ends: PackedNumbers.Reader
  /// Every value of every document, in the order of the documents.
  let elements: ColumnReader
  private let bytes: ColumnBytes

  /// `ends` and `elements`: where the two stand in the column.
  init(
    _ bytes: ColumnBytes, ends: UInt64, elements: (offset: UInt64, count: Int), documentCount: Int
  ) throws(StorageError) {
    guard ends <= elements.offset,
      let column = bytes.column(at: elements.offset, count: elements.count),
      let numbers = PackedNumbers.Reader(try bytes.checked(ends, Int(elements.offset - ends))),
      numbers.count == documentCount
    else { throw bytes.damaged(at: ends, "the ends of lists are damaged") }
    self.bytes = bytes
    self.ends = numbers
    self.elements = try ColumnReader(column)
    guard self.elements.lists == nil, self.elements.missingCount == 0,
      documentCount == 0 || numbers[documentCount - 1] >> 1 == UInt64(self.elements.documentCount)
    else { throw bytes.damaged(at: elements.offset, "the values of lists are damaged") }
  }

  /// The values of a document, as documents of ``elements``.
  func range(of document: Int) throws(StorageError) -> Range<Int> {
    let start = document == 0 ? 0 : ends[document - 1] >> 1
    let end = ends[document] >> 1
    guard start <= end, end <= UInt64(elements.documentCount) else {
      throw bytes.damaged(at: 0, "a list ends before it begins")
    }
    return Int(start)..<Int(end)
  }

  /// A document holds a list.
  func isList(_ document: Int) -> Bool { ends[document] & 1 == 1 }
}
