internal import Datasets
internal import GRDB
internal import JSONText
internal import QueryLanguage
internal import Records

/// One evaluation of a query inside one snapshot of the store.
struct Listing {
  let query: DatasetQuery
  private let condition: ParsedCondition?
  private let text: ParsedQuery?
  let db: Database
  let columns: ColumnReader
  /// The datasets that the query may show, whatever it asks for.
  private let visible: Selection
  private let conditions: ConditionSelector
  private let deadline: ListingDeadline
  private let notes = ListingNotes()

  /// A query with its condition and its text, parsed.
  init(
    _ query: DatasetQuery, condition: ParsedCondition? = nil, text: ParsedQuery? = nil,
    db: Database
  ) throws {
    self.query = query
    self.condition = condition
    self.text = text
    self.db = db
    columns = try ColumnReader(db)
    visible = try Self.visible(query.visibility, columns)
    deadline = ListingDeadline(seconds: query.timeout)
    conditions = ConditionSelector(
      db, columns, visible: visible, notes: notes, deadline: deadline)
  }

  /// The datasets that the query asks for, with scores when it has a text.
  func matching() throws -> (selection: Selection, scores: TextMatch?) {
    var selection = visible
    var scores: TextMatch?
    for filter in query.filters { selection.formIntersection(try selected(by: filter)) }
    if let condition {
      selection.formIntersection(try conditions.selection(of: condition.condition))
    }
    if let text {
      let match = try TextSearch(db, columns, conditions).match(text)
      selection.formIntersection(match.selection)
      scores = match
    }
    return (selection, scores)
  }

  /// What is to be said besides the rows.
  var hints: [QueryProblem] { notes.problems + (condition?.hints ?? []) + (text?.hints ?? []) }

  func page() throws -> DatasetPage {
    let (selection, scores) = try matching()
    let total = selection.selectedCount
    var facets: [Facet] = []
    for name in query.facets {
      try deadline.check()
      let counted = try facet(name, in: selection)
      // Two names may mean one field.
      if !facets.contains(where: { $0.field == counted.field }) { facets.append(counted) }
    }
    let start = try startOfPage()
    let wanted = query.limit.map { start.offset + min($0, Int.max - start.offset) } ?? Int.max
    let first = try ordered(selection, scores: scores, wanted: wanted)
    let numbers = first.dropFirst(start.offset)
    let datasets = try numbers.compactMap { number -> StoredDataset? in
      try deadline.check()
      guard let row = try CatalogStore.row(number: Int64(number), db) else { return nil }
      var stored = try CatalogStore.stored(row, db)
      stored.score = (scores?.scores[number]).map(Double.init)
      return stored
    }
    let end = start.offset + numbers.count
    let isChanged = start.passed.map { $0 != Self.fingerprint(first.prefix(start.offset)) } ?? false
    return DatasetPage(
      total: total, datasets: datasets, facets: facets,
      // A page without rows would lead to itself.
      next: end < total && !numbers.isEmpty
        ? "o\(end)-\(question)-\(Self.fingerprint(first))" : nil,
      isChanged: isChanged, hints: hints)
  }

  /// The rows in front of the page, and the fingerprint that they had when the cursor was made.
  private func startOfPage() throws -> (offset: Int, passed: String?) {
    guard let cursor = query.cursor else { return (0, nil) }
    let parts = cursor.dropFirst().split(separator: "-").map(String.init)
    guard cursor.first == "o", parts.count == 3, let offset = Int(parts[0]), offset >= 0 else {
      throw StoreError.badQuery(
        QueryProblem(
          .cursor, cursor, message: "this is no cursor", expected: "the “next” of an earlier answer"
        ))
    }
    guard parts[1] == question else {
      throw StoreError.badQuery(QuestionFingerprint.problem(with: cursor))
    }
    return (offset, parts[2])
  }

  /// A number by which a cursor knows the rows that its pages have shown: while these are the same,
  /// whatever else has changed, the next page repeats none and leaves none out.
  private static func fingerprint(_ numbers: some Sequence<Int>) -> String {
    // The sum does not depend on the order; each number is mixed as by SplitMix64.
    let sum = numbers.reduce(UInt64(0)) { sum, number in
      var mixed = UInt64(number) &* 0x9e37_79b9_7f4a_7c15
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return sum &+ (mixed ^ (mixed >> 31))
    }
    return String(sum, radix: 16)
  }

