import Corpora
import Foundation
import Profiling
import Records
import Storage

/// Reads a file into batches of records on one thread, as indexing does, and prints what it cost.
///
///     Reading FILE [--text FIELD]… [--columns LIMIT] [--whole] [--profile]
///
/// One line of JSON: the records, bytes of the file, of what a parser is given and of the texts that
/// come out, and processor seconds of the thread, for cutting the file into chunks (`reading`, with
/// unpacking) and for making batches of them (`parsing`). `--columns`: how many fields become columns
/// besides the texts; `--whole`: what else a record holds is kept, as for records that are shown whole;
/// `--profile`: the texts are profiled, which takes the seconds of `profiling`.
@main
enum Reading {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    var textFields: [String] = []
    var columnLimit = RecordSchema.usualColumnLimit
    var (isWhole, isProfiled) = (false, false)
    while let option = arguments.firstIndex(where: { $0.hasPrefix("--") }) {
      let name = arguments.remove(at: option)
      if name == "--whole" || name == "--profile" {
        isWhole = isWhole || name == "--whole"
        isProfiled = isProfiled || name == "--profile"
        continue
      }
      guard option < arguments.count else { throw Misuse() }
      let value = arguments.remove(at: option)
      switch (name, Int(value)) {
      case ("--text", _): textFields.append(value)
      case ("--columns", let limit?): columnLimit = limit
      default: throw Misuse()
      }
    }
    guard arguments.count == 1 else { throw Misuse() }
    try read(
      arguments[0], textFields, columnLimit: columnLimit, isWhole: isWhole,
      isProfiled: isProfiled)
  }

  private struct Misuse: Error, CustomStringConvertible {
    var description: String {
      "Reading FILE [--text FIELD]… [--columns LIMIT] [--whole] [--profile]"
    }
  }

  private static func read(
    _ path: String, _ textFields: [String], columnLimit: Int, isWhole: Bool, isProfiled: Bool
  ) throws {
    let formats = CorpusFormats.builtIn
    let files = try CorpusFiles([path], formats: formats).files
    let schema = try FieldDetection(
      files: files, formats: formats, textFields: textFields, columnLimit: columnLimit
    ).schema
    var reader = CorpusReader(files: files, formats: formats)
    let parsers = formats.indices.map { formats[$0].parser(for: schema) }
    var batch = RecordBatch(schema: schema, keepsRests: isWhole)
    var chunk = RawChunk()
    var problems = ProblemLog(limit: 10)
    var records = 0
    var chunkBytes = 0
    var textBytes = 0
    var (reading, parsing, profiling) = (0.0, 0.0, 0.0)
    // Parsers are told between chunks which paths became columns, as indexing does.
    var ledger = ColumnLedger(schema)
    var profiler = BatchProfiler(fieldCount: schema.textFields.count)
    while true {
      let start = processorSeconds()
      guard reader.next(into: &chunk) else { break }
      let middle = processorSeconds()
      parsers[chunk.format].parse(chunk, into: &batch, problems: &problems)
      let end = processorSeconds()
      if isProfiled { profiler.add(batch) }
      profiling += processorSeconds() - end
      for column in batch.columns { _ = ledger.number(ofPath: column.path) }
      parsers[chunk.format].learn(ledger)
      parsing += end - middle
      reading += middle - start
      records += batch.count
      chunkBytes += chunk.bytes.count
      for text in batch.texts.view.array where !text.isMissing { textBytes += Int(text.count) }
    }
    let last = processorSeconds()
    if isProfiled { _ = BatchProfiler.joined([profiler]) }
    profiling += processorSeconds() - last
    print(
      """
      {"records": \(records), "file_bytes": \(files.reduce(0) { $0 + $1.byteCount }), \
      "chunk_bytes": \(chunkBytes), "text_bytes": \(textBytes), \
      "reading": \(reading), "parsing": \(parsing), "profiling": \(profiling)}
      """)
  }

  /// Processor time of this thread so far.
  private static func processorSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
