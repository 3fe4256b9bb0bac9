internal import CorpusIndex
internal import Datasets
internal import JSONText

/// What is in the data of a dataset, measured in one pass over its records.
///
/// Memory depends on the number of columns and not on the number of records: distinct values and
/// duplicates are exact until a bound and sampled beyond it, and the profile says which.
struct DataProfile {
  private let snapshot: IndexSnapshot
  private var records: UInt64 = 0
  private var text = TextProfile()
  private var fields: [(name: String, filled: UInt64, bytes: UInt64)]
  private var columns: [ColumnProfile]
  private var columnPlaces: [String: Int] = [:]

  /// An empty profile of a snapshot.
  init(_ snapshot: IndexSnapshot) {
    self.snapshot = snapshot
    fields = snapshot.fields.textFields.map { ($0, 0, 0) }
    columns = snapshot.columns.map { ColumnProfile($0) }
    for (index, column) in columns.enumerated() { columnPlaces[column.name] = index }
  }

  /// Takes note of a record.
  mutating func add(_ record: StoredRecord) {
    records += 1
    var body: String?
    for text in record.texts {
      guard let place = fields.firstIndex(where: { $0.name == text.field }) else { continue }
      fields[place].filled += 1
      fields[place].bytes += UInt64(text.text.utf8.count)
      if place == 0 { body = text.text }
    }
    self.text.add(body ?? "")
    for field in record.fields {
      if let place = columnPlaces[field.name] { columns[place].add(field.value) }
    }
  }

  /// The profile as it is stored and shown.
  ///
  /// - Parameters:
  ///   - time: When it was measured, RFC 3339.
  ///   - program: What measured it.
  /// - Returns: The tree.
  func tree(asOf time: String, program: String) -> JSON {
    .keys([
      "as_of": .string(time), "measured_by": .string(program),
      "generation": .integer(snapshot.generation), "records": .integer(records),
      "tokens": .integer(snapshot.holdsDeleted ? 0 : snapshot.tokens),
      "analyzer": .string(snapshot.method.analyzer.rawValue),
      "text": text.tree,
      "fields": .array(
        fields.map {
          .keys([
            "name": .string($0.name), "filled": .integer($0.filled), "bytes": .integer($0.bytes),
          ])
        }),
      "columns": .array(columns.map(\.tree)),
    ])
  }
}
