internal import Corpora
internal import JSONText
internal import Records
internal import Storage

extension FieldPlan {
  /// Looks at the first of some rows and says what their fields are, as for the records of files.
  ///
  /// - Parameters:
  ///   - rows: The first of those that are to be indexed.
  ///   - textFields: Fields that shall be searched; detected when empty.
  ///   - recordID: The field of the record's id; detected when `nil`.
  ///   - columns: Columns that are declared.
  ///   - columnLimit: Columns that are taken at most, declared ones included.
  /// - Throws: ``IndexFailure`` with code `noText`.
  package init(
    detectedIn rows: any RecordRows, textFields: [String] = [], recordID: String? = nil,
    columns: [Column] = [], columnLimit: Int = FieldPlan.usualColumnLimit
  ) throws {
    var sample = RecordSample()
    var row = GrowableBuffer<UInt8>()
    for number in 0..<min(rows.count, FieldDetection.sampleRecordCount) {
      row.removeAll()
      rows.write(number, into: &row)
      // What is no record is told where it is indexed.
      guard let record = try? JSONReader.read(row.view.array, options: .records) else { continue }
      sample.add(record)
    }
    self = try IndexFailure.folding {
      FieldPlan(
        try FieldDetection(
          sample: sample, textFields: textFields, recordID: recordID,
          columns: FieldPlan(textFields: [], columns: columns).schema.columns,
          columnLimit: columnLimit
        ).schema)
    }
  }
}
