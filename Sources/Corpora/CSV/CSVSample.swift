internal import Storage

/// The first rows of a text as one dialect has them, and how well they agree.
struct CSVSample {
  let dialect: CSVDialect
  /// The rows of the table, the one with the names included.
  private(set) var rows: [[String]] = []
  /// Lines in front of the table beyond those that the dialect passes over.
  private(set) var frontLineCount = 0
  /// One of these lines is no comment, as a title is.
  private(set) var hasTitle = false
  /// The first row of the table has names.
  private(set) var hasHeader = false
  /// The usual number of fields.
  private(set) var fieldCount = 0
  /// Rows with that number of fields.
  private(set) var share = 0.0
  /// The higher, the likelier is the dialect; 0 for one that the text cannot be in.
  private(set) var score = 0.0

  /// Where each row begins, until those in front of the table are gone.
  private var starts: [Int] = []
  private var quotedCount = 0
  /// Fields that could not stand without their quotes.
  private var neededCount = 0
  private var irregularCount = 0
  /// Fields with text that is no number, which stands in no quotes.
  private var bareTextCount = 0
  /// For each row the fields without quotes that have text or nothing.
  private var bareFields: [[Int]] = []
  /// Quotes stand around nothing.
  private(set) var hasEmptyQuotes = false
  /// Spaces that are no part of fields stand in front of a quote.
  private var hasSpacedQuote = false
  /// Some field stands in quotes that are taken for characters.
  private var hasPlainQuotes = false

  /// Rows that are looked at.
  private static var rowCount: Int { 200 }
  /// Rows that may stand in front of a table.
  private static var longestFront: Int { 30 }
  /// Characters of the longest name of a field, in bytes.
  private static var longestName: Int { 128 }

  /// Reads the beginning of a text.
  ///
  /// - Parameters:
  ///   - text: In UTF-8, without a mark.
  ///   - isWhole: It is all of the file.
  ///   - dialect: How it is read.
  ///   - hasHeader: Whether a row has the names, where that is decided.
  ///   - looksForFront: Lines in front of the table are looked for.
  init(
    of text: BufferView<UInt8>, isWhole: Bool, _ dialect: CSVDialect, hasHeader: Bool?,
    looksForFront: Bool
  ) {
    self.dialect = dialect
    let scanner = CSVScanner(dialect)
    var at = scanner.start(in: text, behindLines: dialect.skippedLines) ?? text.count
    var isCut = false
    while at < text.count, rows.count < Self.rowCount {
      let found = scanner.row(in: text, from: at, isLast: isWhole)
      guard case .row(let end, let next) = found else {
        if isWhole, !hasTrueQuotes {
          self.hasHeader = Self.hasHeader(rows)
          return
        }
        // The row goes on behind what is looked at, or is where the file was cut off. A first row still
        // has delimiters; a later one agrees with those before, unless it has too many fields already.
        isCut = !rows.isEmpty
        add(text[at..<text.count], from: at, scanner)
        break
      }
      if end > at { add(text[at..<end], from: at, scanner) }
      at = next
    }
    let cutRow = isCut ? rows.popLast() : nil
    if isCut { bareFields.removeLast() }
    guard !rows.isEmpty else { return }
    fieldCount = usualFieldCount
    if looksForFront { dropFront(fieldCount, hasHeader, text, scanner) }
    self.hasHeader = Self.hasHeader(rows)
    rate(fieldCount, cutRow)
  }

  /// Quotes are known to be quotes by the fields so far, so that one that nothing closes is damage and
  /// no sign that all of them are characters like others.
  private var hasTrueQuotes: Bool {
    irregularCount == 0 && (neededCount > 0 || quotedCount > 0 && isUsuallyQuoted)
  }

  /// Every field of the table stands in quotes, or every one but numbers.
  var isAllQuoted: Bool {
    quotedCount > 0
      && bareFields.allSatisfy { $0.allSatisfy { $0 >= rows[0].count - (endsInDelimiter ? 1 : 0) } }
  }

