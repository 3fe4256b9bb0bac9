internal import Datasets
internal import Dispatch
internal import JSONText
internal import Synchronization

/// Reads a file of many changes for ``CatalogStore/apply(_:dryRun:)``.
///
/// Three forms, told apart by their first line:
///
/// - JSON Lines: `{"id": "web", "set": {"license": "MIT", "tags+": "crawl"}}`, or with `"action"`
///   `add`, `put` (both with `"dataset": {…}`), `remove` or `restore`;
/// - a table with tabs or commas whose header begins with `id`: every other column is a key, and an
///   empty cell changes nothing;
/// - plain lines: `ID KEY=VALUE KEY+=VALUE …`, or `ID remove`; `#` begins a comment.
package struct BulkReader {
  /// Rows that are read and worked out together.
  static let chunk = 2048

  private let read: @Sendable () throws -> [UInt8]
  private let name: String
  /// Of the chunk, with what was read behind it.
  private var bytes: [UInt8] = []
  private var offset = 0
  private var isAtEnd = false
  private var line = 0
  private var header: [String]?
  private var separator: Character = "\t"
  private var hasRows = false

  /// A file of changes.
  ///
  /// - Parameters:
  ///   - name: Its name, for the places.
  ///   - read: Gives the next bytes of it, none at the end.
  package init(name: String, read: @escaping @Sendable () throws -> [UInt8]) {
    self.name = name
    self.read = read
  }

  /// The next rows with all that can be worked out about them without the store, or the verdicts
  /// of those that cannot be read; nil at the end.
  ///
  /// The work is shared among the processors.
  ///
  /// - Throws: What reading the file throws.
  mutating func next() throws -> [Result<PreparedRow, UnreadableRow>]? {
    bytes.removeFirst(offset)
    offset = 0
    var lines: [(range: Range<Int>, number: Int)] = []
    while lines.count < Self.chunk, let next = try nextLine() {
      line += 1
      if isBlank(next) { continue }
      if header == nil, !hasRows, let found = tableHeader(next) {
        (header, separator) = found
        continue
      }
      hasRows = true
      lines.append((next, line))
    }
    if lines.isEmpty { return nil }
    let pieces = min(4, max(1, lines.count / 64))
    let results = Mutex<[[Result<PreparedRow, UnreadableRow>]]>(Array(repeating: [], count: pieces))
    let reader = self
    let all = lines
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      let range = all.count * piece / pieces..<all.count * (piece + 1) / pieces
      let rows = all[range].map { reader.row($0.range, $0.number) }
      results.withLock { $0[piece] = rows }
    }
    return results.withLock { $0.flatMap { $0 } }
  }

  // MARK: - Lines

  /// The bytes of the next line without its break.
  private mutating func nextLine() throws -> Range<Int>? {
    let start = offset
    var end = start
    while true {
      if let found = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) {
        end = found
        break
      }
      end = bytes.count
      if isAtEnd { break }
      let more = try read()
      isAtEnd = more.isEmpty
      bytes += more
    }
    if start == bytes.count { return nil }
    offset = min(end + 1, bytes.count)
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The line without spaces and a byte order mark in front.
  private func content(_ line: Range<Int>) -> Range<Int> {
    var start = line.lowerBound
    while start < line.upperBound {
      if bytes[start] == 0x20 {
        start += 1
      } else if bytes[start...].starts(with: [0xEF, 0xBB, 0xBF]) {
        start += 3
      } else {
        break
      }
    }
    return min(start, line.upperBound)..<line.upperBound
  }

  private func isBlank(_ line: Range<Int>) -> Bool {
    let content = content(line)
    return content.isEmpty || bytes[content.lowerBound] == UInt8(ascii: "#")
  }

  private func text(_ range: Range<Int>) -> Substring {
    Substring(String(decoding: bytes[range], as: UTF8.self))
  }

  private func tableHeader(_ line: Range<Int>) -> (names: [String], separator: Character)? {
    let content = content(line)
    if bytes[content.lowerBound] == UInt8(ascii: "{") { return nil }
    let text = text(content)
    return Self.tableSeparator(text).map { (Self.cells(text, $0), $0) }
  }

  private func row(_ line: Range<Int>, _ number: Int) -> Result<PreparedRow, UnreadableRow> {
    let place = "\(name):\(number)"
    let content = content(line)
    do {
      guard (try? UTF8Span(validating: bytes[line].span)) != nil else {
        throw Malformed(description: "the line is not UTF-8 — store the file as UTF-8")
      }
      let row: BulkRow
      if let header {
        row = try Self.tableRow(Self.cells(text(line), separator), header, place)
      } else if bytes[content.lowerBound] == UInt8(ascii: "{") {
        row = try Self.jsonRow(Array(bytes[content]), place)
      } else {
        row = try Self.plainRow(text(content), place)
      }
      return .success(PreparedRow(row))
    } catch {
      return .failure(
        UnreadableRow(
          verdict: BulkVerdict(place: place, id: "", outcome: .failed, message: "\(error)")))
    }
  }

  /// A row that is not of its form.
  private struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  // MARK: - JSON Lines

  private static func jsonRow(_ line: [UInt8], _ place: String) throws -> BulkRow {
    let tree = try JSONReader.read(line)
    let described = tree["dataset"]
    guard let id = tree["id"]?.string ?? described?["id"]?.string else {
      throw Malformed(description: "the row names no dataset — write \"id\": \"…\"")
    }
    let word = tree["action"]?.string ?? (described == nil ? "set" : "put")
    switch word {
    case "remove": return BulkRow(place: place, id: id, action: .remove)
    case "restore": return BulkRow(place: place, id: id, action: .restore)
    case "add", "put":
      guard let described else {
        throw Malformed(description: "“\(word)” needs the description — write \"dataset\": {…}")
      }
      var problems: [DatasetProblem] = []
      var dataset = Dataset(reading: described, problems: &problems)
      if dataset.id.isEmpty { dataset.id = id }
      if let problem = problems.first(where: { $0.severity == .error }) {
        throw Malformed(
          description: "\(problem.path): \(problem.message) — \(problem.remedy)")
      }
      return BulkRow(
        place: place, id: dataset.id, action: word == "add" ? .add(dataset) : .put(dataset),
        notes: problems.filter(\.tellsKeptWord))
    case "set":
      guard let members = tree["set"]?.members, !members.isEmpty else {
        throw Malformed(description: "nothing is set — write \"set\": {\"KEY\": \"VALUE\"}")
      }
      return BulkRow(place: place, id: id, action: .edit(members.map(edit)))
    default:
      throw Malformed(
        description: "“\(word)” is no action — use set, add, put, remove or restore")
    }
  }

  /// `"tags+": ["a", "b"]` as an edit; lists and mappings stay JSON.
  private static func edit(_ member: JSON.Member) -> DatasetEdit {
    var key = member.key
    var operation = DatasetEdit.Operation.set
    if key.hasSuffix("+") {
      operation = .append
      key.removeLast()
    } else if key.hasSuffix("-") {
      operation = .remove
      key.removeLast()
    }
    let value = member.value == .null ? "" : member.value.scalarText ?? member.value.text
    return DatasetEdit(key, operation, value)
  }

  // MARK: - Tables and lines

  private static func tableSeparator(_ line: Substring) -> Character? {
    for separator in ["\t", ","] as [Character] {
      let names = cells(line, separator)
      if names.count > 1, names[0].lowercased() == "id" { return separator }
    }
    return nil
  }

  /// The cells of a line; quotes hold a cell together and are doubled inside.
  private static func cells(_ line: Substring, _ separator: Character) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line
    while let character = rest.popFirst() {
      if character == "\"" {
        if isQuoted, rest.first == "\"" {
          cell.append("\"")
          rest.removeFirst()
        } else if isQuoted || cell.isEmpty {
          isQuoted.toggle()
        } else {
          cell.append(character)
        }
      } else if character == separator && !isQuoted {
        cells.append(cell)
        cell = ""
      } else {
        cell.append(character)
      }
    }
    cells.append(cell)
    return cells
  }

  private static func tableRow(
    _ cells: [String], _ header: [String], _ place: String
  ) throws
    -> BulkRow
  {
    guard cells.count <= header.count, let id = cells.first, !id.isEmpty else {
      throw Malformed(
        description: "the row has \(cells.count) cells, the header \(header.count) — align them")
    }
    var edits: [DatasetEdit] = []
    for (key, value) in zip(header, cells).dropFirst() where !value.isEmpty {
      edits.append(edit(JSON.Member(key, .string(value))))
    }
    return BulkRow(place: place, id: id, action: .edit(edits))
  }

  private static func plainRow(_ line: Substring, _ place: String) throws -> BulkRow {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == " " || character == "\t", !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    guard words.count > 1 else {
      throw Malformed(description: "nothing is changed — write ID KEY=VALUE")
    }
    let id = words.removeFirst()
    if words == ["remove"] { return BulkRow(place: place, id: id, action: .remove) }
    if words == ["restore"] { return BulkRow(place: place, id: id, action: .restore) }
    return BulkRow(
      place: place, id: id, action: .edit(try words.map { try DatasetEdit(parsing: $0) }))
  }
}

/// A row that is not of its form, as the verdict that it gets.
struct UnreadableRow: Error {
  var verdict: BulkVerdict
}

/// A row with all that can be worked out about it without the store.
struct PreparedRow: Sendable {
  var row: BulkRow
  /// The description as the store keeps it, for rows that carry a whole one.
  var document: String?
  /// Why the description is refused.
  var problem: StoreError?
  /// Which values are kept in other words than they were written in.
  var notes: [DatasetProblem] = []

  /// Puts the values of a row into the words that are kept, validates and writes out its description.
  init(_ row: BulkRow) {
    self.row = row
    notes = row.notes
    switch row.action {
    case .add(var dataset):
      prepare(&dataset)
      self.row.action = .add(dataset)
    case .put(var dataset):
      prepare(&dataset)
      self.row.action = .put(dataset)
    case .edit(let edits): notes += edits.flatMap(\.keptWords)
    case .remove, .restore: break
    }
  }

  private mutating func prepare(_ dataset: inout Dataset) {
    dataset.keepWords(problems: &notes)
    problem = StoreWriter.problem(of: dataset)
    if problem == nil { document = dataset.tree.text }
  }
}
