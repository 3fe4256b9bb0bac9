internal import Datasets

/// Reads a file of many changes for ``CatalogStore/apply(_:dryRun:)``.
///
/// Three forms, told apart by their first line:
///
/// - JSON Lines: `{"id": "web", "set": {"license": "MIT", "tags+": "crawl"}}`, or with `"action"`
///   `add`, `put` (both with `"dataset": {…}`), `remove` or `restore`;
/// - a table with tabs or commas whose header begins with `id`: every other column is a key, and an
///   empty cell changes nothing;
/// - plain lines: `ID KEY=VALUE KEY+=VALUE …`, or `ID remove`; `#` begins a comment.
package enum BulkReader {
  /// The rows of a file; a row that cannot be read becomes a verdict of its own.
  ///
  /// `name` is the file's name, for the places.
  package static func rows(_ text: String, name: String) -> (rows: [BulkRow], failed: [BulkVerdict])
  {
    var rows: [BulkRow] = []
    var failed: [BulkVerdict] = []
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    var header: [String]?
    var separator: Character = "\t"
    for (index, line) in lines.enumerated() {
      let place = "\(name):\(index + 1)"
      let content = line.drop { $0 == " " || $0 == "\u{FEFF}" }
      if content.isEmpty || content.hasPrefix("#") { continue }
      do {
        if let header {
          rows.append(try tableRow(cells(line, separator), header, place))
        } else if content.hasPrefix("{") {
          rows.append(try jsonRow(content, place))
        } else if let found = tableSeparator(content), rows.isEmpty {
          separator = found
          header = cells(content, found)
        } else {
          rows.append(try plainRow(content, place))
        }
      } catch {
        failed.append(
          BulkVerdict(place: place, id: "", outcome: .failed, message: "\(error)"))
      }
    }
    return (rows, failed)
  }

  /// A row that is not of its form.
  private struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  // MARK: - JSON Lines

  private static func jsonRow(_ line: Substring, _ place: String) throws -> BulkRow {
    let tree = try JSONReader.read(String(line))
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
        place: place, id: dataset.id, action: word == "add" ? .add(dataset) : .put(dataset))
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
