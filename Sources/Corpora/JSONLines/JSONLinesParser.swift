internal import CJSON
internal import JSONText
package import Records
internal import Storage

/// Turns chunks of JSON lines into batches of records.
///
/// One parser belongs to one worker and uses its memory again. Texts and ids are read from the paths
/// of the schema; every other path that holds values is a column, found as it is met. Of a path:
///
/// - `a.b` is the key `b` in the object at `a`, or the key `a.b` itself;
/// - arrays on the way are walked through: the pieces of a text are joined by a separator, so that
///   `messages.content` is a whole conversation, and a column gets a list of values;
/// - in a text, numbers and truth values are as they are written, so that the answers `[1, "none"]`
///   can be found; null is none;
/// - a text field `instruction+output` joins several paths in the same way.
///
/// Lenient where text would be lost: `NaN` and infinities are taken and are in no column (noted as
/// ``RecordProblem/LeftOut/notFinite``), numbers may have any size, bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD (noted as
/// ``RecordProblem/Reason/replacedBytes``), and of a key that stands twice in one object the last
/// value counts (``RecordProblem/Reason/repeatedKeys``). Everything else that is not JSON makes the
/// line a problem.
package struct JSONLinesParser: ~Copyable, Sendable {
  package let schema: RecordSchema

  private var reader: JSONRowReader
  private let slotCount: Int
  private let hasID: Bool
  /// Values are text as it was written, so that numbers are told from it.
  private let valuesAreWritten: Bool
  private var rows: GrowableBuffer<cj_value>
  private var statuses: GrowableBuffer<cj_status>
  /// The reader's columns by number.
  private var columns: [RecordSchema.Column]
  /// What their values are declared to be.
  ///
  /// Kept apart, since taking a whole column for each value counts references.
  private var types: [RecordSchema.ColumnType?]
  /// Values of each column in the record at hand, where it has very many.
  private var counts: [UInt32: Int] = [:]
  /// What the reader was told of the corpus's columns.
  private var known: ColumnLedger

  /// Lines per call: enough to hide the call, few enough for the rows to stay in the cache.
  private static var linesPerCall: Int { 128 }

  package init(schema: RecordSchema, valuesAreWritten: Bool = false) {
    self.schema = schema
    self.valuesAreWritten = valuesAreWritten
    hasID = schema.recordID != nil
    slotCount = (hasID ? 1 : 0) + schema.textFields.count
    rows = GrowableBuffer(
      repeating: cj_value(), count: max(slotCount * Self.linesPerCall, 1))
    statuses = GrowableBuffer(repeating: cj_status(), count: Self.linesPerCall)
    known = ColumnLedger(schema)
    columns = known.columns
    types = columns.map(\.type)
    reader = Self.reader(schema, known)
  }

  private static func reader(_ schema: RecordSchema, _ known: ColumnLedger) -> JSONRowReader {
    var reader = JSONRowReader()
    if let id = schema.recordID { reader.addSlot(paths: [id], isText: false) }
    for field in schema.textFields {
      reader.addSlot(paths: RecordSchema.paths(ofTextField: field), isText: true)
    }
    for path in schema.pathsWithoutColumn { reader.use(path, as: .noColumn) }
    for path in known.leftOut { reader.use(path, as: .leftOut) }
    // A declared column counts, whatever else stands at its path.
    for column in known.columns { reader.use(column.path, as: .column) }
    reader.setDiscovers(known.columns.count < known.limit || !known.isCutOff)
    return reader
  }

  /// Takes note of which paths became columns of the corpus, and forgets all others.
  ///
  /// Told between rounds, so that a corpus with ever new paths takes no more memory than a round of
  /// it does.
  package mutating func learn(_ ledger: ColumnLedger) {
    if ledger == known, columns.count == ledger.columns.count { return }
    known = ledger
    columns = ledger.columns
    types = columns.map(\.type)
    reader = Self.reader(schema, ledger)
  }

  /// Replaces a batch by the records of a chunk.
  ///
  /// - Parameters:
  ///   - chunk: Whole lines of one file.
  ///   - batch: Made for the same schema; what it held is forgotten.
  ///   - problems: Gets the lines that are no records.
  package mutating func parse(
    _ chunk: borrowing RawChunk, into batch: inout RecordBatch, problems: inout ProblemLog
  ) {
    batch.removeAll()
    let firstText = hasID ? 1 : 0
    reader.wantRests(
      batch.keepsRests, texts: firstText..<(firstText + schema.textFields.count))
    // Strings seldom grow when their escapes are resolved, so this mostly holds all of them; ids
    // and columns stand in the rests a second time.
    batch.bytes.reserve(chunk.bytes.count * (batch.keepsRests ? 3 : 2) / 2 + 4096)
    var first = 0
    batch.columns = columns
    while first < chunk.pieces.count {
      let end = min(first + Self.linesPerCall, chunk.pieces.count)
      reader.read(
        chunk.bytes, lines: chunk.pieces.view[first..<end], slotCount: slotCount,
        into: &batch.bytes, rows: rows.view, statuses: statuses.view)
      for number in columns.count..<max(columns.count, reader.columnCount) {
        let path = reader.path(ofColumn: number)
        columns.append(RecordSchema.Column(name: path, path: path))
        types.append(nil)
      }
      batch.columns = columns
      let leftOut = reader.leftOut
      batch.leftOutValueCount += leftOut.count
      batch.hasUnnamedPaths = batch.hasUnnamedPaths || leftOut.isUnnamed
      let entries = reader.entries
      var begin = 0
      for line in first..<end {
        let status = statuses[line - first]
        let own = entries[begin..<max(begin, Int(status.entry_end))]
        begin += own.count
        if let reason = reason(for: status, line: line, of: chunk, row: line - first) {
          if chunk.pieces[line].count == RawChunk.Piece.refused { continue }
          note(reason, at: status.position, chunk, line, &problems)
          if status.problem != UInt16(CJ_FINE) || reason == .noText { continue }
        }
        if status.repeated != 0 {
          note(.repeatedKeys, at: status.repeated_position, chunk, line, &problems)
        }
        if append(row: line - first, status, of: chunk, line: line, to: &batch) == 0 {
          problems.countWithoutText()
        }
        appendEntries(own, of: chunk, line: line, to: &batch, &problems)
      }
      reader.forgetEntries()
      first = end
    }
  }

  /// What is wrong with a line, if anything.
  private func reason(
    for status: cj_status, line: Int, of chunk: borrowing RawChunk, row: Int
  ) -> RecordProblem.Reason? {
    switch Int(status.problem) {
    case CJ_FINE:
      // A record whose text is null, or a conversation without turns, is one without text.
      if status.has_text_field == 0 { return .noText }
      if status.replaced == 0 { return nil }
      return Int(status.replaced) & Int(CJ_REPLACED_BYTES) != 0
        ? .replacedBytes
        : .replacedSurrogate(
          escape: Self.halfSurrogate(in: bytes(of: line, chunk), from: Int(status.position)))
    case _ where beginsWithMark(line, chunk):
      return .malformed(
        detail: "a byte order mark stands in front of the value, as where files were joined")
    case CJ_NOT_AN_OBJECT:
      let value = try? JSONReader.read(bytes(of: line, chunk), options: .records)
      return .malformed(
        detail: "the record is \(value?.kindName ?? "no value"), and no mapping of names to values")
    default:
      let fault = JSONRowReader.fault(of: status.problem)
      return .malformed(detail: "invalid JSON: \(fault.message)")
    }
  }

  private func beginsWithMark(_ line: Int, _ chunk: borrowing RawChunk) -> Bool {
    chunk.pieces[line].count != RawChunk.Piece.refused
      && bytes(of: line, chunk).starts(with: [0xEF, 0xBB, 0xBF])
  }

  private func bytes(of line: Int, _ chunk: borrowing RawChunk) -> [UInt8] {
    let piece = chunk.pieces[line]
    return chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)].array
  }

  /// The first escape of half a surrogate pair, as it is written.
  private static func halfSurrogate(in line: [UInt8], from start: Int) -> String? {
    func unit(at index: Int) -> UInt16? {
      guard index + 6 <= line.count, line[index] == UInt8(ascii: "\\"),
        line[index + 1] == UInt8(ascii: "u")
      else { return nil }
      return UInt16(String(decoding: line[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }
    var index = start
    while index < line.count {
      guard line[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      guard let first = unit(at: index) else {
        index += 2
        continue
      }
      if 0xD800..<0xDC00 ~= first, let second = unit(at: index + 6), 0xDC00..<0xE000 ~= second {
        index += 12
        continue
      }
      if 0xD800..<0xE000 ~= first {
        return String(decoding: line[index..<index + 6], as: UTF8.self)
      }
      index += 6
    }
    return nil
  }

  private func note(
    _ reason: RecordProblem.Reason, at position: UInt32, _ chunk: borrowing RawChunk,
    _ line: Int, _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[line]),
        offset: chunk.start.offset + UInt64(chunk.pieces[line].start) + UInt64(position),
        reason: reason))
  }

  /// Appends a record; returns the bytes of its texts.
  private mutating func append(
    row: Int, _ status: cj_status, of chunk: borrowing RawChunk, line: Int,
    to batch: inout RecordBatch
  ) -> Int {
    batch.places.append(
      RecordBatch.Place(
        file: UInt32(chunk.file), offset: chunk.start.offset + UInt64(chunk.pieces[line].start),
        length: chunk.pieces[line].count, ordinal: chunk.firstOrdinal + UInt64(line)))
    var slot = row * slotCount
    if hasID {
      batch.ids.append(text(slot))
      slot += 1
    } else {
      batch.ids.append(.missing)
    }
    var byteCount = 0
    for _ in 0..<schema.textFields.count {
      let text = text(slot)
      if !text.isMissing { byteCount += Int(text.count) }
      batch.texts.append(text)
      slot += 1
    }
    if batch.keepsRests {
      batch.rests.append(RecordBatch.Text(start: status.rest_start, count: status.rest_count))
    }
    return byteCount
  }

  private func text(_ slot: Int) -> RecordBatch.Text {
    let value = rows[slot]
    return value.kind == UInt32(CJ_STRING) ? Self.text(value) : .missing
  }

  private mutating func appendEntries(
    _ entries: BufferView<cj_entry>, of chunk: borrowing RawChunk, line: Int,
    to batch: inout RecordBatch, _ problems: inout ProblemLog
  ) {
    // Fewer values than a column may have are not too many for any.
    let isCrowded = entries.count > RecordSchema.valueCountLimit
    if isCrowded {
      counts.removeAll(keepingCapacity: true)
      for index in 0..<entries.count { counts[entries[index].column, default: 0] += 1 }
      for (number, count) in counts.sorted(by: { $0.key < $1.key })
      where count > RecordSchema.valueCountLimit {
        let name = columns[Int(number)].name
        note(
          .leftOut(
            column: name, .tooMany(count: count, limit: RecordSchema.valueCountLimit)),
          at: 0, chunk, line, &problems)
      }
    }
    for index in 0..<entries.count {
      let entry = entries[index]
      if isCrowded, counts[entry.column, default: 0] > RecordSchema.valueCountLimit { continue }
      if let reason = Self.leftOut(entry.value) {
        note(
          .leftOut(column: columns[Int(entry.column)].name, reason), at: 0, chunk, line, &problems)
        continue
      }
      let type = types[Int(entry.column)]
      var reason: RecordProblem.LeftOut?
      // Text keeps a number as it is written.
      let isWritten = type == .string && entry.value.kind == UInt32(CJ_NUMBER)
      var value =
        isWritten
        ? .string(Self.text(entry.value)) : Self.value(entry.value, in: batch.bytes.view)
      // Where everything is written as text, and where somebody asked for numbers, text may be one.
      let isNumeric = type == .integer || type == .real || type == .mixed
      if valuesAreWritten || isNumeric, case .string(let text) = value {
        // Quotes around nothing are no number and no truth value: there is none, and no misfit.
        if valuesAreWritten, text.count == 0, isNumeric || type == .boolean { continue }
        if type != .string { value = Self.number(text, in: batch.bytes.view) ?? value }
      }
      if let type, let known = value {
        value = type.fitted(known, in: batch.bytes.view) { text in
          let start = UInt32(batch.bytes.count)
          batch.bytes.append(contentsOf: Array(text.utf8))
          return RecordBatch.Text(start: start, count: UInt32(batch.bytes.count) - start)
        }
        if value == nil { reason = .unfit(type: type.rawValue) }
      }
      if let value {
        batch.entries.append(
          RecordBatch.Entry(
            column: entry.column, isInList: entry.in_array != 0, value: value))
      } else if let reason {
        note(
          .leftOut(column: columns[Int(entry.column)].name, reason), at: 0, chunk, line, &problems)
      }
    }
    batch.entryEnds.append(UInt32(batch.entries.count))
  }

  /// Why a value is in no column, whatever the column is declared to hold.
  private static func leftOut(_ value: cj_value) -> RecordProblem.LeftOut? {
    guard value.kind >= UInt32(CJ_LONG) else { return nil }
    let bits = Int(clamping: value.bits)
    return switch Int(value.kind) {
    case CJ_LONG: .tooLong(byteCount: bits, limit: RecordSchema.valueByteLimit)
    case CJ_NOT_FINITE: .notFinite
    case CJ_DEEP: .tooDeep(count: bits, limit: RecordSchema.pathKeyLimit)
    default: .pathTooLong(count: bits, limit: RecordSchema.pathByteLimit)
    }
  }

  private static func text(_ value: cj_value) -> RecordBatch.Text {
    RecordBatch.Text(start: value.start, count: UInt32(value.bits))
  }

  /// The number that a text is; `nil` for other texts.
  private static func number(
    _ text: RecordBatch.Text, in bytes: BufferView<UInt8>
  ) -> RecordBatch.Value? {
    let written = bytes[Int(text.start)..<Int(text.start) + Int(text.count)]
    // Most texts are told by their first character.
    guard written.count > 0, written[0] <= UInt8(ascii: "9"), WrittenNumber.mayMatch(written.array)
    else { return nil }
    return .number(written, at: text)
  }

  /// A value as it stands in the record; `nil` for one that is too long.
  private static func value(
    _ value: cj_value, in bytes: BufferView<UInt8>
  ) -> RecordBatch.Value? {
    switch Int(value.kind) {
    case CJ_INTEGER: return .integer(Int64(bitPattern: value.bits))
    case CJ_BOOLEAN: return .boolean(value.bits != 0)
    case CJ_STRING: return .string(text(value))
    case CJ_NUMBER:
      let text = text(value)
      let token = bytes[Int(text.start)..<Int(text.start) + Int(text.count)]
      // An exponent beyond all reason makes a number text.
      return .number(token, at: text) ?? .string(text)
    default: return nil
    }
  }
}
