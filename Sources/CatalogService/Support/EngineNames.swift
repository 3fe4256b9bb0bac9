internal import CorpusIndex

extension AnalyzerChoice {
  /// The engine's word for it.
  var engineName: AnalyzerName {
    switch self {
    case .standard: .standard
    case .plain: .plain
    case .whitespace: .whitespace
    }
  }

  init(_ name: AnalyzerName) {
    switch name {
    case .standard: self = .standard
    case .plain: self = .plain
    case .whitespace: self = .whitespace
    }
  }
}

extension StoreChoice {
  /// The engine's word for it.
  var engineName: TextStore {
    switch self {
    case .lz4: .lz4
    case .none: .none
    }
  }

  init(_ store: TextStore) {
    switch store {
    case .lz4: self = .lz4
    case .none: self = .none
    }
  }
}

extension ReorderChoice {
  /// The engine's word for it.
  var engineName: Reordering {
    switch self {
    case .auto: .auto
    case .on: .on
    case .off: .off
    }
  }
}

extension RecordValue {
  init(_ value: FieldValue) {
    switch value {
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .boolean(let truth): self = .boolean(truth)
    case .string(let text): self = .string(text)
    }
  }
}

extension FacetAnswer {
  init(_ field: String, _ counts: [FacetCount]) {
    self.field = field
    values = counts.map { ($0.value.map(RecordValue.init), $0.count) }
  }
}
