package import JSONText
package import Records
package import Storage

/// CSV, TSV and their kin: rows of fields between delimiters, mostly under a row of names.
///
/// A record is an object of strings, each field as it is written, in the order of the file; a field
/// with nothing between its delimiters is null, and one of two quotes an empty text, but in files that quote
/// every field, which have no other way to say that there is no value. Quotes say nothing of types:
/// `"12"` is a number as `12` is. What a file
/// does not say of itself — delimiter, quoting, encoding, whether there are names, and what stands in
/// front of them — is told by its beginning once, when it is listed, and kept with the index.
package struct CSVFormat: CorpusFormat {
  private let choices: CSVChoices

  package init() { choices = CSVChoices() }

  private init(_ choices: CSVChoices) { self.choices = choices }

  package var name: String { "csv" }
  package var title: String { "CSV" }
  package var suffixes: [String] { [".csv", ".tsv"] }
  package var remedy: String { "write rows of fields between commas, under a row of names" }

  private static let tabSuffixes = [".tsv", ".tab"]
  private static let certainSuffixes = [".csv", ".psv"] + tabSuffixes

  package func claim(on name: String) -> NameClaim {
    Self.certainSuffixes.contains { name.hasSuffix($0) } ? .certain : .none
  }

  package var settingNames: [String] {
    ["delimiter", "quote", "encoding", "header", "skip", "space", "line"]
  }

  package var valuesAreWritten: Bool { true }

  package func with(_ settings: FormatSettings) -> any CorpusFormat {
    CSVFormat(CSVChoices(settings))
  }

  package func sentence(on settings: FormatSettings) -> String? {
    CSVDialect(CSVChoices(settings))?.sentence
  }

  package func probe(_ head: borrowing FileHead) -> FormatVerdict {
    if head.unread == .utf32 { return .other(detail: "it is UTF-32 text") }
    let isNamed = claim(on: head.name) == .certain
    // Objects, arrays and markup are other things, however many commas their lines have.
    switch head.text {
    case .empty: return .other(detail: "it is empty")
    case .utf8(let first), .otherEncoding(let first):
      if Self.beginsOther(first) { return .other(detail: "it begins as JSON or markup does") }
    case .binary:
      let encoding = encoding(of: head)
      guard encoding.unitByteCount > 1 else { return .other(detail: "it is no text") }
      let units = TextUnits(of: encoding)
      var at = encoding.markByteCount(in: head.bytes.view)
      while at < head.bytes.count, TextProbe.isSpace(units.unit(head.bytes.view, at)) {
        at += units.width
      }
      if at < head.bytes.count, Self.beginsOther(units.unit(head.bytes.view, at)) {
        return .other(detail: "it begins as JSON or markup does")
      }
    }
    let isTab = Self.tabSuffixes.contains { head.name.hasSuffix($0) }
    do throws(StorageError) {
      let found = try CSVDetection(
        head.bytes.view, isWhole: head.isWhole, usual: UInt8(ascii: isTab ? "\t" : ","),
        choices: choices, path: head.name)
      guard isNamed || found.isCertain || choices.areOfTables else {
        return .other(detail: "its lines have no common number of fields")
      }
      return .settled(
        found.dialect.settings,
        guess: found.guesses.isEmpty ? nil : found.guesses.joined(separator: "; "))
    } catch {
      return .unsupported(
        found: "text in an encoding that this system cannot convert", remedy: "\(error)")
    }
  }

  private static func beginsOther(_ first: UInt8) -> Bool {
    [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "<")].contains(first)
  }

  private func encoding(of head: borrowing FileHead) -> TextEncoding {
    choices.encoding ?? TextEncoding.detect(head.bytes.view).encoding
  }

  package func reader(
    of file: RandomAccessFile, from position: FilePosition, options: ReadingOptions
  ) throws(StorageError) -> any FormatReader {
    try CSVReader(of: file, choices, from: position, options: options)
  }

  package func parser(for schema: RecordSchema) -> any FormatParser { CSVParser(schema) }

  package func fetcher(
    of file: RandomAccessFile, checkpoints: CheckpointFile?
  ) throws(StorageError) -> any FormatFetcher {
    try CSVFetcher(of: file, choices, checkpoints: checkpoints)
  }

  package func forEachRecord(in chunk: borrowing RawChunk, _ body: (JSON) -> Bool) {
    CSVParser.forEachRow(in: chunk, body)
  }
}
