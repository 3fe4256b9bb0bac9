package import Records
internal import Storage

/// Parses rows that a reader has written as lines of JSON, for formats whose records have no place in
/// bytes of their own.
///
/// A record's place is the number of its row in the file, from 0.
package final class RowParser: FormatParser {
  private var parser: JSONLinesParser

  init(_ parser: consuming JSONLinesParser) { self.parser = parser }

  /// A parser of rows whose values are as JSON has them.
  package convenience init(schema: RecordSchema) { self.init(JSONLinesParser(schema: schema)) }

  package func learn(_ ledger: ColumnLedger) { parser.learn(ledger) }

  package func parse(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
  ) {
    var found = ProblemLog(limit: problems.limit)
    parser.parse(chunk, into: &batch, problems: &found)
    problems.merge(found.byRow)
    for record in 0..<batch.count {
      let place = batch.places[record]
      let row = chunk.start.offset + (place.ordinal - chunk.firstOrdinal)
      batch.places[record] = RecordBatch.Place(
        file: place.file, offset: row, length: 0, ordinal: place.ordinal)
    }
  }
}
