internal import QueryLanguage
internal import Records
internal import Segments
internal import Storage

/// Documents whose columns satisfy a condition, window by window.
final class ConditionMatcher: Matcher {
  private indirect enum Node {
    case test(ColumnCursor, ColumnFilter)
    /// The segment has no such column: only `is unknown` passes.
    case constant(Bool)
    case all([Node])
    case any([Node])
  }

  private let root: Node
  private let documentCount: Int
  private let scratch: ScratchArena
  private let current: BufferView<UInt64>
  private var currentWindow = -1

  /// `condition`: without negations; see ``ColumnCondition/withoutNegations``.
  init(_ condition: ColumnCondition, part: SearchPart, scratch: ScratchArena) throws(StorageError) {
    root = try Self.bind(condition, part)
    documentCount = part.segment.documentCount
    self.scratch = scratch
    current = scratch.make(repeating: 0, count: Window.words)
    super.init(cost: part.segment.documentCount)
  }

  private static func bind(
    _ condition: ColumnCondition, _ part: SearchPart
  )
    throws(StorageError) -> Node
  {
    switch condition {
    case .test(let name, let predicate):
      guard let column = part.segment.column(named: name) else {
        return .constant(predicate == .unknown)
      }
      let cursor = column.cursor()
      return .test(cursor, try cursor.prepare(predicate))
    case .all(let conditions):
      var nodes: [Node] = []
      for condition in conditions { nodes.append(try bind(condition, part)) }
      return .all(nodes)
    case .any(let conditions):
      var nodes: [Node] = []
      for condition in conditions { nodes.append(try bind(condition, part)) }
      return .any(nodes)
    case .not(let inner):
      return try bind(ColumnCondition.not(inner).withoutNegations, part)
    }
  }

  override func fill(window: Int, into words: BufferView<UInt64>) throws(StorageError) {
    try fill(root, window, words)
  }

  private func fill(
    _ node: Node, _ window: Int, _ words: BufferView<UInt64>
  )
    throws(StorageError)
  {
    switch node {
    case .test(let cursor, let filter):
      try cursor.fill(window: window, matching: filter, into: words)
    case .constant(let passes):
      words.fill(with: 0)
      if passes {
        EverythingMatcher(documentCount: documentCount).fill(window: window, into: words)
      }
    case .all(let nodes):
      try join(nodes, window, words) { $0 & $1 }
    case .any(let nodes):
      try join(nodes, window, words) { $0 | $1 }
    }
  }

  private func join(
    _ nodes: [Node], _ window: Int, _ words: BufferView<UInt64>,
    _ operation: (UInt64, UInt64) -> UInt64
  ) throws(StorageError) {
    guard let first = nodes.first else { return words.fill(with: 0) }
    try fill(first, window, words)
    if nodes.count == 1 { return }
    let other = GrowableBuffer<UInt64>(repeating: 0, count: Window.words)
    for node in nodes.dropFirst() {
      try fill(node, window, other.view)
      for word in 0..<Window.words { words[word] = operation(words[word], other[word]) }
    }
  }

  override func nextWindow(from window: Int) -> Int? {
    window * Window.size < documentCount ? window : nil
  }

  override func matches(_ document: UInt32) throws(StorageError) -> Bool {
    let window = Window.index(of: document)
    if window != currentWindow {
      try fill(window: window, into: current)
      currentWindow = window
    }
    let bit = Int(document) % Window.size
    return current[bit >> 6] & (1 << UInt64(bit & 63)) != 0
  }
}
