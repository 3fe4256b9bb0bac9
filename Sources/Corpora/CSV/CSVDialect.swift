internal import Records
package import Storage

/// How one file writes its rows: what stands between fields, what quotes them, and in what encoding.
///
/// Most files follow RFC 4180 in all but the delimiter.
package struct CSVDialect: Sendable, Equatable {
  /// What a field may be wrapped in, so that delimiters and line ends can stand in it.
  package enum Quoting: String, Sendable, CaseIterable {
    /// Double quotes, with a quote inside written twice.
    case doubled
    /// Double quotes, with a quote or backslash inside behind a backslash; twice is understood too.
    case backslash
    /// Single quotes, with a single quote inside written twice.
    case single
    /// Quotes are characters like any other.
    case none
  }

  package var delimiter: UInt8
  package var quoting: Quoting
  /// Ends a row: a line feed, perhaps behind a carriage return, or a carriage return alone.
  package var lineEnd: UInt8
  package var encoding: TextEncoding
  /// The first row has the names.
  package var hasHeader: Bool
  /// Lines in front of the table, such as a title or `sep=;`, which are passed over.
  package var skippedLines = 0
  /// Spaces in front of a field are no part of it, so that a quote may stand behind them.
  package var skipsSpace = false
  /// Every field stands in quotes, so that quotes around nothing say that there is no value.
  package var quotesAll = false
  /// The names that a description gives where no row has them.
  package var names: [String] = []

  static var quote: UInt8 { UInt8(ascii: "\"") }
  static var singleQuote: UInt8 { UInt8(ascii: "'") }
  static var backslash: UInt8 { UInt8(ascii: "\\") }
  static var space: UInt8 { UInt8(ascii: " ") }
  static var lineFeed: UInt8 { 0x0A }
  static var carriageReturn: UInt8 { 0x0D }
}

extension CSVDialect.Quoting {
  /// What stands around a field.
  var quote: UInt8 { self == .single ? CSVDialect.singleQuote : CSVDialect.quote }
}

extension CSVDialect {
  /// The dialect of choices that leave nothing open; `nil` for others.
  init?(_ choices: CSVChoices) {
    guard let delimiter = choices.delimiter, let quoting = choices.quoting,
      let lineEnd = choices.lineEnd, let encoding = choices.encoding,
      let hasHeader = choices.hasHeader
    else { return nil }
    self.init(
      delimiter: delimiter, quoting: quoting, lineEnd: lineEnd, encoding: encoding,
      hasHeader: hasHeader, skippedLines: choices.skippedLines ?? 0,
      skipsSpace: choices.skipsSpace ?? false, quotesAll: choices.quotesAll, names: choices.names)
  }

  /// Delimiters that have a name on the command line and in commits; others are written as they are.
  private static let delimiterNames: [(name: String, byte: UInt8)] = [
    ("comma", UInt8(ascii: ",")), ("tab", UInt8(ascii: "\t")), ("semicolon", UInt8(ascii: ";")),
    ("bar", UInt8(ascii: "|")), ("space", UInt8(ascii: " ")),
  ]

  /// The delimiter of a name or of one ASCII character; `nil` for what can be none.
  package static func delimiter(named name: String) -> UInt8? {
    if let known = delimiterNames.first(where: { $0.name == name }) { return known.byte }
    if name == "\\t" { return UInt8(ascii: "\t") }
    guard name.utf8.count == 1, let byte = name.utf8.first, byte < 0x7F, byte > 0,
      ![quote, backslash, lineFeed, carriageReturn].contains(byte)
    else { return nil }
    return byte
  }

  /// The name of a delimiter.
  static func name(of delimiter: UInt8) -> String {
    delimiterNames.first { $0.byte == delimiter }?.name
      ?? String(UnicodeScalar(delimiter))
  }

  /// The setting by which spaces in front of fields are no part of them.
  static var spaceSkipped: String { "skip" }
  /// The setting by which quotes around nothing are no value.
  static var emptyIsNull: String { "null" }

  /// What a file is read with, for the commit.
  var settings: FormatSettings {
    var settings = [
      "delimiter": Self.name(of: delimiter), "quote": quoting.rawValue,
      "line": lineEnd == Self.lineFeed ? "lf" : "cr", "encoding": encoding.rawValue,
      "header": hasHeader ? "first" : "none",
    ]
    // What most files have not is not named.
    if skippedLines > 0 { settings["skip"] = "\(skippedLines)" }
    if skipsSpace { settings["space"] = Self.spaceSkipped }
    if quotesAll { settings["empty"] = Self.emptyIsNull }
    if !names.isEmpty { settings["names"] = SettingText.list(names) }
    return FormatSettings(settings)
  }

  /// One sentence for a plan.
  var sentence: String {
    let quotes =
      switch quoting {
      case .doubled: "\"quotes\" where needed"
      case .backslash: "\"quotes\" with \\\" inside"
      case .single: "'quotes' where needed"
      case .none: "no quotes"
      }
    let every = "\(quoting == .single ? "'quotes'" : "\"quotes\"") around every field"
    return "fields between \(Self.name(of: delimiter))s, \(quotesAll ? every : quotes), "
      + "\(hasHeader ? "names in the first row" : "no row of names")"
      + "\(names.isEmpty ? "" : " and those that the description has"), "
      + (skippedLines == 0
        ? "" : "behind \(skippedLines == 1 ? "a line" : "\(skippedLines) lines"), ")
      + (skipsSpace ? "without the spaces in front of fields, " : "")
      + (lineEnd == Self.lineFeed ? "" : "rows end in carriage returns, ") + encoding.rawValue
  }
}

/// What is decided of a dialect before a file is looked at; the rest is told by its bytes.
struct CSVChoices: Sendable, Equatable {
  var delimiter: UInt8?
  var quoting: CSVDialect.Quoting?
  var lineEnd: UInt8?
  var encoding: TextEncoding?
  var hasHeader: Bool?
  var skippedLines: Int?
  var skipsSpace: Bool?
  var quotesAll = false
  var names: [String] = []

  /// Nothing is decided.
  init() {}

  /// Something is decided that only tables have, so that a file is meant to be one.
  var areOfTables: Bool {
    delimiter != nil || quoting != nil || lineEnd != nil || hasHeader != nil
      || skippedLines != nil || skipsSpace != nil
  }

  /// What settings of a commit or of the user say.
  init(_ settings: FormatSettings) {
    delimiter = settings["delimiter"].flatMap(CSVDialect.delimiter(named:))
    quoting = settings["quote"].flatMap(CSVDialect.Quoting.init(rawValue:))
    lineEnd = settings["line"].map {
      $0 == "cr" ? CSVDialect.carriageReturn : CSVDialect.lineFeed
    }
    encoding = settings["encoding"].flatMap(TextEncoding.init(rawValue:))
    hasHeader = settings["header"].map { $0 == "first" }
    skippedLines = settings["skip"].flatMap { Int($0) }.map { max(0, $0) }
    skipsSpace = settings["space"].map { $0 == CSVDialect.spaceSkipped }
    quotesAll = settings["empty"] == CSVDialect.emptyIsNull
    names = hasHeader == false ? settings["names"].map { SettingText.texts($0) } ?? [] : []
  }
}
