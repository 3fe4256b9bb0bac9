internal import CorpusIndex
internal import Datasets
internal import JSONText
internal import Records

/// How a record becomes a line of an extract: as it is in its source, a part of that, or its id alone.
struct RecordLayout {
  private var projections: [String: RecordProjection] = [:]
  private let order: [String]
  private let plans: [String: FieldPlan]
  private let columns: [String: [IndexColumn]]
  /// Columns that an index of the lines must be told, by corpus.
  private let declared: [String: [FieldPlan.Column]]
  /// Corpora whose records go by running numbers because a field that was taken for their id repeats:
  /// an index of the lines looks for itself.
  private let misnamed: Set<String>
  private let options: ExtractOptions
  private var beside: CopiedColumns

  /// Lays out the records of some corpora.
  ///
  /// - Parameters:
  ///   - corpora: In the order of the lines.
  ///   - namesRecords: Whether the user named the field of a corpus's record ids.
  ///   - options: What is written.
  init(
    _ corpora: [SearchedCorpus], namesRecords: (String) -> Bool, options: ExtractOptions
  ) {
    self.options = options
    misnamed = Set(
      corpora.filter { $0.snapshot.repeatedID != nil && !namesRecords($0.name) }.map(\.name))
    order = corpora.map(\.name)
    beside = CopiedColumns(corpora)
    plans = Dictionary(
      corpora.map { ($0.name, $0.snapshot.fields) }, uniquingKeysWith: { first, _ in first })
    columns = Dictionary(
      corpora.map { ($0.name, $0.snapshot.columns) }, uniquingKeysWith: { first, _ in first })
    declared = Dictionary(
      corpora.map { ($0.name, Self.declared(of: $0.snapshot)) },
      uniquingKeysWith: { first, _ in first })
    if options.fields.isEmpty { return }
    for (name, plan) in plans {
      projections[name] = RecordProjection(
        options.fields, always: plan.recordID.map { [$0] } ?? [])
    }
  }

  /// The columns that were declared, and those with numbers that stand as text in the source and so in
  /// the lines.
  private static func declared(of snapshot: IndexSnapshot) -> [FieldPlan.Column] {
    var declared = snapshot.fields.columns
    guard snapshot.valuesAreWritten else { return declared }
    for column in snapshot.columns where [.integer, .real, .mixed].contains(column.type) {
      if declared.contains(where: { $0.name.isWritten(like: column.name) }) { continue }
      declared.append(.init(name: column.name, path: column.path, type: column.type))
    }
    return declared
  }

  /// What of a record a line needs.
  var parts: RecordParts { options.idsOnly ? [] : .value }

  /// Ids say which dataset they are of, where there are several.
  private var namesDataset: Bool { options.idsOnly && order.count > 1 }

