import Foundation
import TestSupport

/// A page about bytes, cut into chapters, tables and hex examples.
struct FormatPage {
  /// One table under a heading.
  struct Table {
    var columns: [String]
    var rows: [[String]]

    /// The cells of a column by name.
    func column(_ name: String) -> [String] {
      guard let index = columns.firstIndex(of: name) else { return [] }
      return rows.map { $0[index] }
    }

    /// The row whose first cells are a column's value.
    func row(_ value: String, in column: String) -> [String: String]? {
      guard let index = columns.firstIndex(of: column),
        let row = rows.first(where: { $0[index] == value })
      else { return nil }
      return Dictionary(uniqueKeysWithValues: zip(columns, row))
    }
  }

  /// What stands between two headings.
  struct Chapter {
    var title: String
    var tables: [Table] = []
    /// Fenced blocks, without their fences.
    var blocks: [[String]] = []
  }

  /// An example says something about itself that is not so.
  struct Mistake: Error, CustomStringConvertible {
    var description: String
  }

  let chapters: [Chapter]
  /// The whole page, its lines joined, so that phrases are found across line ends.
  let text: String

  /// Reads a page that stands with the sources.
  init(_ name: String = "Storage/Storage.docc/Format.md") throws {
    self.init(text: try String(contentsOfFile: Project.path("Sources/\(name)"), encoding: .utf8))
  }

  init(text: String) {
    var chapters: [Chapter] = []
    var isInBlock = false
    var isInTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("```") {
        isInBlock.toggle()
        if isInBlock, !chapters.isEmpty { chapters[chapters.count - 1].blocks.append([]) }
      } else if isInBlock, let last = chapters.last {
        chapters[chapters.count - 1].blocks[last.blocks.count - 1].append(line)
      } else if line.hasPrefix("#") {
        chapters.append(
          Chapter(title: line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)))
      } else if line.hasPrefix("|"), !chapters.isEmpty {
        let cells = Self.cells(of: line)
        if !isInTable {
          chapters[chapters.count - 1].tables.append(Table(columns: cells, rows: []))
        } else if let last = chapters.last,
          !cells.allSatisfy({ $0.allSatisfy { $0 == "-" || $0 == ":" } })
        {
          chapters[chapters.count - 1].tables[last.tables.count - 1].rows.append(cells)
        }
      }
      isInTable = line.hasPrefix("|") && !isInBlock
    }
    self.chapters = chapters
    self.text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The cells of a row; `\|` is a bar inside one.
  private static func cells(of line: String) -> [String] {
    var cells: [String] = [""]
    var isEscaped = false
    for character in line {
      if isEscaped {
        cells[cells.count - 1].append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells.dropFirst().dropLast().map {
      $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
    }
  }

  func chapter(_ title: String) throws -> Chapter {
    guard let chapter = chapters.first(where: { $0.title == title }) else {
      throw Mistake(description: "the page has no chapter \"\(title)\"")
    }
    return chapter
  }

  /// A chapter's n-th table.
  func table(_ title: String, _ number: Int = 0) throws -> Table {
    let tables = try chapter(title).tables
    guard number < tables.count else {
      throw Mistake(description: "\"\(title)\" has no table \(number)")
    }
    return tables[number]
  }

  /// The bytes of a chapter's n-th example: `offset: bytes | what they are`, in hex.
  func example(_ title: String, _ number: Int = 0) throws -> [UInt8] {
    let blocks = try chapter(title).blocks
    guard number < blocks.count else {
      throw Mistake(description: "\"\(title)\" has no example \(number)")
    }
    var bytes: [UInt8] = []
    for line in blocks[number] {
      let hex = line.prefix { $0 != "|" }.split(separator: ":", maxSplits: 1)
      guard hex.count == 2, Int(hex[0], radix: 16) == bytes.count else {
        throw Mistake(description: "\"\(title)\": the line \"\(line)\" is not at its offset")
      }
      for pair in hex[1].split(separator: " ") {
        guard pair.count == 2, let byte = UInt8(pair, radix: 16) else {
          throw Mistake(description: "\"\(title)\": \"\(pair)\" is no byte")
        }
        bytes.append(byte)
      }
    }
    return bytes
  }
}
