internal import Datasets
internal import FoundationEssentials
internal import GRDB

/// A dataset as the listing index sees it.
struct IndexedDescription: Sendable {
  var dataset: Dataset
  var layer: StoredDataset.Layer
  var isEdited: Bool
  var index: IndexState.State
  var isRemoved: Bool
  /// What introduces its cluster, by which it is found too.
  var introduction: [String]

  init(
    _ dataset: Dataset, layer: StoredDataset.Layer, isEdited: Bool, index: IndexState.State,
    isRemoved: Bool, introduction: [String]
  ) {
    self.dataset = dataset
    self.layer = layer
    self.isEdited = isEdited
    self.index = index
    self.isRemoved = isRemoved
    self.introduction = introduction
  }
}

/// Changes of the listing index, gathered over one transaction and written chunk by chunk.
struct IndexBatch {
  /// Changes gathered before they are written: one chunk's worth bounds the memory.
  static let limit = Chunk.capacity
  /// The same for very long descriptions.
  static let textLimit = 16 << 20

  let db: Database
  private var changes: [IndexChange] = []
  /// Bytes of the descriptions that wait.
  private var textBytes = 0
  /// Numbers of terms, once many were looked up: nobody else writes meanwhile.
  private var termNumbers: [String: Int64]?

  init(_ db: Database) { self.db = db }

  /// Whether it is time to write: enough changes wait, or the last one fills a chunk, so that the
  /// next changes begin an empty one, which is cheapest to write.
  var isFull: Bool {
    changes.count >= Self.limit || textBytes >= Self.textLimit
      || changes.last.map { Chunk.place($0.number) == Chunk.capacity - 1 } ?? false
  }

  /// How many changes wait; ``cut(to:)`` takes the later ones back.
  var count: Int { changes.count }

  mutating func cut(to count: Int) { changes.removeLast(changes.count - count) }

  mutating func change(
    _ number: Int64, from before: IndexedDescription?, to after: IndexedDescription?
  ) {
    for dataset in [before?.dataset, after?.dataset] {
      textBytes += dataset?.description.all.reduce(0) { $0 + $1.utf8.count } ?? 0
    }
    changes.append(IndexChange(number: number, before: before, after: after))
  }

