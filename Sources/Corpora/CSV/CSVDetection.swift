internal import Storage

/// Tells how a file writes its rows by its beginning.
///
/// Each delimiter is tried with each way of quoting that the text has signs of; the reading in which
/// the most rows have the same number of fields is taken.
struct CSVDetection {
  let dialect: CSVDialect
  /// The encoding has no mark and was told by its bytes.
  let isEncodingGuessed: Bool
  /// The rows agree well enough to be told from other text without a name that says so.
  let isCertain: Bool

  private static let delimiters = [",", "\t", ";", "|"].map { UInt8(ascii: $0) }
  /// Rows that are looked at.
  private static var rowCount: Int { 200 }
  /// Rows that agree before text is taken for fields without a name that says so.
  private static var leastRowCount: Int { 3 }
  /// Characters of the longest name of a field, in bytes.
  private static var longestName: Int { 128 }

  /// Looks at the beginning of a file, which is text.
  ///
  /// - Parameters:
  ///   - bytes: The beginning, expanded.
  ///   - isWhole: They are all of the file.
  ///   - usual: The delimiter of files that are called as this one is.
  ///   - choices: What is decided already.
  ///   - path: The file, for messages.
  /// - Throws: ``StorageError/unsupported(path:detail:)`` when the system lacks a converter.
  init(
    _ bytes: BufferView<UInt8>, isWhole: Bool, usual: UInt8 = UInt8(ascii: ","),
    choices: CSVChoices, path: String
  ) throws(StorageError) {
    let found = TextEncoding.detect(bytes)
    let encoding = choices.encoding ?? found.encoding
    isEncodingGuessed = choices.encoding == nil && found.isGuess
    var transcoder = try Transcoder(from: encoding, path: path)
    var decoded = GrowableBuffer<UInt8>()
    let start = encoding.markByteCount(in: bytes)
    transcoder.append(bytes[start..<bytes.count], isLast: false, to: &decoded)
    let text = decoded.view
    var dialect = CSVDialect(
      delimiter: choices.delimiter ?? usual, quoting: choices.quoting ?? .doubled,
      lineEnd: choices.lineEnd ?? Self.lineEnd(of: text), encoding: .utf8, hasHeader: false,
      names: choices.names)
    var best = Self.reading(of: text, isWhole: isWhole, dialect)
    for delimiter in choices.delimiter.map({ [$0] }) ?? Self.delimiters
    where text.firstIndex(of: delimiter, from: 0) != nil {
      for quoting in choices.quoting.map({ [$0] }) ?? Self.quotings(in: text) {
        dialect.delimiter = delimiter
        dialect.quoting = quoting
        let reading = Self.reading(of: text, isWhole: isWhole, dialect)
        if reading.score > best.score { best = reading }
      }
    }
    dialect = best.dialect
    dialect.encoding = encoding
    dialect.hasHeader = choices.hasHeader ?? Self.hasHeader(best.rows)
    self.dialect = dialect
    isCertain =
      best.score > 1 && best.rows.count >= Self.leastRowCount
      && best.share >= 0.98 && (dialect.hasHeader || dialect.delimiter == UInt8(ascii: "\t"))
  }

  private static func lineEnd(of text: BufferView<UInt8>) -> UInt8 {
    text.firstIndex(of: CSVDialect.lineFeed, from: 0) == nil
      && text.firstIndex(of: CSVDialect.carriageReturn, from: 0) != nil
      ? CSVDialect.carriageReturn : CSVDialect.lineFeed
  }

  private static func quotings(in text: BufferView<UInt8>) -> [CSVDialect.Quoting] {
    guard let first = text.firstIndex(of: CSVDialect.quote, from: 0) else { return [.doubled] }
    var at: Int? = first
    while let quote = at {
      if quote > 0, text[quote - 1] == CSVDialect.backslash {
        return [.doubled, .backslash, .none]
      }
      at = text.firstIndex(of: CSVDialect.quote, from: quote + 1)
    }
    return [.doubled, .none]
  }

  // MARK: - Rows

  /// The first rows as one dialect has them.
  private struct Reading {
    var dialect: CSVDialect
    var rows: [[String]] = []
    /// Rows with the usual number of fields.
    var share = 0.0
    var score = 0.0
  }

  private static func reading(
    of text: BufferView<UInt8>, isWhole: Bool, _ dialect: CSVDialect
  ) -> Reading {
    let scanner = CSVScanner(dialect)
    var reading = Reading(dialect: dialect)
    var irregular = 0
    func add(_ row: BufferView<UInt8>) {
      var fields: [String] = []
      scanner.forEachField(in: row) { field in
        fields.append(scanner.text(of: field))
        if field.isIrregular { irregular += 1 }
      }
      reading.rows.append(fields)
    }
    var at = 0
    while at < text.count, reading.rows.count < rowCount {
      guard case .row(let end, let next) = scanner.row(in: text, from: at, isLast: isWhole) else {
        // A first row that is longer than what is looked at still has delimiters.
        if reading.rows.isEmpty { add(text[at..<text.count]) }
        if isWhole { return reading }
        break
      }
      if end > at { add(text[at..<end]) }
      at = next
    }
    guard !reading.rows.isEmpty else { return reading }
    var counts: [Int: Int] = [:]
    for row in reading.rows { counts[row.count, default: 0] += 1 }
    guard let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), usual.key > 1,
      irregular * 20 <= reading.rows.count
    else { return reading }
    reading.share = Double(usual.value) / Double(reading.rows.count)
    // Among readings in which rows agree alike, the one with more rows and fields is the better.
    reading.score =
      reading.share
      + (reading.share > 0.9 && reading.rows.count > 1
        ? 1 + Double(reading.rows.count) / 100_000 + Double(min(usual.key, 100)) / 1_000_000 : 0)
    return reading
  }

  // MARK: - Names

  /// Whether the first row has names.
  ///
  /// Names are short words, hardly two alike but where one of them is a name that people use; a row
  /// with a number is data, and so is one that has a value which stands in the same field further down.
  private static func hasHeader(_ rows: [[String]]) -> Bool {
    guard let first = rows.first else { return false }
    let filled = first.filter { !$0.isEmpty }
    return !filled.isEmpty && filled.count * 2 >= first.count
      && (Set(filled).count * 10 >= filled.count * 9
        || filled.contains { usualNames.contains($0.lowercased()) })
      && filled.allSatisfy { $0.utf8.count <= longestName && !isNumber($0) && !$0.contains("\n") }
      && !rows.dropFirst().contains { row in
        zip(first, row).contains { $0 == $1 && !$0.isEmpty }
      }
  }

  private static let usualNames: Set<String> = [
    "id", "text", "title", "content", "name", "url", "date", "label", "lang", "language",
  ]

  private static func isNumber(_ text: String) -> Bool {
    guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == 0x2D else {
      return false
    }
    return Double(text) != nil
  }
}
