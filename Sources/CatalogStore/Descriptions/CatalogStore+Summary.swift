internal import Datasets
internal import GRDB
internal import JSONText
internal import QueryLanguage

// The catalogue in numbers.
extension CatalogStore {
  /// Counts and sums over the present datasets, by the fields that a platform reports.
  package func summary(
    by fields: [String] = ["sector", "kind", "language", "license", "modality", "access", "year"]
  ) throws -> CatalogSummary {
    try translating {
      try pool.read { db in
        let listing = try Listing(DatasetQuery(), db: db)
        return try listing.summary(by: fields)
      }
    }
  }
}

/// The catalogue in numbers.
///
/// Sums add the leading figure of each dataset that is not part of another one in the catalogue, so
/// that a whole and its parts are not counted twice; what is unknown is counted beside every sum.
package struct CatalogSummary: Sendable, Hashable {
  package var datasets = 0
  package var clusters = 0
  package var builtIn = 0
  package var own = 0
  package var edited = 0
  package var removed = 0
  package var indexed = 0
  /// Datasets that are part of another one, which the sums leave out.
  package var parts = 0
  package var bytes = Total()
  package var records = Total()
  package var tokens = Total()
  package var groups: [Group] = []

  /// A sum with what is missing from it.
  package struct Total: Sendable, Hashable {
    package var sum: Double = 0
    /// Datasets with a figure.
    package var known = 0
    /// Datasets without one.
    package var unknown = 0

    mutating func add(_ value: Double) {
      if value.isNaN {
        unknown += 1
      } else {
        sum += value
        known += 1
      }
    }
  }

  /// One field with its values.
  package struct Group: Sendable, Hashable {
    package var field: String
    package var rows: [Row]
  }

  /// One value of a field; nil stands for the datasets that have none.
  package struct Row: Sendable, Hashable {
    package var value: String?
    package var datasets = 0
    /// Clusters that these datasets belong to.
    package var clusters = 0
    package var bytes = Total()
  }
}

extension Listing {
  func summary(by fields: [String]) throws -> CatalogSummary {
    var summary = CatalogSummary()
    let live = try columns.state().selection { $0 == "live" }
    let bytes = try columns.numbers(.bytes).values
    let records = try columns.numbers(.records).values
    let tokens = try columns.numbers(.tokens).values
    summary.datasets = live.selectedCount
    summary.removed = try columns.state().selection { $0 == "removed" }.selectedCount
    summary.clusters = try columns.words(.cluster).counts(in: live).words.count { $0 > 0 }
    func count(_ field: DatasetField, _ value: String) throws -> Int {
      var selection = try columns.words(field).selection { $0 == value }
      selection.formIntersection(live)
      return selection.selectedCount
    }
    summary.builtIn = try count(.layer, StoredDataset.Layer.builtIn.rawValue)
    summary.own = try count(.layer, StoredDataset.Layer.own.rawValue)
    summary.edited = try count(.edited, "true")
    summary.indexed = try count(.indexed, "true")
    let inside = try parts()
    live.forEach { number in
      if inside[number] {
        summary.parts += 1
        return
      }
      summary.bytes.add(bytes[number])
      summary.records.add(records[number])
      summary.tokens.add(tokens[number])
    }
    for name in fields {
      let field = try field(name, in: name, as: .facet)
      guard field.shape != .row else { continue }
      let isYear = field == .year
      summary.groups.append(
        CatalogSummary.Group(
          field: field.rawValue,
          rows: try rows(of: field, live, inside, bytes).sorted { left, right in
            guard let first = left.value, let second = right.value else {
              return left.value != nil
            }
            if isYear { return first > second }
            return (right.datasets, first) < (left.datasets, second)
          }))
    }
    return summary
  }

  /// Counts and sums of the values of a field; `inside` are the datasets that sums leave out.
  private func rows(
    of field: DatasetField, _ live: Selection, _ inside: Selection, _ bytes: [Double]
  ) throws -> [CatalogSummary.Row] {
    let clusters = try columns.words(.cluster)
    var rows: [CatalogSummary.Row] = []
    // A value with a cluster, in one number: sorted, those that differ are counted fast.
    var pairs: [UInt64] = []
    func add(_ row: Int, _ number: Int) {
      rows[row].datasets += 1
      if !inside[number] { rows[row].bytes.add(bytes[number]) }
      for index in clusters.starts[number]..<clusters.starts[number + 1] {
        pairs.append(UInt64(row) << 32 | UInt64(clusters.codes[Int(index)]))
      }
    }
    if field.shape == .words {
      let column = try columns.words(field)
      rows = column.dictionary.map { CatalogSummary.Row(value: $0) }
      rows.append(CatalogSummary.Row(value: nil))
      let wider = field.wider(column.dictionary)
      live.forEach { number in
        let codes = column.found(number, by: wider)
        if codes.isEmpty { add(rows.count - 1, number) }
        for code in codes { add(Int(code), number) }
      }
    } else {
      let values = try columns.numbers(field).values
      var places: [Double: Int] = [:]
      rows = [CatalogSummary.Row(value: nil)]
      live.forEach { number in
        let value = values[number]
        if value.isNaN { return add(0, number) }
        let place = places[value, default: rows.count]
        if place == rows.count {
          places[value] = place
          rows.append(CatalogSummary.Row(value: JSON.double(value).scalarText))
        }
        add(place, number)
      }
    }
    pairs.sort()
    for (index, pair) in pairs.enumerated() where index == 0 || pairs[index - 1] != pair {
      rows[Int(pair >> 32)].clusters += 1
    }
    return rows.filter { $0.datasets > 0 }
  }

  /// Datasets that call themselves part of one that is present.
  func parts() throws -> Selection {
    var selection = Selection(count: columns.count)
    let numbers = try Int64.fetchCursor(
      db,
      sql: """
        SELECT child.number FROM edge
        JOIN dataset AS child ON child.id = edge.child
        JOIN dataset AS whole ON whole.id = edge.parent
        WHERE edge.relation = 'part-of' AND whole.document IS NOT NULL
          AND whole.removed_at IS NULL
        """)
    while let number = try numbers.next() { selection[Int(number)] = true }
    return selection
  }
}
