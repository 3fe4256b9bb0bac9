/// The formats that an engine reads, in the order in which files are probed.
package struct CorpusFormats: Sendable {
  private let formats: [any CorpusFormat]

  /// Every format that the program brings along.
  package static let builtIn = CorpusFormats([
    JSONLinesFormat(), ParquetFormat(), WARCFormat(),
  ])

  /// A list; earlier formats are asked first.
  package init(_ formats: [any CorpusFormat]) {
    precondition(!formats.isEmpty, "an engine reads at least one format")
    self.formats = formats
  }

  /// The index of a format by the name that a commit knows it by; the first for an empty name.
  ///
  /// Commits of the first version name none.
  package func index(of name: String) -> Int? {
    name.isEmpty ? 0 : formats.firstIndex { $0.name == name }
  }

  package subscript(index: Int) -> any CorpusFormat { formats[index] }

  package var indices: Range<Int> { formats.indices }

  package subscript(name: String) -> (any CorpusFormat)? { index(of: name).map { formats[$0] } }

  /// The format to which a file belongs by its name, and how strongly.
  func claim(on name: String) -> (format: any CorpusFormat, claim: NameClaim)? {
    for strength in [NameClaim.certain, .possible] {
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
