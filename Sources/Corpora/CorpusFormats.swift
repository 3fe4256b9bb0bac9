/// The formats that an engine reads, in the order in which files are probed.
package struct CorpusFormats: Sendable {
  private let formats: [any CorpusFormat]
  /// What the user has decided of how files are read.
  package let decided: FormatSettings

  /// Every format that the program brings along.
  package static let builtIn = CorpusFormats([
    JSONLinesFormat(), JSONFormat(), ParquetFormat(), WARCFormat(), SampleArchiveFormat(),
    CSVFormat(), TextFormat(),
  ])

  /// A list; earlier formats are asked first.
  package init(_ formats: [any CorpusFormat], decided: FormatSettings = FormatSettings()) {
    precondition(!formats.isEmpty, "an engine reads at least one format")
    self.formats = formats
    self.decided = decided
  }

  /// The index of the format that a commit names, with settings or without; the first for an empty
  /// name.
  ///
  /// Commits of the first version name none.
  package func index(of format: String) -> Int? {
    let name = FormatSettings.parse(format).name
    return name.isEmpty ? 0 : formats.firstIndex { $0.name == name }
  }

  package subscript(index: Int) -> any CorpusFormat { formats[index] }

  package var indices: Range<Int> { formats.indices }

  /// The format that a commit names, with the settings that stand behind the name.
  package subscript(format: String) -> (any CorpusFormat)? {
    index(of: format).map { formats[$0].with(FormatSettings.parse(format).settings) }
  }

  /// The names of the formats.
  package var names: [String] { formats.map(\.name) }

  /// These formats with what the user has decided; only one of them when `name` says which.
  package func with(_ settings: FormatSettings, only name: String?) -> CorpusFormats {
    let chosen = formats.filter { name == nil || $0.name == name }
      .map { (name == nil ? $0 : $0.chosen).with(settings) }
    return chosen.isEmpty ? self : CorpusFormats(chosen, decided: settings)
  }

  /// These formats with what is said of a file where the user has decided nothing.
  func with(described settings: [String: String]) -> CorpusFormats {
    if settings.isEmpty { return self }
    let all = decided.over(settings)
    return CorpusFormats(formats.map { $0.with(all) }, decided: decided)
  }

  /// Those that read files which are data only where there is no other; `nil` when there are none.
  var forTexts: CorpusFormats? {
    let texts = formats.filter { format in
      format.suffixes.contains { format.claim(on: $0) == .alone }
    }
    return texts.isEmpty ? nil : CorpusFormats(texts, decided: decided)
  }

  /// How files with these settings are read, for a plan; `nil` where the name says it all.
  package func sentence(on format: String) -> String? {
    index(of: format).flatMap {
      formats[$0].sentence(on: FormatSettings.parse(format).settings)
    }
  }

  /// The format to which a file belongs by its name, and how strongly.
  func claim(on name: String) -> (format: any CorpusFormat, claim: NameClaim)? {
    for strength in [NameClaim.certain, .possible, .alone] {
      if let format = formats.first(where: { $0.claim(on: name) == strength }) {
        return (format, strength)
      }
    }
    return nil
  }

  /// How a file that is not read can be turned into one that is.
  func conversion(of kind: UnreadFormat) -> String {
    formats.lazy.compactMap { $0.conversion(of: kind) }.first ?? formats[0].remedy
  }

  /// What may be named, for messages: `JSON Lines`.
  var titles: String { Self.list(formats.map(\.title)) }

  /// What files are called, for messages: `.jsonl, .json or .parquet`.
  var suffixes: String { Self.list(formats.flatMap(\.suffixes)) }

  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
