internal import Datasets
internal import GRDB
internal import QueryLanguage

/// The datasets that somebody may have meant by a name that none has.
///
/// People write the beginning of an id (`cci-4-0`), the name in another spelling (`CCI4.0`), a few of
/// its words, its Chinese name, or a slip of the hand. Each of these is a reason, the better ones come
/// first, and shorter ids before longer ones for the same reason.
struct SimilarDatasets {
  /// Why a dataset may have been meant, the best reason first.
  private enum Reason: Int {
    /// An id, alias or name of the same letters and digits.
    case same
    /// One that begins with what was written.
    case beginning
    /// One that has all of the words.
    case words
    /// One that few changes lead to, or that contains what was written.
    case near
    /// One that has half of the words at least, of several.
    case halfOfTheWords
  }

  /// One dataset under all of its names.
  private struct Candidate {
    var id: String
    var names: [String]
  }

  private let wanted: String
  private let key: String
  private let words: Set<String>

  private init(_ name: String) {
    // Of an address the last part is a name.
    let wanted =
      name.contains("://") ? name.split(separator: "/").last.map(String.init) ?? name : name
    self.wanted = wanted
    key = Self.key(wanted)
    words = Set(Self.words(of: wanted))
  }

  /// The ids that were most likely meant, the likeliest first.
  static func ids(near wanted: String, limit: Int, _ db: Database) throws -> [String] {
    let similar = SimilarDatasets(wanted)
    guard !similar.key.isEmpty else { return [] }
    let candidates = try candidates(db, titles: !wanted.utf8.allSatisfy { $0 < 0x80 })
    let near = similar.near(among: candidates, limit: limit)
    var found: [(reason: Reason, length: Int, id: String)] = []
    for candidate in candidates {
      var reason = similar.reason(for: candidate)
      if near.contains(candidate.id), reason == nil || reason == .halfOfTheWords { reason = .near }
      if let reason { found.append((reason, candidate.id.utf8.count, candidate.id)) }
    }
    // Some of the words say little where anything else was found.
    if found.contains(where: { $0.reason != .halfOfTheWords }) {
      found.removeAll { $0.reason == .halfOfTheWords }
    }
    // Near ones stand in the order of their nearness.
    func place(_ id: String) -> Int { near.firstIndex(of: id) ?? 0 }
    return found.sorted { left, right in
      if left.reason == .near, right.reason == .near { return place(left.id) < place(right.id) }
      return (left.reason.rawValue, left.length, left.id)
        < (right.reason.rawValue, right.length, right.id)
    }.prefix(limit).map(\.id)
  }

