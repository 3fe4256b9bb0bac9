@testable import Corpora

/// Reads text of separated fields character by character: slow, and plain to see.
struct PlainCSV {
  var delimiter: Character = ","
  var quoting = CSVDialect.Quoting.doubled
  /// Ends a row.
  var lineEnd: Character = "\n"

  /// The rows, blank ones left out; `nil` when a quote is not closed.
  func rows(_ text: String) -> [[String]]? {
    // Swift takes a carriage return with its line feed for one character.
    let text = text.unicodeScalars.map { Character($0) }
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var isAtStart = true
    var at = 0
    func isNext(_ character: Character) -> Bool { at + 1 < text.count && text[at + 1] == character }
    func endRow() {
      if lineEnd == "\n", !wasQuoted, field.last == "\r" { field.removeLast() }
      row.append(field)
      if row != [""] || hasQuotes { rows.append(row) }
      (row, field, isAtStart, wasQuoted, hasQuotes) = ([], "", true, false, false)
    }
    /// The last character of the field stood in quotes.
    var wasQuoted = false
    /// Some field of the row is quoted, so that the row is not blank.
    var hasQuotes = false
    while at < text.count {
      let character = text[at]
      if isQuoted {
        if quoting == .backslash, character == "\\", isNext("\"") || isNext("\\") {
          field.append(text[at + 1])
          at += 1
        } else if character == "\"", isNext("\"") {
          field.append("\"")
          at += 1
        } else if character == "\"" {
          isQuoted = false
        } else {
          field.append(character)
        }
      } else if character == lineEnd {
        endRow()
      } else if character == delimiter {
        row.append(field)
        (field, isAtStart, wasQuoted) = ("", true, false)
      } else if isAtStart, quoting != .none, character == "\"" {
        (isQuoted, isAtStart, wasQuoted, hasQuotes) = (true, false, true, true)
      } else {
        field.append(character)
        (isAtStart, wasQuoted) = (false, false)
      }
      at += 1
    }
    if isQuoted { return nil }
    if !row.isEmpty || !field.isEmpty || hasQuotes {
      // The last row has no line end, so its carriage return is a character.
      row.append(field)
      rows.append(row)
    }
    return rows
  }
}