  /// Each row ends in a delimiter, that of the names too.
  private var endsInDelimiter: Bool {
    rows.allSatisfy { $0.count == rows[0].count && $0.last?.isEmpty == true }
      && bareFields.allSatisfy { $0.last == rows[0].count - 1 }
  }

  private mutating func add(_ row: BufferView<UInt8>, from start: Int, _ scanner: CSVScanner) {
    var fields: [String] = []
    var bare: [Int] = []
    scanner.forEachField(in: row) { field in
      fields.append(scanner.text(of: field))
      if field.isQuoted {
        quotedCount += 1
        if field.isEmptyInQuotes { hasEmptyQuotes = true }
        if fields[fields.count - 1].utf8.contains(where: needsQuotes) { neededCount += 1 }
      }
      if !field.isQuoted, field.isBlank || !Self.isNumber(fields[fields.count - 1]) {
        if !field.isBlank { bareTextCount += 1 }
        bare.append(fields.count - 1)
      }
      if field.isQuoted, field.isSpaced { hasSpacedQuote = true }
      if !field.isQuoted, field.isInQuotes { hasPlainQuotes = true }
      if field.isIrregular { irregularCount += 1 }
    }
    rows.append(fields)
    bareFields.append(bare)
    starts.append(start)
  }

  // MARK: - Agreement

  private var usualFieldCount: Int {
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }

  private mutating func rate(_ usual: Int, _ cutRow: [String]?) {
    // Where quotes are characters like others, much follows what looks like a closing one.
    if dialect.quoting == .single, !areSingleQuotes { return }
    guard irregularCount * 20 <= rows.count, irregularCount * 4 <= quotedCount else { return }
    var agreeing = rows.count { $0.count == usual }
    if agreeing < rows.count, rows[0].count + 1 == usual, agreeing == rows.count - 1,
      rows.dropFirst().allSatisfy({ $0.last?.isEmpty == true })
    {
      // Every row but that of the names ends in a delimiter.
      agreeing += 1
    }
    var rowCount = rows.count
    if let cutRow {
      rowCount += 1
      if cutRow.count <= usual { agreeing += 1 }
    }
    share = Double(agreeing) / Double(rowCount)
    // One field in each row is a table where quotes stand around it.
    guard usual > 1 || quotedCount * 2 >= rowCount && share == 1 else { return }
    score = share - Double(frontLineCount + irregularCount) / 1_000
    guard share > 0.9, rowCount > 1 else { return }
    // Among readings in which rows agree alike, the one with more rows and fields is the better.
    score += 1 + Double(rowCount) / 100_000 + Double(min(usual, 100)) / 1_000_000
    // Quotes around whole fields are quotes.
    if quotedCount > 0, isUsuallyQuoted { score += 0.003 }
    if hasSpacedQuote { score += 0.004 }
    if hasPlainQuotes { score -= 0.01 }
  }

  /// Between tabs and bars text is often written as it is, and then two of its quotes may enclose whole
  /// rows.
  private var isUsuallyQuoted: Bool {
    dialect.delimiter != UInt8(ascii: "\t") && dialect.delimiter != UInt8(ascii: "|")
  }

  /// Apostrophes stand in front of words as well, so single quotes count as quotes only where each stands
  /// around what needs it, or around every text.
  private var areSingleQuotes: Bool {
    irregularCount == 0 && quotedCount > 0 && (neededCount == quotedCount || bareTextCount == 0)
  }

  private func needsQuotes(_ byte: UInt8) -> Bool {
    byte == dialect.delimiter || byte == dialect.lineEnd || byte == dialect.quoting.quote
  }

  /// Every field but the first of its row begins with a space, and there are such fields.
  var hasSpaceBehindEveryDelimiter: Bool {
    var count = 0
    for row in rows {
      for field in row.dropFirst() where !field.isEmpty {
        if field.first != " " { return false }
        count += 1
      }
    }
    return count > 1 && score > 1 && !dialect.skipsSpace && dialect.delimiter != CSVDialect.space
  }

  // MARK: - In front of the table