  /// What a cursor belongs to: everything that decides about datasets and their order.
  private var question: String {
    var parts: [String?] = ["\(query.visibility)", query.condition]
    switch query.text {
    case .query(let text): parts += ["query", text]
    case .anyOf(let words): parts += ["any"] + words
    case nil: parts.append(nil)
    }
    for filter in query.filters { parts += [nil, filter.field] + filter.values }
    return String(QuestionFingerprint(parts + [nil] + query.sort.map(\.text)).value, radix: 16)
  }

  // MARK: - Selecting

  private static func visible(
    _ visibility: DatasetQuery.Visibility, _ columns: ColumnReader
  ) throws -> Selection {
    switch visibility {
    case .live: try columns.state().selection { $0 == "live" }
    case .removed: try columns.state().selection { $0 == "removed" }
    case .all: try columns.state().selection { _ in true }
    }
  }

  /// The field of a name.
  ///
  /// - Parameters:
  ///   - name: As written.
  ///   - text: The text that begins with the name.
  ///   - source: What the text is.
  /// - Returns: The field.
  /// - Throws: ``StoreError/badQuery(_:)`` when there is none.
  func field(
    _ name: String, in text: String, as source: QueryProblem.Source
  ) throws -> DatasetField {
    guard let field = DatasetField(name: name) else {
      throw StoreError.badQuery(DatasetField.schema.unknownColumn(name, in: text, as: source))
    }
    return field
  }

  private func selected(by filter: DatasetQuery.Filter) throws -> Selection {
    let field = try field(filter.field, in: filter.field, as: .filter)
    var selection = Selection(count: columns.count)
    for value in filter.values {
      let predicate: ColumnPredicate
      let closed = field.closedValues
      if DatasetField.asksForMissing(value), field.shape != .row, closed?.value(of: value) == nil {
        predicate = .unknown
      } else if let closed, closed.value(of: value) == nil {
        throw StoreError.badQuery(
          closed.problem(of: value, in: field.rawValue, of: value, as: .filter))
      } else {
        let number = QuantityParser.parse(value)
        if field.shape == .number && number == nil {
          throw StoreError.badQuery(
            QueryProblem(
              .filter, value, message: "“\(value)” is not a number",
              expected: "a number such as 2024, 1e8 or 5.2TB"))
        }
        predicate = .compare(.equal, ColumnLiteral(text: value, decimal: number))
      }
      selection.formUnion(
        try conditions.selection(of: .test(column: field.rawValue, predicate)))
    }
    return selection
  }

  // MARK: - Counting

  private func facet(_ name: String, in selection: Selection) throws -> Facet {
    let field = try field(name, in: name, as: .facet)
    var values: [Facet.Value] = []
    var none = 0
    switch field.shape {
    case .words:
      let column = try columns.words(field)
      let counts = column.counts(in: selection, by: field.wider(column.dictionary))
      none = counts.none
      for (code, count) in counts.words.enumerated() where count > 0 {
        values.append(Facet.Value(value: column.dictionary[code], count: count))
      }
    case .number:
      let column = try columns.numbers(field)
      var counts: [Double: Int] = [:]
      selection.forEach { number in
        let value = column.values[number]
        if value.isNaN { none += 1 } else { counts[value, default: 0] += 1 }
      }
      values = counts.map { Facet.Value(value: JSON.double($0.key).scalarText, count: $0.value) }
    case .row:
      throw StoreError.badQuery(
        QueryProblem(
          .facet, name, message: "“\(name)” differs for every dataset and is not counted",
          expected: "another field"))
    }
    values.sort { ($1.count, $0.value ?? "") < ($0.count, $1.value ?? "") }
    if let limit = query.facetLimit { values = Array(values.prefix(limit)) }
    if none > 0 { values.append(Facet.Value(value: nil, count: none)) }
    return Facet(field: field.rawValue, values: values)
  }

  // MARK: - Ordering

