package import Storage

extension RecordBatch {
  /// Gives every record the values of some columns, where it has none there by itself.
  ///
  /// - Returns: How many records have values of their own, by column.
  /// - Complexity: O(entries of the batch).
  package mutating func add(_ labels: [FileLayout.Label]) -> [String: UInt64] {
    if labels.isEmpty || count == 0 { return [:] }
    let added = labels.map { label in
      let column = UInt32(number(ofPath: label.column))
      return label.values.map { value in
        Entry(
          column: column, isInList: label.values.count > 1,
          value: .string(append(Array(value.utf8))))
      }
    }
    let all = added.flatMap(\.self)
    return insert { _ in all }
  }

  /// Puts further entries behind those of each record, but none in a column where it has one.
  ///
  /// - Parameter more: The entries for a record by its index, of columns of this batch, those of one
  ///   column behind each other.
  /// - Returns: How many records have entries of their own instead, by column.
  package mutating func insert(_ more: (Int) -> [Entry]) -> [String: UInt64] {
    var withheld: [UInt32: UInt64] = [:]
    var own = GrowableBuffer<Entry>(capacity: entries.count + count)
    var ends = GrowableBuffer<UInt32>(capacity: count)
    swap(&own, &entries)
    swap(&ends, &entryEnds)
    var first = 0
    for record in 0..<count {
      let end = Int(ends[record])
      entries.append(contentsOf: own.view[first..<end])
      var last: UInt32?
      for entry in more(record) {
        if !(first..<end).contains(where: { own[$0].column == entry.column }) {
          entries.append(entry)
        } else if last != entry.column {
          withheld[entry.column, default: 0] += 1
        }
        last = entry.column
      }
      entryEnds.append(UInt32(entries.count))
      first = end
    }
    return Dictionary(
      withheld.map { (columns[Int($0.key)].name, $0.value) }, uniquingKeysWith: +)
  }

  /// The number of a path's column in this batch, which is added where it has none.
  package mutating func number(ofPath path: String) -> Int {
    if let known = columns.firstIndex(where: { $0.path.isWritten(like: path) }) { return known }
    columns.append(RecordSchema.Column(name: path, path: path))
    return columns.count - 1
  }

  /// A value of another batch, with its text among the bytes of this one.
  package mutating func copied(_ value: Value, from bytes: BufferView<UInt8>) -> Value {
    func text(_ text: Text) -> [UInt8] {
      bytes[Int(text.start)..<Int(text.start) + Int(text.count)].array
    }
    switch value {
    case .integer, .real, .boolean: return value
    case .decimal(let written): return .decimal(append(text(written)))
    case .string(let written): return .string(append(text(written)))
    }
  }

  /// A text among the bytes of this batch.
  package mutating func append(_ text: [UInt8]) -> Text {
    let start = UInt32(bytes.count)
    bytes.append(contentsOf: text)
    return Text(start: start, count: UInt32(bytes.count) - start)
  }
}
