internal import JSONText
internal import Records
internal import Storage

/// Reads the spans of one line where some may have no value.
///
/// The quick way sees all numbers of an attribute as one list, in which those that are missing leave no
/// gap.
enum SpanValues {
  /// The word `null` stands in a line.
  static func mayBeMissing(in chunk: borrowing RawChunk, at index: Int) -> Bool {
    let line = line(of: chunk, at: index)
    var at = 0
    while let place = line.firstIndex(of: UInt8(ascii: "n"), from: at) {
      if place + 4 <= line.count, line[place + 1] == UInt8(ascii: "u"),
        line[place + 2] == UInt8(ascii: "l"), line[place + 3] == UInt8(ascii: "l")
      {
        return true
      }
      at = place + 1
    }
    return false
  }

  /// The values of a line, as entries of a batch.
  static func entries(
    of chunk: borrowing RawChunk, at index: Int, root: String, into batch: inout RecordBatch
  ) -> [RecordBatch.Entry] {
    let tree = try? JSONReader.read(line(of: chunk, at: index).array, options: .records)
    var entries: [RecordBatch.Entry] = []
    for attribute in tree?[root]?.members ?? [] {
      let values = attribute.value.elements
        .compactMap { span in span.array.map { $0.count == 3 ? $0[2] : .null } ?? span }
        .compactMap { value($0, in: &batch) }
      guard !values.isEmpty, values.count <= RecordSchema.valueCountLimit else { continue }
      let column = UInt32(batch.number(ofPath: "\(root).\(attribute.key)"))
      entries += values.map {
        RecordBatch.Entry(column: column, isInList: values.count > 1, value: $0)
      }
    }
    return entries
  }

  private static func value(_ value: JSON, in batch: inout RecordBatch) -> RecordBatch.Value? {
    switch value {
    case .number(let written):
      guard let decimal = DecimalNumber(token: Array(written.utf8)) else { return nil }
      return .number(decimal) ?? .decimal(batch.append(Array(written.utf8)))
    case .string(let text): return .string(batch.append(Array(text.utf8)))
    case .bool(let truth): return .boolean(truth)
    case .null, .array, .object: return nil
    }
  }

  private static func line(of chunk: borrowing RawChunk, at index: Int) -> BufferView<UInt8> {
    let piece = chunk.pieces[index]
    return chunk.bytes.view[Int(piece.start)..<Int(piece.start) + Int(piece.count)]
  }
}
