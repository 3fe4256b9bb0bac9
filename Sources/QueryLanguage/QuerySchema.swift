package import Records

/// The names that a query may use: text fields and columns of all corpora searched.
package struct QuerySchema: Sendable, Equatable {
  /// A column, with every type it has in some corpus.
  package struct Column: Sendable, Equatable {
    package var name: String
    package var types: [RecordSchema.ColumnType]

    package init(name: String, types: [RecordSchema.ColumnType]) {
      self.name = name
      self.types = types
    }

    /// Every corpus holds numbers in it.
    package var isNumeric: Bool {
      !types.isEmpty && types.allSatisfy { $0 == .integer || $0 == .real }
    }

    /// Every corpus holds truth values in it.
    package var isBoolean: Bool { !types.isEmpty && types.allSatisfy { $0 == .boolean } }
  }

  /// Fields searched as `name:word`.
  package var textFields: [String]
  /// Columns, in order of first appearance.
  package var columns: [Column]

  package init(textFields: [String] = [], columns: [Column] = []) {
    self.textFields = textFields
    self.columns = columns
  }

  /// The union over corpora.
  package init(of schemas: [RecordSchema]) {
    self.init()
    for schema in schemas {
      for field in schema.textFields where !textFields.contains(field) { textFields.append(field) }
      for column in schema.columns {
        if let known = columns.firstIndex(where: { $0.name == column.name }) {
          if !columns[known].types.contains(column.type) {
            columns[known].types.append(column.type)
          }
        } else {
          columns.append(Column(name: column.name, types: [column.type]))
        }
      }
    }
  }

  package func column(named name: String) -> Column? { columns.first { $0.name == name } }

  /// The known name that a mistyped one most likely stands for.
  ///
  /// - Returns: A name that differs in case only, or by at most a third of its characters.
  static func nearest(to name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased())
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in names where candidate.count <= 64 {
      let distance = editDistance(wanted, Array(candidate.lowercased()))
      if distance <= max(1, max(wanted.count, candidate.count) / 3),
        distance < best?.distance ?? .max
      {
        best = (distance, candidate)
      }
    }
    return best?.name
  }

  /// Insertions, deletions, changes and swaps of neighbours between two words.
  private static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var before: [Int] = []
    var above = Array(0...second.count)
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        var cost = min(above[j + 1], row[j]) + 1
        cost = min(cost, above[j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          cost = min(cost, before[j - 1] + 1)
        }
        row.append(cost)
      }
      before = above
      above = row
    }
    return above[second.count]
  }
}
