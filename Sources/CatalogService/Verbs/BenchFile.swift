internal import Foundation

/// The queries of a benchmark, by class.
///
/// One query a line; a line `#class NAME` starts a class, and any other line that is not empty is
/// a query, `#` in front or not.
struct BenchFile: Sendable {
  /// One class with its queries.
  struct Class: Sendable, Equatable {
    /// Its name; `all` for queries in front of the first class line.
    var name: String
    /// Its queries in order.
    var queries: [String]
  }

  /// The classes in the order of their first line; lines of one name belong together.
  var classes: [Class] = []

  /// Reads the text of a file.
  init(_ text: String) {
    var current = "all"
    for line in text.split(whereSeparator: \.isNewline) {
      if let name = Self.className(line) {
        current = name
      } else if line.contains(where: { !$0.isWhitespace }) {
        append(String(line), to: current)
      }
    }
  }

  /// Reads a file.
  ///
  /// - Throws: ``CatalogError`` when it is missing, is not UTF-8 or holds no query.
  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file of queries", at: .file(path))
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CatalogError(.badFormat, "the queries are not UTF-8", at: .file(path))
    }
    self.init(text)
    guard !classes.isEmpty else {
      throw CatalogError(
        .badFormat, "no query in the file", at: .file(path), remedy: .advice("one query a line"))
    }
  }

  private static func className(_ line: Substring) -> String? {
    guard line.hasPrefix("#class"), let space = line.dropFirst(6).first, space.isWhitespace else {
      return nil
    }
    return line.dropFirst(7).trimmingCharacters(in: .whitespaces)
  }

  private mutating func append(_ query: String, to name: String) {
    if let index = classes.firstIndex(where: { $0.name == name }) {
      classes[index].queries.append(query)
    } else {
      classes.append(Class(name: name, queries: [query]))
    }
  }
}
