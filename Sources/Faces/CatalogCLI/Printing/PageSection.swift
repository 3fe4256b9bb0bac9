/// One line of a page.
struct PageRow: Equatable {
  /// What the line tells.
  var label: String
  /// What it says; may hold several lines.
  var value: String
}

/// Like things of a dataset beside each other: its figures, licences, parts, fields, files.
struct PageSection: Equatable {
  /// One column of the section.
  struct Column: Equatable {
    /// The heading.
    var heading: String
    /// Numbers lean to the right.
    var alignsRight = false
  }

  /// What the section holds, in one word.
  var title: String
  /// What to know before reading it.
  var note: String?
  /// The columns of which at least one row has a value.
  var columns: [Column]
  /// One cell per column.
  var rows: [[String]]

  /// A section without the columns that no row fills; `nil` without rows.
  init?(_ title: String, note: String?, columns: [(String, Bool)], rows: [[String]]) {
    let filled = columns.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    if filled.isEmpty { return nil }
    self.title = title
    self.note = note
    self.columns = filled.map { Column(heading: columns[$0].0, alignsRight: columns[$0].1) }
    self.rows = rows.map { row in filled.map { row[$0] } }
  }

  /// The section without a column whose cells are all the same.
  func without(uniform heading: String) -> PageSection {
    guard let column = columns.firstIndex(where: { $0.heading == heading }),
      rows.allSatisfy({ $0[column] == rows[0][column] })
    else { return self }
    var section = self
    section.columns.remove(at: column)
    for row in rows.indices { section.rows[row].remove(at: column) }
    return section
  }
}
