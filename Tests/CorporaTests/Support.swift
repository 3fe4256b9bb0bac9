import Corpora
import JSONText
import Records
import Storage
import TestSupport

/// A record copied out of a batch, for comparing.
struct CopiedRecord: Equatable {
  enum Value: Equatable {
    case integer(Int64)
    case real(Double)
    case decimal(String)
    case boolean(Bool)
    case string(String)
    /// Values of an array, maybe a single one.
    case list([Value])
  }

  var place: RecordBatch.Place
  var id: String?
  var texts: [String?]
  /// What the columns hold, by name; missing values are left out.
  var values: [String: Value]
}

extension RecordBatch {
  /// Everything the batch holds.
  var copies: [CopiedRecord] {
    (0..<count).map { row in
      CopiedRecord(
        place: places[row], id: string(ids[row]),
        texts: (0..<textFieldCount).map { string(texts[row * textFieldCount + $0]) },
        values: values(of: row))
    }
  }

  private func values(of row: Int) -> [String: CopiedRecord.Value] {
    var found: [String: CopiedRecord.Value] = [:]
    for index in entryRange(of: row) {
      let entry = entries[index]
      let name = columns[Int(entry.column)].name
      let value: CopiedRecord.Value =
        switch entry.value {
        case .integer(let value): .integer(value)
        case .real(let value): .real(value)
        case .decimal(let text): .decimal(string(text) ?? "")
        case .boolean(let value): .boolean(value)
        case .string(let text): .string(string(text) ?? "")
        }
      if case .list(let before) = found[name] {
        found[name] = .list(before + [value])
      } else {
        found[name] = entry.isInList ? .list([value]) : value
      }
    }
    return found
  }

  func string(_ text: Text) -> String? { text.isMissing ? nil : view(of: text).text }
}

/// Reads whole corpora with small chunks and one parser for each format.
struct CorpusReading {
  var records: [CopiedRecord] = []
  var problems = ProblemLog(limit: 1000)
  var positions: [CorpusReader.Position] = []
  var checkpoints: [[DecompressingReader.Checkpoint]] = []

  init(
    _ files: [CorpusFile], schema: RecordSchema, formats: CorpusFormats = .builtIn,
    chunkByteCount: Int = 1 << 20, maximumRecordByteCount: Int = 256 << 20,
    from position: CorpusReader.Position = .init()
  ) {
    var options = ReadingOptions()
    options.chunkByteCount = chunkByteCount
    options.maximumRecordByteCount = maximumRecordByteCount
    options.checkpointSpacing = 1
    var reader = CorpusReader(files: files, formats: formats, from: position, options: options)
    let parsers = formats.indices.map { formats[$0].parser(for: schema) }
    var batch = RecordBatch(schema: schema)
    var chunk = RawChunk()
    while reader.next(into: &chunk) {
      parsers[chunk.format].parse(chunk, into: &batch, problems: &problems)
      records += batch.copies
      positions.append(chunk.end)
    }
    problems.merge(reader.problems)
    checkpoints = files.indices.map { reader.takeEnd(of: $0).checkpoints }
  }

  /// The checkpoints as an index keeps them, written below a folder.
  func kept(in folder: ScratchFolder) throws -> (Int) -> CheckpointFile? {
    let directory = try FileSystemDirectory(creating: folder.path + "/kept")
    let files = try checkpoints.indices.map { number in
      let source = CheckpointFile.Source(byteCount: UInt64(number), modifiedNanoseconds: 0)
      try CheckpointFile.write(
        checkpoints[number], of: source, to: directory, name: "\(number)")
      return try CheckpointFile(path: directory.path(of: "\(number)"), of: source)
    }
    return { files[$0] }
  }

  /// The first text field of every record.
  var bodies: [String?] { records.map { $0.texts[0] } }
}

/// Parses lines that lie in memory.
func parse(
  _ lines: [[UInt8]], schema: RecordSchema
) -> (records: [CopiedRecord], problems: ProblemLog) {
  var chunk = RawChunk()
  for (number, line) in lines.enumerated() {
    chunk.pieces.append(
      RawChunk.Piece(start: UInt32(chunk.bytes.count), count: UInt32(line.count)))
    chunk.numbers.append(UInt32(number))
    chunk.bytes.append(contentsOf: line + [0x0A])
  }
  let parser = JSONLinesFormat().parser(for: schema)
  var batch = RecordBatch(schema: schema)
  var problems = ProblemLog(limit: 1000)
  parser.parse(chunk, into: &batch, problems: &problems)
  return (batch.copies, problems)
}

func parse(
  _ lines: [String], schema: RecordSchema
) -> (records: [CopiedRecord], problems: ProblemLog) {
  parse(lines.map { Array($0.utf8) }, schema: schema)
}

extension RecordProblem.Reason {
  /// What the parser of JSON Lines says of a line that is no JSON.
  static func invalid(_ fault: JSONFault) -> Self {
    .malformed(detail: "invalid JSON: \(fault.message)")
  }

  /// What it says of a line that is another value than an object.
  static func noObject(_ kind: String) -> Self {
    .malformed(detail: "the record is \(kind), and no mapping of names to values")
  }
}

extension RecordBatch {
  /// A record's JSON value, made of its rest and its texts.
  func value(of record: Int) throws -> String {
    var all = GrowableBuffer<UInt8>()
    var fields: [Range<Int>?] = []
    for field in 0..<textFieldCount {
      let text = texts[record * textFieldCount + field]
      let start = all.count
      all.append(contentsOf: view(of: text))
      fields.append(text.isMissing ? nil : start..<all.count)
    }
    var value = GrowableBuffer<UInt8>()
    try RecordRest.appendValue(
      rest: view(of: rests[record]).slice, texts: all.view.slice, fields: fields, to: &value)
    return value.view.text
  }
}

/// The rests of lines, with markers written out as `<kind field …>`, and the values made of them.
func rests(_ lines: [String], schema: RecordSchema) throws -> [(rest: String, value: String)] {
  var chunk = RawChunk()
  for (number, line) in lines.enumerated() {
    let bytes = Array(line.utf8)
    chunk.pieces.append(
      RawChunk.Piece(start: UInt32(chunk.bytes.count), count: UInt32(bytes.count)))
    chunk.numbers.append(UInt32(number))
    chunk.bytes.append(contentsOf: bytes + [0x0A])
  }
  var batch = RecordBatch(schema: schema, keepsRests: true)
  var problems = ProblemLog(limit: 10)
  JSONLinesFormat().parser(for: schema).parse(chunk, into: &batch, problems: &problems)
  return try (0..<batch.count).map { record in
    let bytes = batch.view(of: batch.rests[record]).array
    var rest = ""
    var offset = 0
    while offset < bytes.count {
      guard bytes[offset] < 0x20 else {
        let end = bytes[offset...].firstIndex { $0 < 0x20 } ?? bytes.count
        rest += String(decoding: bytes[offset..<end], as: UTF8.self)
        offset = end
        continue
      }
      // The numbers of these tests have one byte each.
      let count = Int(bytes[offset]) + 1
      rest += "<" + bytes[offset..<offset + count].map { "\($0)" }.joined(separator: " ") + ">"
      offset += count
    }
    return (rest, try batch.value(of: record))
  }
}
