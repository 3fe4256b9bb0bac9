package import Records
internal import Storage

/// Puts the attributes of documents into their batches, as columns.
///
/// An attribute is a list of spans, each of its beginning, its end and its value; the values are what
/// the column gets. A line is taken where it has the id of its document, wherever it stands, or the
/// number of its line as the last part of an id, for documents that have none.
///
/// Belongs to one worker.
package final class SidecarMerger {
  private let recordID: String?
  private var parser: JSONLinesParser
  private var lines: RecordBatch
  private static let idPath = "id"
  /// Attributes of one file that are read; corpora have some dozen.
  private static let columnLimit = 1_000

  package init(_ schema: RecordSchema) {
    recordID = schema.recordID
    let own = RecordSchema(textFields: [Self.idPath], columnLimit: Self.columnLimit)
    parser = JSONLinesParser(schema: own)
    lines = RecordBatch(schema: own)
  }

  /// Merges what stands beside a chunk into the batch that came out of it.
  package func merge(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
  ) {
    for beside in chunk.beside { merge(beside, chunk, into: &batch, &problems) }
  }

  private func merge(
    _ beside: SidecarLines, _ chunk: borrowing RawChunk, into batch: inout RecordBatch,
    _ problems: inout ProblemLog
  ) {
    var found = ProblemLog(limit: .max)
    parser.parse(beside.lines, into: &lines, problems: &found)
    var rows: [Int: Int] = [:]
    for row in 0..<lines.count { rows[Int(lines.places[row].ordinal)] = row }
    var columns = columns(of: beside.sidecar, in: &batch)
    var added: [[RecordBatch.Entry]] = []
    var later = RawChunk()
    var laterRecords: [Int] = []
    var matchedCount = 0
    for record in 0..<batch.count {
      let index = Int(batch.places[record].ordinal - chunk.firstOrdinal)
      if let row = rows[index], matches(row, record, batch, beside) {
        added.append(values(of: row, beside.lines, beside.sidecar, columns, into: &batch))
        matchedCount += 1
        continue
      }
      added.append([])
      var detail =
        rows[index] == nil
        ? "\(beside.sidecar.name) has no line that can be read for this record"
        : "the line of \(beside.sidecar.name) is about another record"
      if let id = ownID(of: record, batch) {
        switch beside.lookup.append(lineOf: id, to: &later) {
        case .line:
          laterRecords.append(record)
          continue
        case .none: detail = "\(beside.sidecar.name) has no line about this record"
        case .refused(let reason): detail += "; \(reason)"
        }
      }
      note(detail, chunk, index, &problems)
    }
    if !laterRecords.isEmpty {
      parser.parse(later, into: &lines, problems: &found)
      columns = self.columns(of: beside.sidecar, in: &batch)
      for row in 0..<lines.count {
        let record = laterRecords[Int(lines.places[row].ordinal)]
        added[record] = values(of: row, later, beside.sidecar, columns, into: &batch)
        matchedCount += 1
      }
    }
    beside.lookup.counts.countMatched(matchedCount)
    problems.countOwnValues(batch.insert { added[$0] })
    for problem in found.repairs {
      guard case .leftOut = problem.reason else { continue }
      var moved = problem
      moved.file = chunk.file
      problems.append(moved)
    }
  }

  /// By column of the lines, that of the batch which takes its values.
  private func columns(of sidecar: Sidecar, in batch: inout RecordBatch) -> [Int?] {
    lines.columns.map { column in
      column.path.hasPrefix(sidecar.root + ".") ? batch.number(ofPath: column.path) : nil
    }
  }

  /// The values of a line of a chunk.
  private func values(
    of row: Int, _ chunk: borrowing RawChunk, _ sidecar: Sidecar, _ columns: [Int?],
    into batch: inout RecordBatch
  ) -> [RecordBatch.Entry] {
    let index = Int(lines.places[row].ordinal)
    return SpanValues.mayBeMissing(in: chunk, at: index)
      ? SpanValues.entries(of: chunk, at: index, root: sidecar.root, into: &batch)
      : entries(of: row, columns, into: &batch)
  }

  /// The values of a line by column, each a list where there are several.
  private func entries(
    of row: Int, _ columns: [Int?], into batch: inout RecordBatch
  ) -> [RecordBatch.Entry] {
    var values: [Int: [RecordBatch.Value]] = [:]
    var order: [Int] = []
    for index in lines.entryRange(of: row) {
      let entry = lines.entries[index]
      guard let column = columns[Int(entry.column)] else { continue }
      if values[column] == nil { order.append(column) }
      values[column, default: []].append(batch.copied(entry.value, from: lines.bytes.view))
    }
    return order.flatMap { column in
      var all = values[column] ?? []
      if all.count.isMultiple(of: 3) {
        all = stride(from: 2, to: all.count, by: 3).map { all[$0] }
      }
      return all.map {
        RecordBatch.Entry(column: UInt32(column), isInList: all.count > 1, value: $0)
      }
    }
  }

  /// The line is about the record.
  private func matches(
    _ row: Int, _ record: Int, _ batch: borrowing RecordBatch, _ beside: SidecarLines
  ) -> Bool {
    let id = lines.view(of: lines.texts[row]).text
    if let own = ownID(of: record, batch) { return id == own }
    let number = beside.lines.numbers[Int(lines.places[row].ordinal)]
    return SidecarID.isOfLine(id, beside.lines.start.number + UInt64(number) - 1)
  }

  private func ownID(of record: Int, _ batch: borrowing RecordBatch) -> String? {
    if recordID == Self.idPath {
      let id = batch.ids[record]
      return id.isMissing ? nil : batch.view(of: id).text
    }
    for index in batch.entryRange(of: record) {
      let entry = batch.entries[index]
      guard batch.columns[Int(entry.column)].path == Self.idPath else { continue }
      switch entry.value {
      case .string(let text), .decimal(let text): return batch.view(of: text).text
      case .integer(let number): return String(number)
      case .real, .boolean: return nil
      }
    }
    return nil
  }

  private func note(
    _ detail: String, _ chunk: borrowing RawChunk, _ piece: Int, _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[piece]),
        offset: chunk.start.offset + UInt64(chunk.pieces[piece].start),
        reason: .repaired(detail: detail)))
  }
}

/// Ids of lines that have their number from 0 as the last part.
enum SidecarID {
  static func isOfLine(_ id: String, _ number: UInt64) -> Bool {
    id.split(separator: "/").last.flatMap { UInt64($0) } == number
  }
}
