internal import Storage

/// Finds rows, and the fields of a row.
///
/// Lenient as Python's `csv` module is: a quote opens a field only where it is the field's first
/// character, and what follows a closing quote belongs to the field. Rows are found in the bytes of
/// the file, whatever its encoding, so that a place in them is a place in the file.
struct CSVScanner {
  private let dialect: CSVDialect
  private let units: TextUnits
  private let quote: UInt8

  init(_ dialect: CSVDialect) {
    self.dialect = dialect
    units = TextUnits(of: dialect.encoding)
    quote = dialect.quoting.quote
  }

  private var width: Int { units.width }

  /// For the fields of rows that are UTF-8 by now.
  init(decoded dialect: CSVDialect) {
    var dialect = dialect
    dialect.encoding = .utf8
    self.init(dialect)
  }

  /// Where a row ends.
  enum Found: Equatable {
    /// Behind its last byte, and where the next one begins.
    case row(end: Int, next: Int)
    /// More bytes are needed.
    case incomplete
    /// A quote is not closed before the end of the file.
    case open
  }

  // MARK: - Rows

  /// The row that begins at a place.
  ///
  /// - Parameters:
  ///   - text: Bytes of the file.
  ///   - start: Where the row begins.
  ///   - isLast: Nothing follows.
  /// - Returns: Where it ends, or what keeps that from being known.
  /// - Complexity: Linear in the row, at the speed of `memchr` where nothing is quoted.
  func row(in text: BufferView<UInt8>, from start: Int, isLast: Bool) -> Found {
    var at = start
    var end = index(of: dialect.lineEnd, in: text, from: start, to: text.count)
    while dialect.quoting != .none,
      let place = index(of: quote, in: text, from: at, to: end ?? text.count)
    {
      at = place + width
      guard opensField(place, in: text, rowStart: start) else { continue }
      guard let behind = closing(text, from: at) else { return isLast ? .open : .incomplete }
      at = behind
      if let known = end, known < at {
        end = index(of: dialect.lineEnd, in: text, from: at, to: text.count)
      }
    }
    guard let end else { return isLast ? .row(end: text.count, next: text.count) : .incomplete }
    return .row(end: withoutReturn(text, start, end), next: end + width)
  }

  /// The place behind some lines, whatever is quoted; `nil` when there are fewer.
  func start(in text: BufferView<UInt8>, behindLines count: Int, from mark: Int = 0) -> Int? {
    var at = mark
    for _ in 0..<count {
      guard let next = lineEnd(in: text, from: at) else { return nil }
      at = next
    }
    return at
  }

  /// Line ends inside a range, for counting lines.
  func lineCount(in text: BufferView<UInt8>) -> Int {
    var count = 0
    var at = 0
    while let end = index(of: dialect.lineEnd, in: text, from: at, to: text.count) {
      count += 1
      at = end + width
    }
    return count
  }

  /// The place behind the next line end, whatever is quoted.
  func lineEnd(in text: BufferView<UInt8>, from start: Int) -> Int? {
    index(of: dialect.lineEnd, in: text, from: start, to: text.count).map { $0 + width }
  }

  /// A quote outside quotes opens a field behind a delimiter or at the start of the row, and behind
  /// spaces there where these are no part of fields.
  private func opensField(_ quote: Int, in text: BufferView<UInt8>, rowStart: Int) -> Bool {
    var start = quote
    if dialect.skipsSpace {
      while start > rowStart, unit(text, start - width) == CSVDialect.space { start -= width }
    }
    return start == rowStart
      || (unit(text, start - width) == dialect.delimiter
        && !isTrail(start - 1, in: text, from: rowStart))
  }

  /// The place behind the quote that closes a field.
  private func closing(_ text: BufferView<UInt8>, from start: Int) -> Int? {
    var at = start
    while let place = index(of: quote, in: text, from: at, to: text.count) {
      at = place + width
      if dialect.quoting == .backslash, isEscaped(place, in: text, from: start) { continue }
      guard at < text.count, unit(text, at) == quote else { return at }
      at += width
    }
    return nil
  }

  /// Whether an odd number of backslashes stands before a place.
  private func isEscaped(_ place: Int, in text: BufferView<UInt8>, from start: Int) -> Bool {
    var before = place
    while before - width >= start, unit(text, before - width) == CSVDialect.backslash,
      !isTrail(before - 1, in: text, from: start)
    {
      before -= width
    }
    return (place - before) / width % 2 == 1
  }

