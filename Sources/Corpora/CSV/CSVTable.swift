internal import Records
internal import Storage

/// A file of separated fields with its first row read: its dialect, its names, where its rows begin.
///
/// Made by reader and fetcher from the file, and handed to the parser with each chunk.
final class CSVTable: Sendable {
  let dialect: CSVDialect
  /// Where the first row of data begins.
  let start: FilePosition
  /// The names as JSON strings with their colon.
  let keys: [[UInt8]]
  /// Fields up to the last that has a name, of which every row has one each; all where no row has names.
  ///
  /// Delimiters behind them, as spreadsheets write, are no fields unless something stands there.
  let namedCount: Int
  /// The row of names as it stands in the file; empty where there is none.
  private let header: [UInt8]
  private let names: Set<ExactText>

  /// Bytes of the longest row of names.
  private static var longestHeader: Int { 16 << 20 }

  /// Reads the beginning of a file.
  ///
  /// - Parameters:
  ///   - file: Open.
  ///   - choices: What is decided already; the rest is told by the bytes.
  /// - Throws: ``StorageError/damaged(path:offset:detail:)`` when the row of names does not end.
  init(of file: RandomAccessFile, _ choices: CSVChoices) throws(StorageError) {
    var input = try DecompressingReader(file)
    var bytes = GrowableBuffer<UInt8>()
    var hasEnded = false
    func fill(_ input: inout DecompressingReader) throws(StorageError) {
      let before = bytes.count
      let wanted = max(before, FileHead.byteCount)
      let target = bytes.appendUninitialized(wanted)
      bytes.setCount(before)
      let got = try input.read(into: target)
      bytes.setCount(before + got)
      hasEnded = got < wanted
    }
    try fill(&input)
    if let settled = CSVDialect(choices) {
      dialect = settled
    } else {
      dialect = try CSVDetection(
        bytes.view, isWhole: hasEnded, choices: choices, path: file.path
      ).dialect
    }
    let scanner = CSVScanner(dialect)
    let mark = dialect.encoding.markByteCount(in: bytes.view)
    var front = scanner.start(in: bytes.view, behindLines: dialect.skippedLines, from: mark)
    while front == nil, !hasEnded, bytes.count < Self.longestHeader {
      try fill(&input)
      front = scanner.start(in: bytes.view, behindLines: dialect.skippedLines, from: mark)
    }
    guard let front else {
      throw .damaged(
        path: file.path, offset: UInt64(mark),
        detail: "there are fewer lines than the \(dialect.skippedLines) that are passed over")
    }
    var at = front
    var row = 0..<0
    // The first row that is not blank says how many fields there are.
    while row.isEmpty, at < bytes.count || !hasEnded {
      switch scanner.row(in: bytes.view, from: at, isLast: hasEnded) {
      case .row(let end, let next):
        row = at..<end
        at = next
      case .incomplete where bytes.count < Self.longestHeader: try fill(&input)
      case .incomplete, .open:
        throw .damaged(
          path: file.path, offset: UInt64(at),
          detail: "the first row has a quote that is not closed")
      }
    }
    var transcoder = try Transcoder(from: dialect.encoding, path: file.path)
    var decoded = GrowableBuffer<UInt8>()
    transcoder.append(bytes.view[row], isLast: true, to: &decoded)
    let fields = CSVScanner(decoded: dialect)
    var first: [String] = []
    fields.forEachField(in: decoded.view) { first.append(fields.text(of: $0)) }
    let described = dialect.names
    let names = Self.names(
      dialect.hasHeader
        ? first : first.indices.map { described.indices.contains($0) ? described[$0] : "" })
    header = dialect.hasHeader ? bytes.view[row].array : []
    keys = names.map(Self.key)
    namedCount =
      dialect.hasHeader
      ? first.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? names.count : names.count
    self.names = Set(names.map(ExactText.init))
    let begin = dialect.hasHeader ? at : front
    start = FilePosition(
      offset: UInt64(begin), number: UInt64(1 + scanner.lineCount(in: bytes.view[mark..<begin])))
  }

  /// The name of each field: those without one are called by their number, and of two fields with
  /// one name the second gets a number, so that neither is lost.
  static func names(_ row: [String]) -> [String] {
    // Names that stand there are kept, wherever they stand.
    var taken = Set(row.map(ExactText.init))
    var seen: Set<ExactText> = []
    return row.enumerated().map { number, field in
      if !field.isEmpty, seen.insert(ExactText(field)).inserted { return field }
      let base = field.isEmpty ? "column" : field
      var copy = field.isEmpty ? number + 1 : 2
      while !taken.insert(ExactText("\(base)_\(copy)")).inserted { copy += 1 }
      return "\(base)_\(copy)"
    }
  }

  /// Whether a row has the names once more, as where files were put one behind the other.
  func repeatsNames(_ row: BufferView<UInt8>) -> Bool {
    let mark = row.count - header.count
    guard mark == 0 || mark == dialect.encoding.markByteCount(in: row), !header.isEmpty else {
      return false
    }
    return row[mark..<row.count].array == header
  }

  /// The key of a field beyond the names, by its number from 0.
  func key(ofExtraField number: Int) -> [UInt8] {
    var name = "column_\(number + 1)"
    while names.contains(ExactText(name)) { name += "_" }
    return Self.key(name)
  }

  private static func key(_ name: String) -> [UInt8] {
    var key = GrowableBuffer<UInt8>()
    Array(name.utf8).withView { JSONEscaping.append($0, to: &key) }
    key.append(UInt8(ascii: ":"))
    return key.view.array
  }
}
