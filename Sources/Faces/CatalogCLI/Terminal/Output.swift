internal import CatalogService
internal import Foundation
internal import Synchronization

/// Where results and messages go, and how they look there.
///
/// Every line passes ``Style/cleaned(_:)`` here, whoever put it together, so that nothing of a corpus or
/// a description commands a terminal.
struct Output: Sendable {
  /// The form asked for, or what suits the stream.
  enum Format: String, CaseIterable, Sendable {
    case human, json, ndjson, tsv, ids
  }

  /// The form asked for on the command line.
  let requested: Format?
  /// No progress and no hints are printed: results, errors and what makes results uncertain are.
  let isQuiet: Bool
  /// Results go to a terminal.
  let isTerminal: Bool
  /// Messages go to a terminal.
  let messagesToTerminal: Bool
  /// How results look.
  let style: Style
  /// How messages look.
  let messageStyle: Style
  /// Columns of the terminal that results go to, or that `COLUMNS` asks for elsewhere.
  let width: Int?
  /// The language that the user reads names in.
  let language: String

  /// Looks at the streams once.
  init(format: Format?, quiet: Bool, noColor: Bool) {
    let environment = ProcessInfo.processInfo.environment
    requested = format
    isQuiet = quiet
    isTerminal = isatty(1) == 1
    messagesToTerminal = isatty(2) == 1
    style = Style(forTerminal: isTerminal, refused: noColor, environment: environment)
    messageStyle = Style(
      forTerminal: messagesToTerminal, refused: noColor, environment: environment)
    width = isTerminal ? Host.terminalColumns ?? 80 : environment["COLUMNS"].flatMap(Int.init)
    language = UserLanguage.preferred(in: environment)
  }

  /// Columns that a page for people may take.
  var pageWidth: Int { width ?? 100 }

  /// The form of a result that is one thing.
  var format: Format { requested ?? .human }

  /// The form of a list: for people on a terminal, for other programs in a pipe.
  var listFormat: Format { requested ?? (isTerminal ? .human : .tsv) }

  /// Prints a line of the result.
  func line(_ text: String = "") { print(style.cleaned(text)) }

  /// Prints a line of the result, on as many as it needs where the terminal is narrow.
  ///
  /// - Parameters:
  ///   - text: The line.
  ///   - styled: The same as it looks when it fits.
  func wrapped(_ text: String, styled: String? = nil) {
    let lines = width.map { text.wrappedBelowItself(to: $0) } ?? [text]
    if lines.count == 1 { return line(styled ?? text) }
    for part in lines { line(part) }
  }

  /// Prints a document of another format, to the letter unless a terminal reads it.
  func document(_ text: String) { print(isTerminal ? style.cleaned(text) : text) }

  /// Writes whole lines of JSON as they are; on a terminal, with what it would obey escaped.
  func result(_ bytes: [UInt8]) throws {
    if let lostResults { throw lostResults }
    let shown =
      isTerminal ? Array(String(decoding: bytes, as: UTF8.self).jsonForTerminals.utf8) : bytes
    do { try FileHandle.standardOutput.write(contentsOf: Data(shown)) } catch {
      throw CatalogError(
        .system, "standard output cannot be written: \(error.localizedDescription)")
    }
  }

  /// Prints cells as one tab-separated line.
  func tabs(_ cells: [String]) { print(cells.map(\.asTabField).joined(separator: "\t")) }

  /// Prints the addresses of records, one a line.
  ///
  /// An id with signs that would end the line or command a terminal is written out as in a tab-separated
  /// line, and that is said: it is not the id then.
  func addresses(_ addresses: [String]) {
    var changed = 0
    for address in addresses {
      let isPlain = address.onOneLine == address
      if !isPlain { changed += 1 }
      line(isPlain ? address : address.asTabField)
    }
    if changed > 0 {
      warning(
        "\(changed == 1 ? "an id has" : "\(changed) ids have") line breaks or other controls, which "
          + "are written out here; --json has ids as they are")
    }
  }

  /// Prints a table for people.
  func table(_ table: Table) {
    for line in table.lines(width: width, style: style) { self.line(line) }
  }

  /// Says something beside the result; nothing with `-q`.
  func note(_ text: String) {
    guard !isQuiet else { return }
    write(text + "\n")
  }

  /// Says what changes how an answer is to be read; `-q` does not hide it.
  func caution(_ text: String) { write(text + "\n") }

  /// Says which values are kept in other words than they were written in; `-q` does not hide it.
  func notes(_ notes: [IngestProblem]) {
    for note in notes { caution("note: \(note.location): \(note.message)".onOneLine) }
  }

  /// Says what an answer says beside its hits; `-q` hides it only where the result carries it too.
  func notices(_ notices: [Notice]) {
    if isQuiet, format == .json { return }
    for notice in notices {
      caution(ErrorReport.lines(for: notice, style: messageStyle).joined(separator: "\n"))
    }
  }

  /// Warns; `-q` does not hide it.
  func warning(_ text: String) {
    write(messageStyle.bad("warning:") + " " + text.onOneLine + "\n")
  }

  /// Reports an error: as an object where results are JSON, in lines elsewhere.
  func error(_ error: CatalogError) {
    switch format {
    case .json: write(error.json(indented: messagesToTerminal) + "\n")
    case .ndjson: write(error.json(indented: false) + "\n")
    case .human, .tsv, .ids:
      for line in ErrorReport.lines(for: error, style: messageStyle) { write(line + "\n") }
    }
  }

  /// Draws a line over the one that messages stand on, without ending it.
  func redraw(_ text: String) { send("\r\u{1b}[K" + messageStyle.cleaned(text)) }

  /// Writes to the message stream, whatever becomes of it.
  func write(_ text: String) { send(messageStyle.cleaned(text)) }

  private func send(_ text: String) {
    flushResults()
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Hands buffered results to the system, so that they stand before later messages.
  ///
  /// What cannot be written is lost, and the program says so when it ends: ``lostResults``.
  func flushResults() {
    guard let code = Host.flushResults() else { return }
    Self.firstFailure.withLock { $0 = $0 ?? code }
  }

  /// The number of the first error that kept results from being written.
  private static let firstFailure = Mutex<Int32?>(nil)

  /// The error of results that could not be written; `nil` where all could, and what is still buffered is
  /// written now.
  var lostResults: CatalogError? {
    flushResults()
    guard Self.firstFailure.withLock({ $0 != nil }) || Host.hasLostResults else { return nil }
    let reason = Self.firstFailure.withLock { $0 }.map { ": " + Host.describe($0) } ?? ""
    return CatalogError(.system, "results could not be written" + reason)
  }
}