  mutating func flush() throws {
    guard !changes.isEmpty else { return }
    do {
      var empty: Set<Int64> = []
      for chunk in Set(changes.map { Chunk.of($0.number) })
      where try bytes("column_chunk", DatasetField.stateColumn << 32 | chunk) == nil {
        empty.insert(chunk)
      }
      let latest = latestChanges()
      for start in stride(from: 0, to: latest.count, by: DescriptionAnalysis.limit) {
        let part = Array(latest[start..<min(latest.count, start + DescriptionAnalysis.limit)])
        let pieces = DescriptionAnalysis.pieces(of: part)
        try writeColumns(part, pieces.flatMap(\.facts))
        try writePostings(part, pieces, emptyChunks: start == 0 ? empty : [])
      }
    } catch is ByteCursor.Damage {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "the listing index is damaged")
    }
    changes = []
    textBytes = 0
  }

  // MARK: - Columns

  private func writeColumns(
    _ changes: [IndexChange], _ values: [(facts: DatasetFacts?, length: Double)]
  ) throws {
    var words: [Int64: WordChunk] = [:]
    var numbers: [Int64: NumberChunk] = [:]
    var codes = WordCodes(db)
    func key(_ column: Int64, _ number: Int64) -> Int64 { column << 32 | Chunk.of(number) }
    for (change, (facts, length)) in zip(changes, values) {
      let lengthKey = key(DatasetField.lengthColumn, change.number)
      if numbers[lengthKey] == nil { numbers[lengthKey] = try load(lengthKey) }
      numbers[lengthKey]?[Chunk.place(change.number)] = length
      let place = Chunk.place(change.number)
      let state = change.after.map { [$0.isRemoved ? "removed" : "live"] } ?? []
      let stateKey = key(DatasetField.stateColumn, change.number)
      if words[stateKey] == nil { words[stateKey] = try load(stateKey) }
      words[stateKey]?[place] = try codes.codes(of: state, in: DatasetField.stateColumn)
      // Rights depend on other datasets and are written at the end; see ``RightsUpdate``.
      for field in DatasetField.allCases where !field.isOfRights || facts == nil {
        let key = key(field.column, change.number)
        switch field.shape {
        case .words:
          if words[key] == nil { words[key] = try load(key) }
          words[key]?[place] = try codes.codes(of: facts?.words[field] ?? [], in: field.column)
        case .number:
          if numbers[key] == nil { numbers[key] = try load(key) }
          numbers[key]?[place] = facts?.numbers[field] ?? .nan
        case .row: break
        }
      }
    }
    let write = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO column_chunk (key, data) VALUES (?, ?)")
    for (key, chunk) in words { try write.execute(arguments: [key, Data(chunk.bytes)]) }
    for (key, chunk) in numbers { try write.execute(arguments: [key, Data(chunk.bytes)]) }
  }

  /// Writes verdicts; nil takes them away.
  func write(_ standings: [(number: Int64, standing: RightsStanding?)]) throws {
    guard !standings.isEmpty else { return }
    var chunks: [Int64: WordChunk] = [:]
    var codes = WordCodes(db)
    for (number, standing) in standings {
      for (field, words) in [
        (DatasetField.use, standing?.clearPurposes.map(\.rawValue) ?? []),
        (DatasetField.verdict, standing.map { [$0[.commercial].name] } ?? []),
      ] {
        let key = field.column << 32 | Chunk.of(number)
        if chunks[key] == nil { chunks[key] = try load(key) }
        chunks[key]?[Chunk.place(number)] = try codes.codes(of: words, in: field.column)
      }
    }
    let write = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO column_chunk (key, data) VALUES (?, ?)")
    for (key, chunk) in chunks { try write.execute(arguments: [key, Data(chunk.bytes)]) }
  }

  private func bytes(_ table: String, _ key: Int64) throws -> [UInt8]? {
    try Data.fetchOne(
      db.cachedStatement(sql: "SELECT data FROM \(table) WHERE key = ?"), arguments: [key]
    ).map { [UInt8]($0) }
  }

  private func load(_ key: Int64) throws -> WordChunk {
    try bytes("column_chunk", key).map { try WordChunk($0) } ?? WordChunk()
  }

  private func load(_ key: Int64) throws -> NumberChunk {
    try bytes("column_chunk", key).map { try NumberChunk($0) } ?? NumberChunk()
  }

  // MARK: - Postings

  /// The changes with those of one dataset made into one, from its first state to its last, by
  /// rising number.
  private func latestChanges() -> [IndexChange] {
    var latest: [IndexChange] = []
    var places: [Int64: Int] = [:]
    for change in changes {
      if let place = places[change.number] {
        latest[place].after = change.after
      } else {
        places[change.number] = latest.count
        latest.append(change)
      }
    }
    latest.sort { $0.number < $1.number }
    return latest
  }

  /// Writes term after term, chunk after chunk; the pieces hold their terms and datasets in order.
  private mutating func writePostings(
    _ changes: [IndexChange], _ pieces: [DescriptionAnalysis], emptyChunks: Set<Int64>
  ) throws {
    let find = try db.cachedStatement(sql: "SELECT number FROM text_term WHERE term = ?")
    let addTerm = try db.cachedStatement(sql: "INSERT INTO text_term (term, number) VALUES (?, ?)")
    var next = 1 + (try Int64.fetchOne(db, sql: "SELECT max(number) FROM text_term") ?? 0)
    // Many terms are looked up faster all at once than one by one.
    if termNumbers == nil, pieces.contains(where: { $0.terms.count > 1000 }) {
      var all: [String: Int64] = [:]
      let rows = try Row.fetchCursor(db, sql: "SELECT term, number FROM text_term")
      while let row = try rows.next() { all[row[0]] = row[1] as Int64 }
      termNumbers = all
    }
    var termIndex = Array(repeating: 0, count: pieces.count)
    var start = Array(repeating: 0, count: pieces.count)
    var gathered: [DescriptionAnalysis.Occurrence] = []
    while true {
      var least: String?
      for (piece, index) in zip(pieces, termIndex) where index < piece.terms.count {
        if least == nil || piece.terms[index] < least ?? "" { least = piece.terms[index] }
      }
      guard let term = least else { break }
      gathered.removeAll(keepingCapacity: true)
      for (number, piece) in pieces.enumerated()
      where termIndex[number] < piece.terms.count && piece.terms[termIndex[number]] == term {
        while start[number] < piece.occurrences.count,
          Int(piece.occurrences[start[number]].term) == termIndex[number]
        {
          gathered.append(piece.occurrences[start[number]])
          start[number] += 1
        }
        termIndex[number] += 1
      }
      let known =
        if let termNumbers { termNumbers[term] } else {
          try Int64.fetchOne(find, arguments: [term])
        }
      if known == nil {
        try addTerm.execute(arguments: [term, next])
        termNumbers?[term] = next
        next += 1
      }
      let number = known ?? next - 1
      var first = 0
      while first < gathered.count {
        let chunk = Chunk.of(changes[gathered[first].change].number)
        var end = first
        while end < gathered.count, Chunk.of(changes[gathered[end].change].number) == chunk {
          end += 1
        }
        try write(
          gathered[first..<end], of: changes, key: number << 20 | chunk,
          isNew: known == nil || emptyChunks.contains(chunk))
        first = end
      }
    }
  }

  /// Writes the occurrences of one term in one chunk over what is there.
  private func write(
    _ occurrences: ArraySlice<DescriptionAnalysis.Occurrence>, of changes: [IndexChange],
    key: Int64, isNew: Bool
  ) throws {
    let put = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO text_posting (key, data) VALUES (?, ?)")
    guard !isNew, let old = try bytes("text_posting", key) else {
      let new = Self.encoded(occurrences, of: changes)
      if !new.isEmpty { try put.execute(arguments: [key, Data(new)]) }
      return
    }
    var changed: Set<Int> = []
    for occurrence in occurrences where occurrence.isLoss {
      changed.insert(Chunk.place(changes[occurrence.change].number))
    }
    var postings = try TermChunk(old)
    if !changed.isEmpty { postings.entries.removeAll { changed.contains($0.place) } }
    let added = try TermChunk(Self.encoded(occurrences, of: changes)).entries
    let isAfter = (postings.entries.last?.place ?? -1) < (added.first?.place ?? Int.max)
    postings.entries += added
    if !isAfter { postings.entries.sort { $0.place < $1.place } }
    if postings.entries.isEmpty {
      try db.cachedStatement(sql: "DELETE FROM text_posting WHERE key = ?").execute(
        arguments: [key])
    } else {
      try put.execute(arguments: [key, Data(postings.bytes)])
    }
  }

  /// Sorted occurrences in the layout of ``TermChunk``, losses left out.
  private static func encoded(
    _ occurrences: ArraySlice<DescriptionAnalysis.Occurrence>, of changes: [IndexChange]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var positions: [UInt8] = []
    var lastPlace = -1
    var index = occurrences.startIndex
    while index < occurrences.endIndex {
      let change = occurrences[index].change
      positions.removeAll(keepingCapacity: true)
      var count = 0
      var inNames = 0
      var previous: UInt32 = 0
      while index < occurrences.endIndex, occurrences[index].change == change {
        let occurrence = occurrences[index]
        index += 1
        if occurrence.isLoss { continue }
        count += 1
        if occurrence.isInName { inNames += 1 }
        positions.append(varint: Int(occurrence.position - previous))
        previous = occurrence.position
      }
      guard count > 0 else { continue }
      let place = Chunk.place(changes[change].number)
      bytes.append(varint: place - lastPlace - 1)
      bytes.append(varint: inNames)
      bytes.append(varint: count)
      bytes.append(varint: positions.count)
      bytes += positions
      lastPlace = place
    }
    return bytes
  }
}