  /// Whether a byte is the second one of a character that began before it: then an odd number of
  /// bytes beyond ASCII stands before it.
  private func isTrail(_ place: Int, in text: BufferView<UInt8>, from start: Int) -> Bool {
    guard dialect.encoding.hasLowTrailBytes else { return false }
    var before = place
    while before > start, text[before - 1] >= 0x80 { before -= 1 }
    return (place - before) % 2 == 1
  }

  private func withoutReturn(_ text: BufferView<UInt8>, _ start: Int, _ end: Int) -> Int {
    dialect.lineEnd == CSVDialect.lineFeed && end > start
      && unit(text, end - width) == CSVDialect.carriageReturn ? end - width : end
  }

  private func unit(_ text: BufferView<UInt8>, _ at: Int) -> UInt8 { units.unit(text, at) }

  private func index(
    of byte: UInt8, in text: BufferView<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    units.firstIndex(of: byte, in: text, from: start, to: end)
  }
}

extension CSVScanner {
  /// A field of a row.
  struct Field {
    /// What stands between the delimiters, quotes included, without spaces in front that are no part
    /// of fields.
    let bytes: BufferView<UInt8>
    /// Spaces stand in front that are no part of it.
    let isSpaced: Bool
    /// It begins with a quote that counts.
    let isQuoted: Bool
    /// Behind the closing quote, within ``bytes``; something may follow it.
    let closed: Int

    /// Nothing stands between the delimiters, not even quotes: there is no value.
    var isBlank: Bool { bytes.count == 0 }
    /// Quotes around nothing.
    var isEmptyInQuotes: Bool { isQuoted && bytes.count == 2 && bytes[0] == bytes[1] }

    /// It begins and ends with a quote, whether or not these count.
    var isInQuotes: Bool {
      bytes.count > 1 && bytes[0] == CSVDialect.quote && bytes[bytes.count - 1] == CSVDialect.quote
    }

    /// Something follows the closing quote, as where quotes are no quotes.
    var isIrregular: Bool { isQuoted && closed < bytes.count }
  }

  /// Calls `body` for each field of one row, which is UTF-8 and comes without its end.
  func forEachField(in row: BufferView<UInt8>, _ body: (Field) -> Void) {
    var at = 0
    while true {
      let front = at
      if dialect.skipsSpace {
        while at < row.count, row[at] == CSVDialect.space { at += 1 }
      }
      let start = at
      var closed = 0
      let isQuoted =
        dialect.quoting != .none && at < row.count && row[at] == quote
      if isQuoted {
        at = closing(row, from: at + 1) ?? row.count
        closed = at - start
      }
      let end = row.firstIndex(of: dialect.delimiter, from: at) ?? row.count
      body(
        Field(
          bytes: row[start..<end], isSpaced: start > front, isQuoted: isQuoted, closed: closed))
      if end == row.count { return }
      at = end + 1
    }
  }

  /// Calls `body` with the pieces of a field that together are its value.
  func forEachPiece(of field: Field, _ body: (BufferView<UInt8>) -> Void) {
    guard field.isQuoted else { return body(field.bytes) }
    let bytes = field.bytes
    // A field that no quote closes is only met where its row was cut short.
    let isClosed = field.closed > 1 && bytes[field.closed - 1] == quote
    let end = isClosed ? field.closed - 1 : field.closed
    var start = 1
    var at = 1
    while at < end {
      let byte = bytes[at]
      let isPair =
        at + 1 < end
        && (byte == quote && bytes[at + 1] == quote
          || byte == CSVDialect.backslash && dialect.quoting == .backslash
            && (bytes[at + 1] == quote || bytes[at + 1] == CSVDialect.backslash))
      if isPair {
        // The first of the two goes.
        body(bytes[start..<at])
        start = at + 1
        at += 2
      } else if dialect.quoting == .backslash {
        at += 1
      } else {
        at = bytes[0..<end].firstIndex(of: quote, from: at + 1) ?? end
      }
    }
    if start < end { body(bytes[start..<end]) }
    if field.closed < bytes.count { body(bytes[field.closed..<bytes.count]) }
  }

  /// The value of a field.
  func text(of field: Field) -> String {
    var text: [UInt8] = []
    forEachPiece(of: field) { text += $0.array }
    return String(decoding: text, as: UTF8.self)
  }
}
