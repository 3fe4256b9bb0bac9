internal import CJSON
internal import JSONText
package import Records
internal import Storage

/// Turns chunks of JSON lines into batches of records.
///
/// One parser belongs to one worker and uses its memory again. It reads exactly the paths of its
/// schema; everything else in a line is only checked. Of a path:
///
/// - `a.b` is the key `b` in the object at `a`, or the key `a.b` itself;
/// - arrays on the way are walked through, what they hold is joined with line breaks, so that
///   `messages.content` is a whole conversation;
/// - numbers and truth values are text as they are written, so that the answers `[1, "none"]` can
///   be found; null is none;
/// - a text field `instruction+output` joins several paths in the same way.
///
/// Lenient where text would be lost: `NaN` and infinities count as missing values, numbers may
/// have any size, bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD (noted as
/// ``RecordProblem/Reason/replacedBytes``). Everything else that is not JSON makes the line a
/// problem.
package struct JSONLinesParser: ~Copyable, Sendable {
  package let schema: RecordSchema

  private var reader = JSONRowReader()
  private let slotCount: Int
  private let hasID: Bool
  private var rows: GrowableBuffer<cj_value>
  private var statuses: GrowableBuffer<cj_status>

  /// Lines per call: enough to hide the call, few enough for the rows to stay in the cache.
  private static var linesPerCall: Int { 128 }

  package init(schema: RecordSchema) {
    self.schema = schema
    hasID = schema.recordID != nil
    slotCount = (hasID ? 1 : 0) + schema.textFields.count + schema.columns.count
    if let id = schema.recordID { reader.addSlot(.string, paths: [id]) }
    for field in schema.textFields {
      reader.addSlot(.string, paths: RecordSchema.paths(ofTextField: field))
    }
    for column in schema.columns {
      let want: JSONRowReader.Want =
        switch column.type {
        case .integer: .integer
        case .real: .real
        case .boolean: .boolean
        case .string: .string
        }
      reader.addSlot(want, paths: [column.path])
    }
    rows = GrowableBuffer(
      repeating: cj_value(), count: max(slotCount * Self.linesPerCall, 1))
    statuses = GrowableBuffer(repeating: cj_status(), count: Self.linesPerCall)
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
    while first < chunk.pieces.count {
      let end = min(first + Self.linesPerCall, chunk.pieces.count)
      reader.read(
        chunk.bytes, lines: chunk.pieces.view[first..<end], slotCount: slotCount,
        into: &batch.bytes, rows: rows.view, statuses: statuses.view)
      for line in first..<end {
        let status = statuses[line - first]
        if let reason = reason(for: status, line: line, of: chunk, row: line - first) {
          if chunk.pieces[line].count == RawChunk.Piece.refused { continue }
          note(reason, at: status, chunk, line, &problems)
          if status.problem != UInt16(CJ_FINE) || reason == .noText { continue }
        }
        append(row: line - first, status, of: chunk, line: line, to: &batch)
      }
      first = end
    }
  }

  /// What is wrong with a line, if anything.
  private func reason(
    for status: cj_status, line: Int, of chunk: borrowing RawChunk, row: Int
  ) -> RecordProblem.Reason? {
    switch Int(status.problem) {
    case CJ_FINE:
      let texts = row * slotCount + (hasID ? 1 : 0)
      for text in texts..<(texts + schema.textFields.count)
      where rows[text].kind != UInt32(CJ_MISSING) {
        if status.replaced == 0 { return nil }
        return Int(status.replaced) & Int(CJ_REPLACED_BYTES) != 0
          ? .replacedBytes
          : .replacedSurrogate(
            escape: Self.halfSurrogate(in: bytes(of: line, chunk), from: Int(status.position)))
      }
      return .noText
    case _ where beginsWithMark(line, chunk):
      return .malformed(
        detail: "a byte order mark stands in front of the value, as where files were joined")
    case CJ_NOT_AN_OBJECT:
      return .malformed(detail: "the line is JSON, but no object")
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
    _ reason: RecordProblem.Reason, at status: cj_status, _ chunk: borrowing RawChunk,
    _ line: Int, _ problems: inout ProblemLog
  ) {
    problems.append(
      RecordProblem(
        file: chunk.file, number: chunk.start.number + UInt64(chunk.numbers[line]),
        offset: chunk.start.offset + UInt64(chunk.pieces[line].start) + UInt64(status.position),
        reason: reason))
  }

  private mutating func append(
    row: Int, _ status: cj_status, of chunk: borrowing RawChunk, line: Int,
    to batch: inout RecordBatch
  ) {
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
    for _ in 0..<schema.textFields.count {
      batch.texts.append(text(slot))
      slot += 1
    }
    for _ in 0..<schema.columns.count {
      batch.values.append(value(slot))
      slot += 1
    }
    if batch.keepsRests {
      batch.rests.append(RecordBatch.Text(start: status.rest_start, count: status.rest_count))
    }
  }

  private func text(_ slot: Int) -> RecordBatch.Text {
    let value = rows[slot]
    guard value.kind == UInt32(CJ_STRING) else { return .missing }
    return RecordBatch.Text(start: value.start, count: UInt32(value.bits))
  }

  private func value(_ slot: Int) -> RecordBatch.Value {
    let value = rows[slot]
    switch Int(value.kind) {
    case CJ_STRING: return .string(text(slot))
    case CJ_INTEGER: return .integer(Int64(bitPattern: value.bits))
    case CJ_REAL: return .real(Double(bitPattern: value.bits))
    case CJ_BOOLEAN: return .boolean(value.bits != 0)
    default: return .missing
    }
  }
}
