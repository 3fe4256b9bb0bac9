package import Storage

/// A predicate made ready for single values of any kind, for columns in which kinds are mixed.
///
/// ``ColumnNumberTest`` and ``ColumnTextTest`` are the same test for columns of one kind.
package struct ColumnValueTest: Sendable {
  private indirect enum Node: Sendable {
    case always(Bool)
    case compare(ColumnComparison, ColumnLiteral)
    case all([Node])
    case any([Node])
    case not(Node)

    init(_ predicate: ColumnPredicate) {
      switch predicate {
      case .unknown: self = .always(false)
      case .known: self = .always(true)
      case .compare(.notEqual, let literal): self = .not(.compare(.equal, literal))
      case .compare(let comparison, let literal): self = .compare(comparison, literal)
      case .range(let lower, let upper):
        var bounds: [Node] = []
        if let lower {
          bounds.append(.compare(lower.isInclusive ? .greaterOrEqual : .greater, lower.value))
        }
        if let upper {
          bounds.append(.compare(upper.isInclusive ? .lessOrEqual : .less, upper.value))
        }
        self = .all(bounds)
      case .oneOf(let literals): self = .any(literals.map { .compare(.equal, $0) })
      case .not(let inner): self = .not(Node(inner))
      }
    }

    func passes(_ compares: (ColumnComparison, ColumnLiteral) -> Bool) -> Bool {
      switch self {
      case .always(let answer): answer
      case .compare(let comparison, let literal): compares(comparison, literal)
      case .all(let nodes): nodes.allSatisfy { $0.passes(compares) }
      case .any(let nodes): nodes.contains { $0.passes(compares) }
      case .not(let inner): !inner.passes(compares)
      }
    }
  }

  private let node: Node
  private let texts: ColumnTextTest

  package init(_ predicate: ColumnPredicate) {
    node = Node(predicate)
    texts = ColumnTextTest(predicate)
  }

  /// Whether a number passes.
  package func passes(_ number: DecimalNumber) -> Bool {
    node.passes { comparison, literal in
      guard let other = literal.decimal else { return false }
      return comparison.holds(number < other ? -1 : number == other ? 0 : 1)
    }
  }

  /// Whether a truth value passes.
  package func passes(_ truth: Bool) -> Bool {
    node.passes { comparison, literal in
      guard let other = literal.boolean else { return false }
      return comparison.holds((truth ? 1 : 0) - (other ? 1 : 0))
    }
  }

  /// Whether a text passes.
  package func passes(_ text: ByteSlice) -> Bool { texts.passes(text) }
}