  /// Drops the rows in front of the table: comments, and titles in front of a row of names.
  private mutating func dropFront(
    _ usual: Int, _ hasHeader: Bool?, _ text: BufferView<UInt8>, _ scanner: CSVScanner
  ) {
    guard usual > 1 else { return }
    var front = 0
    var hasTitle = false
    while front < min(rows.count - 1, Self.longestFront) {
      let row = rows[front]
      if Self.isComment(row, usual) {
        front += 1
      } else if Self.isTitle(row, usual) {
        front += 1
        hasTitle = true
      } else {
        break
      }
    }
    // What looks like the last comment has the names where no other row does: `# time,value`.
    if front > 0, hasHeader != false, rows[front - 1].count == usual,
      Self.isComment(rows[front - 1], usual), !Self.hasHeader(Array(rows.dropFirst(front)))
    {
      front -= 1
    }
    let table = Array(rows.dropFirst(front))
    guard front > 0, front < Self.longestFront, table.count > 1, table[0].count == usual else {
      return
    }
    if hasTitle, !(hasHeader ?? Self.hasHeader(table)) { return }
    self.hasTitle = hasTitle
    let passed = scanner.start(in: text, behindLines: dialect.skippedLines) ?? 0
    frontLineCount = scanner.lineCount(in: text[passed..<starts[front]])
    rows = table
    bareFields.removeFirst(front)
  }

  /// A row that begins as comments do; one of names may begin with the same sign.
  private static func isComment(_ row: [String], _ usual: Int) -> Bool {
    guard let first = row.first, first.first == "#" else { return false }
    return row.count != usual || first.hasPrefix("# ") || first.hasPrefix("##")
  }

  /// A row with much less in it than rows of the table have.
  private static func isTitle(_ row: [String], _ usual: Int) -> Bool {
    if row.count == usual { return usual > 2 && row.count { !$0.isEmpty } == 1 && !row[0].isEmpty }
    return row.count == 1 || row.count * 2 <= usual
  }

  // MARK: - Names

  /// Whether the first row has names.
  ///
  /// Names are short words, hardly two alike but where one of them is a name that people use; a row
  /// with a number is data, and so is one that has a value which stands in the same field further down,
  /// unless usual names stand there once more, as where files were put one behind the other.
  private static func hasHeader(_ rows: [[String]]) -> Bool {
    guard let first = rows.first else { return false }
    let filled = first.filter { !$0.isEmpty }
    // Columns with nothing in them need no name.
    let width = rows.map { row in (row.lastIndex { !$0.isEmpty } ?? -1) + 1 }.max() ?? 0
    return !filled.isEmpty && filled.count * 2 >= min(width, first.count)
      && (Set(filled).count * 10 >= filled.count * 9
        || filled.contains { usualNames.contains($0.lowercased()) })
      && filled.allSatisfy { $0.utf8.count <= longestName && !isNumber($0) && !$0.contains("\n") }
      && !rows.dropFirst().contains { row in
        !repeatsNames(row, first) && zip(first, row).contains { $0 == $1 && !$0.isEmpty }
      }
  }

  private static func repeatsNames(_ row: [String], _ first: [String]) -> Bool {
    guard row.count == first.count, row.dropFirst() == first.dropFirst() else { return false }
    let mark = "\u{FEFF}"
    return (row.first == first.first || row.first == mark + (first.first ?? ""))
      && first.contains { usualNames.contains($0.lowercased()) }
  }

  /// Whether the first row has names could be otherwise: no usual name is among them and no numbers
  /// stand below, or a usual name stands in a row of values.
  var headerIsGuess: Bool {
    guard let first = rows.first, rows.count > 1 else { return false }
    let hasUsualName = first.contains { Self.usualNames.contains($0.lowercased()) }
    if !hasHeader { return hasUsualName }
    let hasNumbersBelow = first.indices.contains { field in
      rows.dropFirst().contains { field < $0.count && Self.isNumber($0[field]) }
    }
    return !hasUsualName && !hasNumbersBelow
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
