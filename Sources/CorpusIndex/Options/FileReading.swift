package import Corpora
package import Records
internal import Storage

/// What is decided of how data files are read; the rest is told by each file.
public struct FileReading: Sendable, Equatable {
  /// Name of the format that every file is read as.
  public var format: String?
  /// Between fields: `comma`, `tab`, `semicolon`, `bar`, `space` or one ASCII character.
  public var delimiter: String?
  /// How fields are quoted: `doubled`, `backslash`, `single` or `none`.
  public var quote: String?
  /// The encoding of text.
  public var encoding: String?
  /// Where the names of fields stand: `first` or `none`.
  public var header: String?
  /// Lines in front of a table that are passed over, as a title is.
  public var skippedLines: Int?
  /// What spaces in front of a field are: part of it (`keep`) or not (`skip`).
  public var space: String?
  /// What ends rows: `lf`, also behind a carriage return, or `cr`.
  public var lineEnd: String?
  /// Where long texts are cut into records: `whole`, `paragraph` or `heading`.
  public var split: String?
  /// What tells the parts of a dataset, such as splits: `auto`, `names` or `none`.
  public var layout: String?
  /// Columns that files have as a whole.
  public var labels: [FileLabel] = []

  /// Everything is told by the files.
  public init() {}

  /// Names of formats, for ``format``.
  public static let formats = CorpusFormats.builtIn.names
  /// Values of ``quote``.
  public static let quotes = CSVDialect.Quoting.allCases.map(\.rawValue)
  /// Values of ``encoding``.
  public static let encodings = TextEncoding.allCases.map(\.rawValue)
  /// Values of ``header``.
  public static let headers = ["first", "none"]
  /// Values of ``space``.
  public static let spaces = ["keep", "skip"]
  /// Values of ``lineEnd``.
  public static let lineEnds = ["lf", "cr"]
  /// Values of ``split``.
  public static let splits = TextSplit.allCases.map(\.rawValue)
  /// The value of ``layout`` by which neither names nor descriptions of files say anything.
  public static let noLayout = LayoutRules.Source.none.rawValue
  /// Values of ``layout``.
  public static let layouts = LayoutRules.Source.allCases.map(\.rawValue)

  /// The largest value of ``skippedLines``.
  public static let mostSkippedLines = 10_000

  /// Checks that every value is one that it can have.
  ///
  /// - Throws: ``IndexFailure`` with code `badFormat` that names the values.
  public func validate() throws {
    for (name, value, known) in [
      ("format", format, Self.formats), ("way of quoting", quote, Self.quotes),
      ("encoding", encoding, Self.encodings), ("place of names", header, Self.headers),
      ("use of spaces", space, Self.spaces), ("end of rows", lineEnd, Self.lineEnds),
      ("layout", layout, Self.layouts),
      ("way of cutting texts", split, Self.splits),
    ] {
      guard let value, !known.contains(value) else { continue }
      throw IndexFailure(
        code: .badFormat, message: "no \(name) is called \"\(value)\"",
        remedy: .advice("choose from \(known.joined(separator: ", "))"))
    }
    if let skippedLines, !(0...Self.mostSkippedLines).contains(skippedLines) {
      throw IndexFailure(
        code: .badFormat, message: "\(skippedLines) lines cannot stand in front of a table",
        remedy: .advice("choose a number from 0 to \(Self.mostSkippedLines)"))
    }
    if let delimiter, CSVDialect.delimiter(named: delimiter) == nil {
      throw IndexFailure(
        code: .badFormat, message: "\"\(delimiter)\" cannot stand between fields",
        remedy: .advice("choose comma, tab, semicolon, bar, space or one ASCII character"))
    }
  }

  /// What is decided here, and what is not as it was decided before.
  public func over(_ before: FileReading) -> FileReading {
    var reading = before
    if let format { reading.format = format }
    if let delimiter { reading.delimiter = delimiter }
    if let quote { reading.quote = quote }
    if let encoding { reading.encoding = encoding }
    if let header { reading.header = header }
    if let skippedLines { reading.skippedLines = skippedLines }
    if let space { reading.space = space }
    if let lineEnd { reading.lineEnd = lineEnd }
    if let split { reading.split = split }
    if let layout { reading.layout = layout }
    if !labels.isEmpty { reading.labels = labels }
    return reading
  }

  /// Names of settings of formats that plans and options call otherwise.
  static let plannedNames = ["skip": "skip_lines", "line": "line_end"]

  /// The formats that files are looked at with.
  package var formats: CorpusFormats {
    var settings: [String: String] = [:]
    settings["delimiter"] = delimiter
    settings["quote"] = quote
    settings["encoding"] = encoding
    settings["header"] = header
    settings["skip"] = skippedLines.map(String.init)
    settings["space"] = space
    settings["line"] = lineEnd
    settings["split"] = split
    return .builtIn.with(FormatSettings(settings), only: format)
  }

  /// A description beside the data says to which parts files belong.
  public var asksDescription: Bool {
    layout == nil || layout == LayoutRules.Source.auto.rawValue
  }

  /// What decides to which parts of the dataset files belong.
  ///
  /// `described`: what a description says of them.
  package func rules(described: FileLayout?) -> LayoutRules {
    LayoutRules(
      source: layout.flatMap(LayoutRules.Source.init(rawValue:)) ?? .auto, described: described,
      decided: labels.map { label in
        FileLayout.Part(
          patterns: [label.pattern], labels: [FileLayout.Label(label.column, [label.value])])
      })
  }
}
