package import JSONText
package import Records
package import Storage

/// Plain text and Markdown: a file is a record.
///
/// A record is an object: the file's path below the folder that was named as `id` and `path`, its
/// `name` and `extension`, what stands in front of a Markdown text between lines of `---` as
/// `metadata` (``FrontMatter``), and the `text`. Files are told by their names, since text has no
/// form of its own, and a folder is read as texts only where it holds no other data.
package struct TextFormat: CorpusFormat {
  /// The path below the folder that was named.
  private let place: String
  /// The encoding; told by the beginning of the file where nobody has decided.
  private let encoding: TextEncoding?

  package init() { self.init(place: "", encoding: nil) }

  private init(place: String, encoding: TextEncoding?) {
    self.place = place
    self.encoding = encoding
  }

  package var name: String { "text" }
  package var title: String { "text" }
  package var suffixes: [String] { [".txt", ".md"] }
  package var remedy: String { "name a file of text .txt or .md" }

  private static let markdownSuffixes = [".md", ".markdown"]
  private static let suffixes = [".txt", ".text"] + markdownSuffixes

  package func claim(on name: String) -> NameClaim {
    Self.suffixes.contains { name.hasSuffix($0) } ? .alone : .none
  }

  package func with(_ settings: FormatSettings) -> any CorpusFormat {
    TextFormat(
      place: Self.unescaped(settings["place"] ?? ""),
      encoding: settings["encoding"].flatMap(TextEncoding.init(rawValue:)))
  }

  package func sentence(on settings: FormatSettings) -> String? {
    "the whole file is a record, \(settings["encoding"] ?? TextEncoding.utf8.rawValue)"
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    guard claim(on: head.name) == .alone else {
      return .other(detail: "it is not named as a text is")
    }
    let told = TextEncoding.detect(head.bytes.view)
    let encoding = encoding ?? told.encoding
    switch head.text {
    case .empty: return .other(detail: "it is empty")
    case .binary where encoding.unitByteCount == 1: return .other(detail: "it is no text")
    case .utf8, .otherEncoding, .binary: break
    }
    return .settled(
      FormatSettings(["place": Self.escaped(head.place), "encoding": encoding.rawValue]),
      guess: self.encoding == nil && told.isGuess ? "the encoding \(encoding.rawValue)" : nil)
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try TextReader(of: file, writer, from: position, options: options)
  }

  private var writer: TextRecordWriter {
    TextRecordWriter(
      place: place, encoding: encoding ?? .utf8,
      hasFrontMatter: Self.markdownSuffixes.contains(where: CorpusFiles.bareName(place).hasSuffix))
  }

  package func parser(for schema: RecordSchema) -> any FormatParser {
    RowParser(JSONLinesParser(schema: schema))
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher { TextFetcher(of: file, writer) }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    JSONLinesFormat().forEachRecord(in: chunk, body)
  }

  // MARK: - Paths in settings

  /// A path without the sign that ends a setting.
  private static func escaped(_ path: String) -> String {
    path.replacing("%", with: "%25").replacing(";", with: "%3B")
  }

  private static func unescaped(_ text: String) -> String {
    text.replacing("%3B", with: ";").replacing("%25", with: "%")
  }
}
