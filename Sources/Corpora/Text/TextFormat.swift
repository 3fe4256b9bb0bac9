package import JSONText
package import Records
package import Storage

/// Plain text and Markdown: a file is a record, or cut into several (``TextSplit``).
///
/// A record is an object: the file's path below the folder that was named as `id` and `path`, its
/// `name` and `extension`, what stands in front of a Markdown text between lines of `---` as
/// `metadata` (``FrontMatter``), and the `text`. Of a text that is cut, records have their number
/// from 1 as `part` and behind the id, and their `heading` where they begin with one. Files are told
/// by their names, since text has no form of its own, and a folder is read as texts only where it
/// holds no other data.
package struct TextFormat: CorpusFormat {
  private let reading: TextReading

  package init() { reading = TextReading() }

  private init(_ reading: TextReading) { self.reading = reading }

  package var name: String { "text" }
  package var title: String { "text" }
  package var suffixes: [String] { [".txt", ".md"] }
  package var settingNames: [String] { ["encoding", "split"] }
  package var remedy: String { "name a file of text .txt or .md" }

  private static let markdownSuffixes = [".md", ".markdown"]
  private static let suffixes = [".txt", ".text"] + markdownSuffixes

  package func claim(on name: String) -> NameClaim {
    Self.suffixes.contains { name.hasSuffix($0) } ? .alone : .none
  }

  package func with(_ settings: FormatSettings) -> any CorpusFormat {
    let place = settings["place"] ?? ""
    return TextFormat(
      TextReading(
        place: place, encoding: settings["encoding"].flatMap(TextEncoding.init(rawValue:)),
        split: settings["split"].flatMap(TextSplit.init(rawValue:)) ?? .whole,
        hasFrontMatter: Self.markdownSuffixes.contains(
          where: CorpusFiles.bareName(place).hasSuffix), isChosen: reading.isChosen))
  }

  package var chosen: any CorpusFormat {
    var reading = reading
    reading.isChosen = true
    return TextFormat(reading)
  }

  package func sentence(on settings: FormatSettings) -> String? {
    let records =
      switch settings["split"].flatMap(TextSplit.init(rawValue:)) ?? .whole {
      case .whole: "the whole file is a record"
      case .paragraph: "each paragraph is a record"
      case .heading: "what follows a heading is a record"
      }
    return "\(records), \(settings["encoding"] ?? TextEncoding.utf8.rawValue)"
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    guard reading.isChosen || claim(on: head.name) == .alone else {
      return .other(detail: "it is not named as a text is")
    }
    if head.unread == .utf32 { return .other(detail: "it is UTF-32 text") }
    let told = TextEncoding.detect(head.bytes.view)
    let encoding = reading.encoding ?? told.encoding
    switch head.text {
    case .empty: return .other(detail: "it is empty")
    case .binary where encoding.unitByteCount == 1: return .other(detail: "it is no text")
    case .utf8, .otherEncoding, .binary: break
    }
    var settings = ["place": head.place, "encoding": encoding.rawValue]
    if reading.split != .whole { settings["split"] = reading.split.rawValue }
    return .settled(
      FormatSettings(settings),
      guess: reading.encoding == nil && told.isGuess ? FormatVerdict.guess(of: encoding) : nil)
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try TextReader(of: file, reading, from: position, options: options)
  }

  package func parser(for schema: RecordSchema) -> any FormatParser {
    RowParser(JSONLinesParser(schema: schema))
  }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher { TextFetcher(of: file, reading) }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    JSONLinesFormat().forEachRecord(in: chunk, body)
  }
}
