internal import Storage

/// Writes rows as JSON objects: each field a string, or null where it is blank, under its name, in the
/// order of the file.
struct CSVRowWriter: ~Copyable {
  let table: CSVTable
  private let scanner: CSVScanner
  private var transcoder: Transcoder
  private var decoded = GrowableBuffer<UInt8>()

  /// - Throws: ``StorageError/unsupported(path:detail:)`` when the system lacks a converter.
  init(_ table: CSVTable) throws(StorageError) {
    self.table = table
    scanner = CSVScanner(decoded: table.dialect)
    transcoder = try Transcoder(from: table.dialect.encoding, path: "")
  }

  /// What was met in a row.
  struct Written {
    /// Fields, without blank ones behind the last that has a name.
    var fieldCount = 0
    /// Bytes that are no text in the file's encoding became U+FFFD.
    var isReplaced = false
    /// Something stands behind a closing quote, whose quotes are gone from the value.
    var isIrregular = false
  }

  /// Appends a row as an object.
  ///
  /// A field that the row lacks is null, as a blank one is; one beyond the names is called by its
  /// number, and is left out where it is blank.
  ///
  /// - Parameters:
  ///   - row: In the file's encoding, without its end.
  ///   - output: Grows by the object.
  /// - Returns: What was met in the row.
  mutating func write(
    _ row: BufferView<UInt8>, into output: inout GrowableBuffer<UInt8>
  ) -> Written {
    guard table.dialect.encoding != .utf8 else {
      return writeFields(of: row, into: &output)
    }
    decoded.removeAll()
    let before = transcoder.replacedCount
    transcoder.append(row, isLast: true, to: &decoded)
    var written = writeFields(of: decoded.view, into: &output)
    written.isReplaced = transcoder.replacedCount > before
    return written
  }

  private func writeFields(
    of row: BufferView<UInt8>, into output: inout GrowableBuffer<UInt8>
  ) -> Written {
    let keys = table.keys
    let quotesAll = table.dialect.quotesAll
    var number = 0
    var fieldCount = 0
    var isIrregular = false
    output.append(UInt8(ascii: "{"))
    func begin(_ number: Int, _ output: inout GrowableBuffer<UInt8>) {
      if fieldCount > 0 { output.append(UInt8(ascii: ",")) }
      output.append(
        contentsOf: number < keys.count ? keys[number] : table.key(ofExtraField: number))
      fieldCount = number + 1
    }
    scanner.forEachField(in: row) { field in
      if field.isIrregular { isIrregular = true }
      if !field.isBlank, !(quotesAll && field.isEmptyInQuotes) {
        begin(number, &output)
        output.append(CSVDialect.quote)
        scanner.forEachPiece(of: field) { JSONEscaping.append(contents: $0, to: &output) }
        output.append(CSVDialect.quote)
      } else if number < table.namedCount {
        begin(number, &output)
        output.append(contentsOf: Self.null)
      }
      number += 1
    }
    let writtenCount = fieldCount
    for missing in min(number, table.namedCount)..<table.namedCount {
      begin(missing, &output)
      output.append(contentsOf: Self.null)
    }
    output.append(UInt8(ascii: "}"))
    return Written(fieldCount: writtenCount, isIrregular: isIrregular)
  }

  private static let null = Array("null".utf8)
}