  /// The first numbers in order, so many as are wanted.
  private func ordered(
    _ selection: Selection, scores: TextMatch?, wanted: Int
  ) throws -> [Int] {
    let keys = try query.sort.map { key in
      do throws(QueryProblem) {
        _ = try DatasetField.schema.sortKey(parsing: key.text)
      } catch {
        throw StoreError.badQuery(error)
      }
      return (try field(key.name, in: key.text, as: .sort), key.isDescending)
    }
    if keys.isEmpty, let scores {
      let best = Self.best(wanted, in: selection, scores: scores.scores)
      let ids = try ids(of: best)
      return Array(
        best.sorted {
          (scores.scores[$1], ids[$0] ?? "") < (scores.scores[$0], ids[$1] ?? "")
        }.prefix(wanted))
    }
    if keys.isEmpty { return try walk("id", false, selection, wanted) }
    if keys.count == 1, keys[0].0 == .id || keys[0].0 == .name {
      return try walk(keys[0].0 == .id ? "id" : "name, id", keys[0].1, selection, wanted)
    }
    var numbers = try walk("id", false, selection, Int.max)
    // Sorting is stable from the last key to the first, so ids break ties.
    for (field, isDescending) in keys.reversed() {
      numbers = try sorted(numbers, by: field, isDescending)
    }
    return Array(numbers.prefix(wanted))
  }

  private func sorted(
    _ numbers: [Int], by field: DatasetField, _ isDescending: Bool
  ) throws -> [Int] {
    switch field.shape {
    case .number:
      let values = try columns.numbers(field).values
      let known = numbers.filter { !values[$0].isNaN }
      return known.stablySorted { isDescending ? values[$0] > values[$1] : values[$0] < values[$1] }
        + numbers.filter { values[$0].isNaN }
    case .words:
      let column = try columns.words(field)
      var first: [Int: String] = [:]
      for number in numbers where column.starts[number] < column.starts[number + 1] {
        first[number] = column.dictionary[Int(column.codes[Int(column.starts[number])])]
      }
      return numbers.filter { first[$0] != nil }.stablySorted {
        let (left, right) = (first[$0] ?? "", first[$1] ?? "")
        return isDescending ? left > right : left < right
      } + numbers.filter { first[$0] == nil }
    case .row:
      let column = field == .changed ? "changed_at" : field == .name ? "name" : "id"
      let wanted = Set(numbers)
      let order = try Int64.fetchAll(
        db, sql: "SELECT number FROM dataset ORDER BY \(column) \(isDescending ? "DESC" : "")")
      return order.map { Int($0) }.filter { wanted.contains($0) }
    }
  }

  /// The first of the selected numbers in the order of an index of the table.
  private func walk(
    _ order: String, _ isDescending: Bool, _ selection: Selection, _ wanted: Int
  ) throws -> [Int] {
    let direction = isDescending ? " DESC" : ""
    let sql = order.split(separator: ",").map { $0 + direction }.joined(separator: ",")
    let cursor = try Int64.fetchCursor(db, sql: "SELECT number FROM dataset ORDER BY \(sql)")
    var found: [Int] = []
    while found.count < wanted, let number = try cursor.next() {
      guard Int(number) < selection.count, selection[Int(number)] else { continue }
      found.append(Int(number))
    }
    return found
  }

  /// The numbers with the best scores, and all that equal the last of them.
  private static func best(_ wanted: Int, in selection: Selection, scores: [Float]) -> [Int] {
    var numbers: [Int] = []
    var highest: Float = 0
    selection.forEach { number in
      numbers.append(number)
      highest = max(highest, scores[number])
    }
    guard wanted < numbers.count, highest > 0 else { return numbers }
    // Counting scores by size finds where the last wanted one lies without sorting them all.
    let steps = 4096
    var counts = Array(repeating: 0, count: steps + 1)
    func step(_ number: Int) -> Int { Int(max(0, scores[number]) / highest * Float(steps)) }
    for number in numbers { counts[step(number)] += 1 }
    var lowest = steps
    var count = counts[lowest]
    while count < wanted, lowest > 0 {
      lowest -= 1
      count += counts[lowest]
    }
    return numbers.filter { step($0) >= lowest }
  }

  /// The ids of some datasets.
  private func ids(of numbers: [Int]) throws -> [Int: String] {
    var ids: [Int: String] = [:]
    let statement = try db.cachedStatement(sql: "SELECT id FROM dataset WHERE number = ?")
    for number in numbers { ids[number] = try String.fetchOne(statement, arguments: [number]) }
    return ids
  }
}

extension Array {
  /// Sorted so that equal elements keep their order.
  fileprivate func stablySorted(by precedes: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted {
      if precedes($0.element, $1.element) { return true }
      if precedes($1.element, $0.element) { return false }
      return $0.offset < $1.offset
    }.map(\.element)
  }
}