  /// The ids of the datasets that are called so: by their id or an alias in whatever case, by a title
  /// in whatever language, or by the address of their homepage.
  ///
  /// Those that are there go before removed ones.
  static func ids(called name: String, _ db: Database) throws -> [String] {
    let wanted = name.lowercased()
    let address = PageAddress.key(meantBy: name) ?? wanted
    let aliased = Set(
      try Int64.fetchAll(
        db, sql: "SELECT dataset FROM alias WHERE alias = ? COLLATE NOCASE", arguments: [name]))
    var present: [String] = []
    var removed: [String] = []
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, number, removed_at IS NULL, json_extract(document, '$.homepage'),
          json_extract(document, '$.title')
        FROM dataset WHERE document IS NOT NULL ORDER BY id
        """)
    while let row = try rows.next() {
      let id: String = row[0]
      let isCalledSo =
        id == wanted || aliased.contains(row[1])
        || (row[3] as String?).map { PageAddress.key($0) == address } ?? false
        || CatalogStore.titles(row[4]).contains { $0.lowercased() == wanted }
      guard isCalledSo else { continue }
      if row[2] { present.append(id) } else { removed.append(id) }
    }
    let exact = present.isEmpty ? removed : present
    return exact.isEmpty ? try ids(spelled: name, db) : exact
  }

  /// The ids of the datasets of whose names one is spelled alike: `CCI 4.0` for `cci-4.0`, in full width
  /// too.
  private static func ids(spelled name: String, _ db: Database) throws -> [String] {
    let wanted = spelling(name)
    guard !wanted.isEmpty else { return [] }
    return try candidates(db, titles: !wanted.utf8.allSatisfy { $0 < 0x80 })
      .filter { $0.names.contains { spelling($0) == wanted } }.map(\.id)
  }

  /// Small letters with a hyphen for whatever stands between words.
  private static func spelling(_ name: String) -> String {
    narrow(name).lowercased().split { " .-_".contains($0) }.joined(separator: "-")
  }

  /// The datasets that are there, by id.
  private static let presentRows = """
    SELECT \(DatasetRow.columns), name FROM dataset
    WHERE document IS NOT NULL AND removed_at IS NULL ORDER BY id
    """

  /// Ids, aliases and, behind other characters than those of ids, names that begin with some text.
  static func names(
    beginningWith typed: String, language: String, _ db: Database
  ) throws -> [(text: String, name: String)] {
    let isName = !typed.utf8.allSatisfy { $0 < 0x80 }
    var found: [(text: String, name: String)] = []
    let rows = try Row.fetchCursor(db, sql: presentRows)
    while let row = try rows.next() {
      let entry = DatasetRow(row)
      let dataset = try entry.dataset()
      let name = dataset.title.text(in: language) ?? entry.id
      // A shell takes a name with spaces for several words.
      let names = isName ? dataset.title.all.filter { !$0.contains(" ") } : dataset.aliases
      for text in [entry.id] + names where text.hasPrefix(typed) { found.append((text, name)) }
    }
    return found
  }

  private func reason(for candidate: Candidate) -> Reason? {
    let keys = candidate.names.map(Self.key)
    if keys.contains(key) { return .same }
    let isLongEnough = key.count > 2 || !key.utf8.allSatisfy { $0 < 0x80 }
    if isLongEnough, keys.contains(where: { $0.hasPrefix(key) }) { return .beginning }
    let shared = candidate.names.reduce(0) { most, name in
      max(most, words.intersection(Self.words(of: name)).count)
    }
    if shared == words.count, !words.isEmpty { return .words }
    return words.count > 1 && 2 * shared >= words.count ? .halfOfTheWords : nil
  }

  /// The ids of datasets with a near name, the nearest first.
  private func near(among candidates: [Candidate], limit: Int) -> [String] {
    let pairs = candidates.flatMap { candidate in candidate.names.map { ($0, candidate.id) } }
    let owners = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    var ids: [String] = []
    for name in NearestName.all(near: wanted, among: pairs.map(\.0), limit: limit) {
      if let id = owners[name], !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  /// The datasets that are there.
  ///
  /// Names in other languages than the first stand in the description,
  /// which is read only when they may help.
  private static func candidates(_ db: Database, titles: Bool) throws -> [Candidate] {
    var aliases: [Int64: [String]] = [:]
    let named = try Row.fetchCursor(db, sql: "SELECT dataset, alias FROM alias ORDER BY alias")
    while let row = try named.next() { aliases[row[0], default: []].append(row[1]) }
    let rows = try Row.fetchCursor(db, sql: presentRows)
    var candidates: [Candidate] = []
    while let row = try rows.next() {
      let entry = DatasetRow(row)
      var names = [entry.id] + (aliases[entry.number] ?? [])
      names += titles ? try entry.dataset().title.all : [row["name"]]
      candidates.append(Candidate(id: entry.id, names: names))
    }
    return candidates
  }

  /// Letters and digits in small letters, those of full width as plain ones.
  private static func key(_ name: String) -> String {
    narrow(name).lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// Characters of full width as plain ones.
  private static func narrow(_ name: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar.value {
      case 0x3000: plain.append(" ")
      case 0xFF01...0xFF5E: plain.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      default: plain.append(scalar)
      }
    }
    return String(plain)
  }

  /// The words of a name; letters and digits beside each other are one.
  private static func words(of name: String) -> [String] {
    name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}

extension CatalogStore {
  /// Ids, aliases and names that begin with what was typed, each with the dataset's name in a
  /// language; names are looked at where characters stand that no id has.
  package func names(
    beginningWith typed: String, language: String
  ) throws -> [(text: String, name: String)] {
    try translating {
      try pool.read { db in
        try SimilarDatasets.names(beginningWith: typed, language: language, db)
      }
    }
  }

  /// Ids that somebody may have meant.
  static func similarIDs(to id: String, _ db: Database) throws -> [String] {
    try SimilarDatasets.ids(near: id, limit: 5, db)
  }
}
