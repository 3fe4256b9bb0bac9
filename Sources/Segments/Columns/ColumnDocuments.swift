internal import Storage

/// What a column is written of: places, and the value of the builder that stands at each.
struct ColumnDocuments {
  private enum Source {
    /// Documents with at most one value each.
    case documents(ends: BufferView<UInt32>, order: BufferView<UInt32>?)
    /// Every place has a value.
    case values(BufferView<UInt32>)
  }

  private let source: Source
  let count: Int

  /// The documents of a new segment.
  ///
  /// `ends`: where the values of each of the builder's documents end.
  /// `order`: the builder's document at each new place; `nil` keeps the order.
  init(ends: BufferView<UInt32>, order: BufferView<UInt32>?) {
    source = .documents(ends: ends, order: order)
    count = order?.count ?? ends.count
  }

  /// Values, by their numbers in the builder.
  init(values: BufferView<UInt32>) {
    source = .values(values)
    count = values.count
  }

  /// The number of the value at a place, when it has one.
  func known(at place: Int) -> Int? {
    switch source {
    case .values(let values): return Int(values[place])
    case .documents(let ends, let order):
      let document = order.map { Int($0[place]) } ?? place
      let start = document == 0 ? 0 : ends[document - 1]
      return ends[document] > start ? Int(start) : nil
    }
  }
}

/// The strings of a builder.
struct ColumnTexts {
  let codes: BufferView<UInt64>
  let starts: BufferView<UInt64>
  let arena: BufferView<UInt8>

  func entry(_ index: Int) -> ByteSlice {
    ByteSlice(arena[Int(starts[index])..<Int(starts[index + 1])])
  }

  /// The string of a value.
  subscript(value: Int) -> ByteSlice { entry(Int(codes[value])) }
}
