package import Records

/// The names that a query may use: text fields and columns, of all corpora searched or of the
/// descriptions of datasets.
package struct QuerySchema: Sendable, Equatable {
  /// A column, with every kind of value that it has in some corpus.
  package struct Column: Sendable, Equatable {
    package var name: String
    package var types: [RecordSchema.ColumnType]
    /// Some of its texts are dates.
    package var holdsDates: Bool
    /// All of its texts are dates.
    package var holdsOnlyDates: Bool
    /// Other names that mean the same.
    package var aliases: [String]
    /// The values that it can have, where they are a closed list.
    package var values: ColumnValues?

    package init(
      name: String, types: [RecordSchema.ColumnType], holdsDates: Bool = true,
      holdsOnlyDates: Bool = false, aliases: [String] = [], values: ColumnValues? = nil
    ) {
      self.name = name
      self.types = types
      self.holdsDates = holdsDates
      self.holdsOnlyDates = holdsOnlyDates
      self.aliases = aliases
      self.values = values
    }

    /// Every name that a query may use.
    package var spellings: [String] { [name] + aliases }

    /// Every corpus holds numbers in it.
    package var isNumeric: Bool {
      !types.isEmpty && types.allSatisfy { $0 == .integer || $0 == .real }
    }

    /// What a value of it looks like, for problems.
    var expectedValue: String {
      isNumeric
        ? "a number such as 15, 0.5, 1e8, 100M, 5.2TB or 4GiB"
        : isBoolean ? "true or false" : "a value; an empty one is \"\""
    }

    /// Every corpus holds truth values in it.
    package var isBoolean: Bool { !types.isEmpty && types.allSatisfy { $0 == .boolean } }
  }

  /// Fields searched as `name:word`.
  package var textFields: [String]
  /// Columns, in order of first appearance.
  package var columns: [Column]
  /// Paths that are no columns because there were enough.
  package var leftOut: Set<ExactText> = []
  /// Names are known in any case, and are in small letters here.
  ///
  /// Records may have columns that differ in case alone, so theirs are not.
  package var ignoresCase: Bool

  package init(textFields: [String] = [], columns: [Column] = [], ignoresCase: Bool = false) {
    self.textFields = textFields
    self.columns = columns
    self.ignoresCase = ignoresCase
  }

  /// The union over corpora.
  package init(of corpora: [(textFields: [String], columns: [ColumnContents])]) {
    self.init()
    var all: [ColumnContents] = []
    var places: [ExactText: Int] = [:]
    for corpus in corpora {
      for field in corpus.textFields where !textFields.containsExactly(field) {
        textFields.append(field)
      }
      for column in corpus.columns {
        let key = ExactText(column.name)
        if let place = places[key] {
          all[place].formUnion(column)
        } else {
          places[key] = all.count
          all.append(column)
        }
      }
    }
    columns = all.map { column in
      Column(
        name: column.name, types: column.types, holdsDates: column.dates > 0,
        holdsOnlyDates: column.texts > 0 && column.dates == column.texts)
    }
  }

  /// The column of a name or of another spelling of it.
  package func column(named name: String) -> Column? {
    if let column = columns.first(where: { $0.name.isWritten(like: name) }) { return column }
    if ignoresCase {
      let key = name.lowercased()
      return columns.first { $0.name == key || $0.aliases.contains(key) }
    }
    return columns.first { $0.aliases.containsExactly(name) }
  }

  /// The column that a mistyped name most likely stands for.
  package func columnName(near name: String) -> String? {
    guard let nearest = NearestName.nearest(to: name, among: columns.flatMap(\.spellings)) else {
      return nil
    }
    return column(named: nearest)?.name
  }

  /// The problem of a name that no column has.
  ///
  /// - Parameters:
  ///   - name: What was written as a name.
  ///   - text: The text in which it stands.
  ///   - source: What the text is.
  ///   - place: Where in it, in UTF-8 bytes; by default at the beginning.
  /// - Returns: The problem, with the names that there are and the one that was probably meant.
  package func unknownColumn(
    _ name: String, in text: String, as source: QueryProblem.Source, at place: Range<Int>? = nil
  ) -> QueryProblem {
    let names = columns.map(\.name)
    if leftOut.contains(ExactText(name)) {
      return QueryProblem(
        source, text, at: place ?? 0..<name.utf8.count,
        message: "“\(name)” is no column: there were as many as the limit allows",
        expected: "a column, or an index that was made with a higher limit")
    }
    if textFields.containsExactly(name) {
      return QueryProblem(
        source, text, at: place ?? 0..<name.utf8.count,
        message: "“\(name)” is a text and no column",
        expected: "a column, or its words in the query as \(name):word")
    }
    if let twin = columns.first(where: { $0.name == name }) {
      return QueryProblem(
        source, text, at: place ?? 0..<name.utf8.count,
        message: "there is no column “\(name)” written \(name.withCodePoints)",
        expected: "the column that looks the same and is written \(twin.name.withCodePoints)",
        suggestion: .meant(twin.name))
    }
    return QueryProblem(
      source, text, at: place ?? 0..<name.utf8.count, message: "there is no column “\(name)”",
      expected: names.isEmpty
        ? "no name: these corpora have no columns" : "one of \(names.joined(separator: ", "))",
      suggestion: columnName(near: name).map { .meant($0) })
  }
}
