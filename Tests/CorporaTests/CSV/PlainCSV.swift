@testable import Corpora

/// Reads text of separated fields character by character: slow, and plain to see.
struct PlainCSV {
  var delimiter: Character = ","
  var quoting = CSVDialect.Quoting.doubled
  /// Spaces in front of a field are no part of it.
  var skipsSpace = false
  /// Ends a row.
  var lineEnd: Character = "\n"

  /// The rows, blank ones left out, with `nil` for blank fields; `nil` when a quote is not closed.
  func rows(_ text: String) -> [[String?]]? {
    // Swift takes a carriage return with its line feed for one character.
    let text = text.unicodeScalars.map { Character($0) }
    var rows: [[String?]] = []
    var row: [String?] = []
    var field = ""
    var isQuoted = false
    var isAtStart = true
    var at = 0
    let quote: Character = quoting == .single ? "'" : "\""
    func isNext(_ character: Character) -> Bool { at + 1 < text.count && text[at + 1] == character }
    func endField() {
      row.append(field.isEmpty && !hasQuotes ? nil : field)
      (field, isAtStart, wasQuoted, hasQuotes) = ("", true, false, false)
    }
    func endRow() {
      if lineEnd == "\n", !wasQuoted, field.last == "\r" { field.removeLast() }
      endField()
      if row != [nil] || hasSpaces { rows.append(row) }
      (row, hasSpaces) = ([], false)
    }
    /// The last character of the field stood in quotes.
    var wasQuoted = false
    /// The row has spaces that are no part of fields, so that it is not blank.
    var hasSpaces = false
    /// The field is quoted, so that it is not blank.
    var hasQuotes = false
    while at < text.count {
      let character = text[at]
      if isQuoted {
        if quoting == .backslash, character == "\\", isNext("\"") || isNext("\\") {
          field.append(text[at + 1])
          at += 1
        } else if character == quote, isNext(quote) {
          field.append(quote)
          at += 1
        } else if character == quote {
          isQuoted = false
        } else {
          field.append(character)
        }
      } else if character == lineEnd {
        endRow()
      } else if character == delimiter {
        endField()
      } else if isAtStart, skipsSpace, character == " " {
        hasSpaces = true
      } else if isAtStart, quoting != .none, character == quote {
        (isQuoted, isAtStart, wasQuoted, hasQuotes) = (true, false, true, true)
      } else {
        field.append(character)
        (isAtStart, wasQuoted) = (false, false)
      }
      at += 1
    }
    if isQuoted { return nil }
    if !row.isEmpty || !field.isEmpty || hasQuotes || hasSpaces {
      // The last row has no line end, so its carriage return is a character.
      endField()
      rows.append(row)
    }
    return rows
  }
}