  /// One record as a line, with its line break.
  mutating func line(of record: StoredRecord) -> [UInt8] {
    beside.pass(record)
    var bytes: [UInt8]
    if options.idsOnly {
      var members = [JSON.Member("id", .string(record.reference.record))]
      if namesDataset { members.insert(.init("dataset", .string(record.reference.corpus)), at: 0) }
      bytes = JSON.object(members).bytes
    } else if let chosen = projections[record.reference.corpus]?(record.content) {
      bytes = chosen.bytes
    } else {
      bytes = record.value
    }
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// The fields asked for are there; asked when all records were laid out.
  ///
  /// - Throws: ``CatalogError`` `usage` for a field that no record had.
  func checkFields() throws {
    let all = order.compactMap { projections[$0] }
    for field in options.fields
    where all.allSatisfy({ $0.missing.containsExactly(field) }) && !isIndexed(field) {
      var known: [String] = []
      for path in all.flatMap(\.knownPaths) where !known.containsExactly(path) {
        known.append(path)
      }
      // Without a record nothing can be said about its fields.
      if known.isEmpty { return }
      throw CatalogError(
        .usage, "no record has a field \"\(field)\"", remedy: .choose(.fields, from: known))
    }
  }

  /// Whether some record of the corpora has a field, though perhaps none of those written.
  private func isIndexed(_ field: String) -> Bool {
    order.contains { name in
      let plan = plans[name]
      let texts = (plan?.textFields ?? []).flatMap { $0.split(separator: "+").map(String.init) }
      let paths =
        texts + (plan?.recordID.map { [$0] } ?? [])
        + (columns[name] ?? []).map(\.path)
      return paths.contains {
        $0.isWritten(like: field) || $0.isWritten(beginningWith: field + ".")
      }
    }
  }

  /// The fields with which the lines are indexed as the records were; `nil` where no text is written.
  ///
  /// Where corpora have their bodies in different places, these are joined.
  var plan: FieldPlan? {
    let plans = order.compactMap { self.plans[$0] }
    guard !options.idsOnly, !plans.isEmpty else { return nil }
    var bodies: [String] = []
    for path in plans.flatMap({ ($0.textFields.first ?? "").split(separator: "+") })
    where !bodies.containsExactly(String(path)) { bodies.append(String(path)) }
    var texts = [bodies.joined(separator: "+")]
    for field in plans.flatMap({ $0.textFields.dropFirst() }) where !texts.containsExactly(field) {
      texts.append(field)
    }
    texts.removeAll { !$0.split(separator: "+").contains { isWritten(String($0)) } }
    let ids = Set(order.map { misnamed.contains($0) ? nil : self.plans[$0]?.recordID })
    if texts.isEmpty { return nil }
    var columns: [FieldPlan.Column] = []
    let labels = beside.labelColumns
    for column in order.flatMap({ declared[$0] ?? [] }) where !labels.contains(column.name) {
      let isTaken = columns.contains { $0.name.isWritten(like: column.name) }
      if !isTaken, isWritten(column.path) { columns.append(column) }
    }
    return FieldPlan(
      textFields: texts, recordID: ids.count == 1 ? ids.first ?? nil : nil, columns: columns,
      leftOut: leftOut, columnLimit: plans.map(\.columnLimit).max() ?? FieldPlan.usualColumnLimit)
  }

  /// Paths that are no columns of any corpus, and are kept out by one.
  private var leftOut: [String] {
    let all = order.flatMap { plans[$0]?.leftOut ?? [] }
    let used = Set(columns.values.joined().map(\.path))
    return Set(all).filter { !used.contains($0) && isWritten($0) }.sorted()
  }

  /// Columns that all records have from their files; known when all were laid out.
  var labels: [FileLabel] { plan == nil ? [] : beside.kept }

  /// What an index of the lines has not, or cannot keep apart; known when all were laid out.
  var notices: [Notice] {
    guard plan != nil else { return [] }
    let plans = order.compactMap { self.plans[$0] }
    var notices: [Notice] = []
    if Set(plans.map(\.textFields)).count > 1 {
      notices.append(
        Notice(
          "the datasets are searched in other fields, and an index of the copy searches all of them "
            + "in every record"))
    }
    if Set(plans.map(\.recordID)).count > 1 {
      notices.append(
        Notice("the datasets name records by other fields, so those of the copy go by numbers"))
    }
    let lost = beside.lost
    if !lost.isEmpty {
      notices.append(
        Notice(
          "not in the copy, since records have it from their files: \(lost.joined(separator: ", "))"
        ))
    }
    return notices
  }

  /// The fields of a line, for the card.
  var schema: DataSchema {
    var schema = DataSchema()
    func add(_ name: String, _ role: DataField.Role?, _ type: String?) {
      // A description names its fields; one whose key is empty is found in the records again.
      guard !name.isEmpty, !schema.fields.contains(where: { $0.name.isWritten(like: name) }) else {
        return
      }
      schema.fields.append(DataField(name, role: role, type: type))
    }
    if options.idsOnly {
      if namesDataset { add("dataset", .source, "string") }
      add("id", .id, "string")
      return schema
    }
    for name in order {
      guard let plan = plans[name] else { continue }
      if let id = plan.recordID { add(id, .id, "string") }
      for field in plan.textFields where isWritten(field) { add(field, .text, "string") }
      for column in columns[name] ?? [] where isWritten(column.path) {
        let type =
          column.type == .real ? "number" : column.type == .mixed ? nil : column.type.rawValue
        add(column.path, nil, type)
      }
    }
    return schema
  }

  private func isWritten(_ path: String) -> Bool {
    options.fields.isEmpty
      || options.fields.contains {
        path.isWritten(like: $0) || path.isWritten(beginningWith: $0 + ".")
      }
  }
}
