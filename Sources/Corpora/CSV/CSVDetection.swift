internal import Storage

/// Tells how a file writes its rows by its beginning.
///
/// Each way that the text has signs of is tried, and the reading in which the most rows have the same
/// number of fields is taken (``CSVSample/score``).
struct CSVDetection {
  let dialect: CSVDialect
  /// What could be otherwise, each with what says so.
  let guesses: [String]
  /// The rows agree well enough to be told from other text without a name that says so.
  let isCertain: Bool

  private static let delimiters = [",", "\t", ";", "|"].map { UInt8(ascii: $0) }
  /// Rows that agree before text is taken for fields without a name that says so.
  private static var leastRowCount: Int { 3 }

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
    var transcoder = try Transcoder(from: encoding, path: path)
    var decoded = GrowableBuffer<UInt8>()
    let start = encoding.markByteCount(in: bytes)
    transcoder.append(bytes[start..<bytes.count], isLast: false, to: &decoded)
    let text = decoded.view
    let declared = choices.skippedLines == nil ? Self.declaredDelimiter(of: text) : nil
    var usualDialect = CSVDialect(
      delimiter: choices.delimiter ?? declared ?? usual, quoting: choices.quoting ?? .doubled,
      lineEnd: choices.lineEnd ?? Self.lineEnds(of: text)[0], encoding: .utf8, hasHeader: false,
      names: choices.names)
    usualDialect.skippedLines = choices.skippedLines ?? (declared == nil ? 0 : 1)
    usualDialect.skipsSpace = choices.skipsSpace ?? false
    let looksForFront = choices.skippedLines == nil && declared == nil
    func sample(_ dialect: CSVDialect) -> CSVSample {
      CSVSample(
        of: text, isWhole: isWhole, dialect, hasHeader: choices.hasHeader,
        looksForFront: looksForFront)
    }
    var best = sample(usualDialect)
    let delimiters = (choices.delimiter ?? declared).map { [$0] } ?? Self.delimiters
    for delimiter in delimiters where text.firstIndex(of: delimiter, from: 0) != nil {
      for lineEnd in choices.lineEnd.map({ [$0] }) ?? Self.lineEnds(of: text) {
        for quoting in choices.quoting.map({ [$0] }) ?? Self.quotings(in: text, behind: delimiter) {
          for skipsSpace in choices.skipsSpace.map({ [$0] })
            ?? Self.spacings(in: text, behind: delimiter, quoting)
          {
            var dialect = usualDialect
            dialect.delimiter = delimiter
            dialect.lineEnd = lineEnd
            dialect.quoting = quoting
            dialect.skipsSpace = skipsSpace
            let tried = sample(dialect)
            if tried.score > best.score { best = tried }
          }
        }
      }
    }
    var guesses: [String] = []
    if choices.encoding == nil, found.isGuess { guesses.append(FormatVerdict.guess(of: encoding)) }
    if choices.skipsSpace == nil, best.hasSpaceBehindEveryDelimiter {
      var dialect = best.dialect
      dialect.skipsSpace = true
      best = sample(dialect)
      guesses.append("spaces behind delimiters are no part of fields (--space keep says otherwise)")
    }
    if best.frontLineCount > 0 {
      guesses.append(
        "\(best.frontLineCount == 1 ? "the first line is" : "the first \(best.frontLineCount) lines are")"
          + " in front of the table and passed over (--skip-lines says otherwise)")
    }
    if choices.hasHeader == nil, best.headerIsGuess {
      guesses.append(
        best.hasHeader
          ? "the first row has the names of fields (--header none says otherwise)"
          : "the first row has values and no names (--header first says otherwise)")
    }
    var dialect = best.dialect
    dialect.skippedLines += best.frontLineCount
    dialect.encoding = encoding
    dialect.hasHeader = choices.hasHeader ?? best.hasHeader
    // Who says how fields are quoted has empty texts where quotes stand around nothing.
    dialect.quotesAll = choices.quotesAll || choices.quoting == nil && best.isAllQuoted
    if dialect.quotesAll, !choices.quotesAll, best.hasEmptyQuotes || !isWhole {
      guesses.append(
        "quotes around nothing are no value, as every field is quoted "
          + "(--quote \(dialect.quoting.rawValue) says otherwise)")
    }
    self.guesses = guesses
    self.dialect = dialect
    isCertain =
      best.score > 1 && best.rows.count >= Self.leastRowCount && best.share >= 0.98
      && best.fieldCount > 1 && !best.hasTitle
      && (dialect.hasHeader || dialect.delimiter == UInt8(ascii: "\t"))
  }

  // MARK: - What the text has signs of

  /// The delimiter that a first line `sep=;` names, as Excel writes and reads it.
  private static func declaredDelimiter(of text: BufferView<UInt8>) -> UInt8? {
    var line = text[0..<min(text.count, 16)].array[...]
    guard let end = line.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return nil }
    line = line[..<end]
    if line.count > 2, line.first == CSVDialect.quote, line.last == CSVDialect.quote {
      line = line.dropFirst().dropLast()
    }
    guard line.count == 5, let delimiter = line.last,
      String(decoding: line.dropLast(), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    return CSVDialect.delimiter(named: String(UnicodeScalar(delimiter)))
  }

  /// What may end rows: a carriage return alone, where one stands by itself, also beside line feeds,
  /// which then may stand in quotes.
  private static func lineEnds(of text: BufferView<UInt8>) -> [UInt8] {
    let hasLineFeed = text.firstIndex(of: CSVDialect.lineFeed, from: 0) != nil
    var at = text.firstIndex(of: CSVDialect.carriageReturn, from: 0)
    while let place = at {
      if place + 1 < text.count, text[place + 1] != CSVDialect.lineFeed {
        return hasLineFeed
          ? [CSVDialect.lineFeed, CSVDialect.carriageReturn] : [CSVDialect.carriageReturn]
      }
      at = text.firstIndex(of: CSVDialect.carriageReturn, from: place + 1)
    }
    let endsInReturn = text.count > 0 && text[text.count - 1] == CSVDialect.carriageReturn
    return [endsInReturn && !hasLineFeed ? CSVDialect.carriageReturn : CSVDialect.lineFeed]
  }

  private static func quotings(
    in text: BufferView<UInt8>, behind delimiter: UInt8
  ) -> [CSVDialect.Quoting] {
    var at = text.firstIndex(of: CSVDialect.singleQuote, from: 0)
    while let quote = at {
      // Within words it is an apostrophe.
      if quote == 0 || [delimiter, CSVDialect.space].contains(text[quote - 1])
        || text[quote - 1] < CSVDialect.space
      {
        return quotings(in: text) + [.single]
      }
      at = text.firstIndex(of: CSVDialect.singleQuote, from: quote + 1)
    }
    return quotings(in: text)
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

  /// Whether spaces may stand between a delimiter and a quote.
  private static func spacings(
    in text: BufferView<UInt8>, behind delimiter: UInt8, _ quoting: CSVDialect.Quoting
  ) -> [Bool] {
    guard quoting != .none, delimiter != CSVDialect.space else { return [false] }
    var at = text.firstIndex(of: quoting.quote, from: 0)
    while let quote = at {
      var before = quote
      while before > 0, text[before - 1] == CSVDialect.space { before -= 1 }
      if before < quote, before > 0, text[before - 1] == delimiter { return [false, true] }
      at = text.firstIndex(of: quoting.quote, from: quote + 1)
    }
    return [false]
  }
}
