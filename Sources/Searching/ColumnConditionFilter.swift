package import Segments
package import Storage

/// A condition made ready for one segment: windows of 4,096 documents become bitmaps.
///
/// It belongs to one thread, like the cursors in it.
package final class ColumnConditionFilter {
  private indirect enum Node {
    case constant(Bool)
    case test(ColumnCursor, ColumnFilter)
    case all([Node])
    case any([Node])
  }

  private let root: Node
  private let documentCount: Int
  /// A bitmap for each level below the first that is being combined.
  private var spare: [WordBuffer] = []

  /// Makes a condition ready.
  ///
  /// - Parameters:
  ///   - condition: May name columns that the segment does not have; all their values are missing.
  ///   - documentCount: Documents of the segment.
  ///   - cursor: The segment's column of a name, or `nil`.
  /// - Throws: ``StorageError`` when a column is damaged.
  package init(
    _ condition: ColumnCondition, documentCount: Int,
    cursor: (String) throws(StorageError) -> ColumnCursor?
  ) throws(StorageError) {
    self.documentCount = documentCount
    root = try Self.node(condition.withoutNegations, cursor)
  }

  private static func node(
    _ condition: ColumnCondition, _ cursor: (String) throws(StorageError) -> ColumnCursor?
  ) throws(StorageError) -> Node {
    switch condition {
    case .test(let name, let predicate):
      guard let cursor = try cursor(name) else { return .constant(predicate == .unknown) }
      let filter = try cursor.prepare(predicate)
      return filter.isEmpty ? .constant(false) : .test(cursor, filter)
    case .all(let parts):
      var nodes: [Node] = []
      for part in parts {
        switch try node(part, cursor) {
        case .constant(true): continue
        case .constant(false): return .constant(false)
        case let node: nodes.append(node)
        }
      }
      return nodes.isEmpty ? .constant(true) : nodes.count == 1 ? nodes[0] : .all(nodes)
    case .any(let parts):
      var nodes: [Node] = []
      for part in parts {
        switch try node(part, cursor) {
        case .constant(false): continue
        case .constant(true): return .constant(true)
        case let node: nodes.append(node)
        }
      }
      return nodes.isEmpty ? .constant(false) : nodes.count == 1 ? nodes[0] : .any(nodes)
    case .not(let inner):
      // Negations were moved into the tests; nothing else gets here.
      return try node(inner.withoutNegations, cursor)
    }
  }

  /// No document passes, whatever the window.
  package var isEmpty: Bool { if case .constant(false) = root { true } else { false } }

  /// Every document passes.
  package var isFull: Bool { if case .constant(true) = root { true } else { false } }

  /// Sets the bits of the documents in a window that pass.
  ///
  /// - Parameters:
  ///   - window: The documents from `window * 4096` on.
  ///   - words: 64 words, overwritten whole; bits behind the last document are 0.
  /// - Throws: ``StorageError`` when a column is damaged.
  package func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    try fill(root, window, words, level: 0)
  }

  private func fill(
    _ node: Node, _ window: Int, _ words: BufferView<UInt64>, level: Int
  )
    throws(StorageError)
  {
    switch node {
    case .constant(let answer):
      words.fill(with: 0)
      guard answer else { return }
      let count = min(max(documentCount - window * ColumnReader.windowSize, 0), words.count * 64)
      for word in 0..<count / 64 { words[word] = .max }
      if count % 64 > 0 { words[count / 64] = 1 << UInt64(count % 64) - 1 }
    case .test(let cursor, let filter):
      try cursor.fill(window: window, matching: filter, into: words)
    case .all(let nodes):
      try fill(nodes[0], window, words, level: level)
      let other = spareWords(level)
      for node in nodes.dropFirst() {
        // Where nothing is left, the other columns need not be read.
        if (0..<words.count).allSatisfy({ words[$0] == 0 }) { return }
        try fill(node, window, other, level: level + 1)
        for word in 0..<words.count { words[word] &= other[word] }
      }
    case .any(let nodes):
      try fill(nodes[0], window, words, level: level)
      let other = spareWords(level)
      for node in nodes.dropFirst() {
        try fill(node, window, other, level: level + 1)
        for word in 0..<words.count { words[word] |= other[word] }
      }
    }
  }

  private func spareWords(_ level: Int) -> BufferView<UInt64> {
    while spare.count <= level { spare.append(WordBuffer()) }
    return spare[level].words.view
  }

  /// 64 words with an owner that an array can hold.
  private final class WordBuffer {
    let words = GrowableBuffer<UInt64>(repeating: 0, count: ColumnReader.windowSize / 64)
  }
}