/// The codes of the words of columns, given out as they are met.
private struct WordCodes {
  let db: Database
  private var known: [Int64: [String: UInt32]] = [:]
  private var next: [Int64: UInt32] = [:]

  init(_ db: Database) { self.db = db }

  mutating func codes(of words: [String], in column: Int64) throws -> [UInt32] {
    try words.map { try code(of: $0, in: column) }
  }

  private mutating func code(of word: String, in column: Int64) throws -> UInt32 {
    if let code = known[column]?[word] { return code }
    let found = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT code FROM column_word WHERE field = ? AND word = ?"),
      arguments: [column, word])
    if let found {
      let code = UInt32(truncatingIfNeeded: found)
      known[column, default: [:]][word] = code
      return code
    }
    let code =
      try next[column]
      ?? UInt32(
        truncatingIfNeeded: 1
          + (Int64.fetchOne(
            db, sql: "SELECT max(code) FROM column_word WHERE field = ?", arguments: [column])
            ?? -1))
    try db.cachedStatement(sql: "INSERT INTO column_word (field, code, word) VALUES (?, ?, ?)")
      .execute(arguments: [column, Int64(code), word])
    next[column] = code + 1
    known[column, default: [:]][word] = code
    return code
  }
}

extension DatasetField {
  /// Whether a dataset is there or removed.
  static let stateColumn: Int64 = 0
  /// How many terms its text has.
  static let lengthColumn: Int64 = 1
  /// The number under which a field is stored; ``CatalogStore/indexVersion`` guards the order.
  var column: Int64 { Int64(2 + (Self.allCases.firstIndex(of: self) ?? 0)) }
}

