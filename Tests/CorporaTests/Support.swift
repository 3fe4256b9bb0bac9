import Corpora
import Records
import Storage
import TestSupport

/// A record copied out of a batch, for comparing.
struct CopiedRecord: Equatable {
  enum Value: Equatable {
    case missing
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    case string(String)
  }

  var place: RecordBatch.Place
  var id: String?
  var texts: [String?]
  var values: [Value]
}

extension RecordBatch {
  /// Everything the batch holds.
  var copies: [CopiedRecord] {
    (0..<count).map { row in
      CopiedRecord(
        place: places[row], id: string(ids[row]),
        texts: (0..<textFieldCount).map { string(texts[row * textFieldCount + $0]) },
        values: (0..<columnCount).map {
          switch values[row * columnCount + $0] {
          case .missing: .missing
          case .integer(let value): .integer(value)
          case .real(let value): .real(value)
          case .boolean(let value): .boolean(value)
          case .string(let text): .string(string(text) ?? "")
          }
        })
    }
  }

  func string(_ text: Text) -> String? { text.isMissing ? nil : view(of: text).text }
}

/// Reads whole corpora with small chunks and one parser.
struct CorpusReading {
  var records: [CopiedRecord] = []
  var problems = ProblemLog(limit: 1000)
  var positions: [ChunkReader.Position] = []
  var checkpoints: [[DecompressingReader.Checkpoint]] = []

  init(
    _ files: [CorpusFile], schema: RecordSchema, chunkByteCount: Int = 1 << 20,
    maximumLineByteCount: Int = 256 << 20, from position: ChunkReader.Position = .init()
  ) {
    var options = ChunkReader.Options()
    options.chunkByteCount = chunkByteCount
    options.maximumLineByteCount = maximumLineByteCount
    options.checkpointSpacing = 1
    var reader = ChunkReader(files: files, from: position, options: options)
    var parser = JSONLinesParser(schema: schema)
    var batch = RecordBatch(schema: schema)
    var chunk = RawChunk()
    while reader.next(into: &chunk) {
      parser.parse(chunk, into: &batch, problems: &problems)
      records += batch.copies
      positions.append(chunk.end)
    }
    problems.merge(reader.problems)
    checkpoints = reader.checkpoints
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
    chunk.lines.append(
      RawChunk.Line(start: UInt32(chunk.bytes.count), count: UInt32(line.count)))
    chunk.lineNumbers.append(UInt32(number))
    chunk.bytes.append(contentsOf: line + [0x0A])
  }
  var parser = JSONLinesParser(schema: schema)
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