// MARK: - Making the index anew

extension CatalogStore {
  /// Changes when the index must be made anew: its layout, its fields, its terms, the rules by
  /// which rights are worked out.
  static let indexVersion =
    "4 \(DescriptionTerms.recipe) \(DatasetField.names) rights \(RightsGraph.version)"

  /// Makes the listing index from the descriptions, when it was made by other rules.
  static func rebuildIndexIfNeeded(_ db: Database) throws {
    let held = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'index'")
    if held != indexVersion { try rebuildIndex(db) }
  }

  /// Makes the listing index from the descriptions.
  static func rebuildIndex(_ db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM column_chunk; DELETE FROM column_word;
        DELETE FROM text_term; DELETE FROM text_posting;
        """)
    var batch = IndexBatch(db)
    var rights = RightsUpdate()
    let rows = try Row.fetchCursor(
      db,
      sql:
        "SELECT \(DatasetRow.columns) FROM dataset WHERE document IS NOT NULL ORDER BY number")
    while let row = try rows.next() {
      let row = DatasetRow(row)
      let indexed = try indexed(row, state: indexState(number: row.number, db).state, db)
      batch.change(row.number, from: nil, to: indexed)
      rights.note(row.id, from: nil, to: row.removedAt == nil ? indexed?.dataset : nil)
      if batch.isFull { try batch.flush() }
    }
    try batch.flush()
    let written = batch
    try rights.finish(db) { try written.write($0) }
    try db.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('index', ?)",
      arguments: [indexVersion])
  }

  static func indexed(
    _ row: DatasetRow, state: IndexState.State, _ db: Database
  ) throws -> IndexedDescription? {
    guard row.document != nil else { return nil }
    let dataset = try row.dataset()
    return IndexedDescription(
      dataset, layer: row.layer, isEdited: row.overlay != nil, index: state,
      isRemoved: row.removedAt != nil,
      introduction: try introduction(of: dataset.cluster, db))
  }

  /// What introduces a cluster of the built-in layer; nothing for another one.
  static func introduction(of cluster: String?, _ db: Database) throws -> [String] {
    guard let cluster,
      let document = try String.fetchOne(
        db.cachedStatement(sql: "SELECT document FROM cluster WHERE id = ?"), arguments: [cluster])
    else { return [] }
    return try decodeCluster(document).introduction.all
  }

  /// Notes that the state of a dataset's own index changed.
  static func reindex(
    _ row: DatasetRow, was: IndexState.State, now: IndexState.State, _ db: Database
  ) throws {
    var batch = IndexBatch(db)
    batch.change(
      row.number, from: try indexed(row, state: was, db), to: try indexed(row, state: now, db))
    try batch.flush()
  }
}
