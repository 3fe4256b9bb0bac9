internal import Datasets
internal import Foundation
internal import GRDB

/// A dataset as the listing index sees it.
struct IndexedDescription {
  var dataset: Dataset
  var layer: StoredDataset.Layer
  var isEdited: Bool
  var index: IndexState.State
  var isRemoved: Bool

  init(
    _ dataset: Dataset, layer: StoredDataset.Layer, isEdited: Bool, index: IndexState.State,
    isRemoved: Bool
  ) {
    self.dataset = dataset
    self.layer = layer
    self.isEdited = isEdited
    self.index = index
    self.isRemoved = isRemoved
  }
}

/// Changes of the listing index, gathered over one transaction and written chunk by chunk.
struct IndexBatch {
  /// Changes gathered before they are written: one chunk's worth bounds the memory.
  static let limit = Chunk.capacity

  /// One dataset that changes; nil means that it is not there before or after.
  private struct Change {
    var number: Int64
    var before: IndexedDescription?
    var after: IndexedDescription?
  }

  let db: Database
  private var changes: [Change] = []

  init(_ db: Database) { self.db = db }

  /// Whether it is time to write: enough changes wait, or the last one fills a chunk, so that the
  /// next changes begin an empty one, which is cheapest to write.
  var isFull: Bool {
    changes.count >= Self.limit
      || changes.last.map { Chunk.place($0.number) == Chunk.capacity - 1 } ?? false
  }

  /// How many changes wait; ``cut(to:)`` takes the later ones back.
  var count: Int { changes.count }

  mutating func cut(to count: Int) { changes.removeLast(changes.count - count) }

  mutating func change(
    _ number: Int64, from before: IndexedDescription?, to after: IndexedDescription?
  ) {
    changes.append(Change(number: number, before: before, after: after))
  }

  mutating func flush() throws {
    guard !changes.isEmpty else { return }
    do {
      var empty: Set<Int64> = []
      for chunk in Set(changes.map { Chunk.of($0.number) })
      where try bytes("column_chunk", DatasetField.stateColumn << 32 | chunk) == nil {
        empty.insert(chunk)
      }
      try writeColumns()
      try writePostings(emptyChunks: empty)
    } catch is ByteCursor.Damage {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT, message: "the listing index is damaged")
    }
    changes = []
  }

  // MARK: - Columns

  private func writeColumns() throws {
    var words: [Int64: WordChunk] = [:]
    var numbers: [Int64: NumberChunk] = [:]
    var codes = WordCodes(db)
    func key(_ column: Int64, _ number: Int64) -> Int64 { column << 32 | Chunk.of(number) }
    for change in changes {
      let facts = change.after.map {
        DatasetFacts($0.dataset, layer: $0.layer, isEdited: $0.isEdited, index: $0.index)
      }
      let place = Chunk.place(change.number)
      let state = change.after.map { [$0.isRemoved ? "removed" : "live"] } ?? []
      let stateKey = key(DatasetField.stateColumn, change.number)
      if words[stateKey] == nil { words[stateKey] = try load(stateKey) }
      words[stateKey]?[place] = try codes.codes(of: state, in: DatasetField.stateColumn)
      for field in DatasetField.allCases {
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

  /// One occurrence of a term, or that a dataset loses the term.
  private struct Occurrence {
    /// The rank of the term among those of this flush.
    var term: UInt32
    var position: UInt32
    var number: Int64
    var isInName: Bool
    var isLoss: Bool

    static func precedes(_ left: Occurrence, _ right: Occurrence) -> Bool {
      if left.term != right.term { return left.term < right.term }
      if left.number != right.number { return left.number < right.number }
      return left.position < right.position
    }
  }

  /// Gathers every occurrence, sorts them by term and dataset, and writes chunk after chunk: sorting
  /// one flat list costs a third of filling a table of lists.
  private func writePostings(emptyChunks: Set<Int64>) throws {
    var ranks: [String: UInt32] = [:]
    var occurrences: [Occurrence] = []
    var lengths: [Int64: NumberChunk] = [:]
    func rank(_ term: String) -> UInt32 {
      if let rank = ranks[term] { return rank }
      let rank = UInt32(ranks.count)
      ranks[term] = rank
      return rank
    }
    for change in latestChanges() {
      if let before = change.before {
        for term in Set(DescriptionText(before.dataset).terms.map(\.text)) {
          occurrences.append(
            Occurrence(
              term: rank(term), position: 0, number: change.number, isInName: false, isLoss: true))
        }
      }
      let lengthKey = DatasetField.lengthColumn << 32 | Chunk.of(change.number)
      var length = Double.nan
      if let after = change.after {
        let text = DescriptionText(after.dataset)
        length = Double(text.length)
        for term in text.terms {
          occurrences.append(
            Occurrence(
              term: rank(term.text), position: term.position, number: change.number,
              isInName: term.position < text.nameEnd, isLoss: false))
        }
      }
      if lengths[lengthKey] == nil { lengths[lengthKey] = try load(lengthKey) }
      lengths[lengthKey]?[Chunk.place(change.number)] = length
    }
    for (key, chunk) in lengths {
      try db.execute(
        sql: "INSERT OR REPLACE INTO column_chunk (key, data) VALUES (?, ?)",
        arguments: [key, Data(chunk.bytes)])
    }
    let terms = ranks.keys.sorted()
    // Ranks in the order of the terms, so that the tables are written from front to back.
    var order = Array(repeating: UInt32(0), count: terms.count)
    for (position, term) in terms.enumerated() {
      order[Int(ranks[term] ?? 0)] = UInt32(position)
    }
    for index in occurrences.indices {
      occurrences[index].term = order[Int(occurrences[index].term)]
    }
    occurrences.sort(by: Occurrence.precedes)
    try write(occurrences, terms: terms, emptyChunks: emptyChunks)
  }

  /// The changes with those of one dataset made into one, from its first state to its last.
  private func latestChanges() -> [Change] {
    var latest: [Change] = []
    var places: [Int64: Int] = [:]
    for change in changes {
      if let place = places[change.number] {
        latest[place].after = change.after
      } else {
        places[change.number] = latest.count
        latest.append(change)
      }
    }
    return latest
  }

  private func write(
    _ occurrences: [Occurrence], terms: [String], emptyChunks: Set<Int64>
  ) throws {
    let find = try db.cachedStatement(sql: "SELECT number FROM text_term WHERE term = ?")
    let addTerm = try db.cachedStatement(sql: "INSERT INTO text_term (term, number) VALUES (?, ?)")
    var next = 1 + (try Int64.fetchOne(db, sql: "SELECT max(number) FROM text_term") ?? 0)
    var start = 0
    while start < occurrences.count {
      let rank = occurrences[start].term
      let term = terms[Int(rank)]
      let number: Int64
      var isNew = false
      if let known = try Int64.fetchOne(find, arguments: [term]) {
        number = known
      } else {
        try addTerm.execute(arguments: [term, next])
        number = next
        next += 1
        isNew = true
      }
      while start < occurrences.count, occurrences[start].term == rank {
        let chunk = Chunk.of(occurrences[start].number)
        var end = start
        while end < occurrences.count, occurrences[end].term == rank,
          Chunk.of(occurrences[end].number) == chunk
        {
          end += 1
        }
        try write(
          occurrences[start..<end], key: number << 20 | chunk,
          isNew: isNew || emptyChunks.contains(chunk))
        start = end
      }
    }
  }

  /// Writes the occurrences of one term in one chunk over what is there.
  private func write(_ occurrences: ArraySlice<Occurrence>, key: Int64, isNew: Bool) throws {
    let put = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO text_posting (key, data) VALUES (?, ?)")
    guard !isNew, let old = try bytes("text_posting", key) else {
      let new = Self.encoded(occurrences)
      if !new.isEmpty { try put.execute(arguments: [key, Data(new)]) }
      return
    }
    var changed: Set<Int> = []
    for occurrence in occurrences where occurrence.isLoss {
      changed.insert(Chunk.place(occurrence.number))
    }
    var postings = try TermChunk(old)
    if !changed.isEmpty { postings.entries.removeAll { changed.contains($0.place) } }
    let added = try TermChunk(Self.encoded(occurrences)).entries
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
  private static func encoded(_ occurrences: ArraySlice<Occurrence>) -> [UInt8] {
    var bytes: [UInt8] = []
    var positions: [UInt8] = []
    var lastPlace = -1
    var index = occurrences.startIndex
    while index < occurrences.endIndex {
      let number = occurrences[index].number
      positions.removeAll(keepingCapacity: true)
      var count = 0
      var inNames = 0
      var previous: UInt32 = 0
      while index < occurrences.endIndex, occurrences[index].number == number {
        let occurrence = occurrences[index]
        index += 1
        if occurrence.isLoss { continue }
        count += 1
        if occurrence.isInName { inNames += 1 }
        positions.append(varint: Int(occurrence.position - previous))
        previous = occurrence.position
      }
      guard count > 0 else { continue }
      let place = Chunk.place(number)
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
  /// Changes when the index must be made anew: its layout, its fields, its terms.
  static let indexVersion = "1 \(DatasetField.names)"

  /// Makes the listing index from the descriptions, when it was made by other rules.
  static func rebuildIndexIfNeeded(_ db: Database) throws {
    let held = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'index'")
    if held == indexVersion { return }
    try db.execute(
      sql: """
        DELETE FROM column_chunk; DELETE FROM column_word;
        DELETE FROM text_term; DELETE FROM text_posting;
        """)
    var batch = IndexBatch(db)
    let rows = try Row.fetchCursor(
      db,
      sql:
        "SELECT \(DatasetRow.columns) FROM dataset WHERE document IS NOT NULL ORDER BY number")
    while let row = try rows.next() {
      let row = DatasetRow(row)
      batch.change(
        row.number, from: nil, to: try indexed(row, state: indexState(number: row.number, db).state)
      )
      if batch.isFull { try batch.flush() }
    }
    try batch.flush()
    try db.execute(
      sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('index', ?)",
      arguments: [indexVersion])
  }

  static func indexed(_ row: DatasetRow, state: IndexState.State) throws -> IndexedDescription? {
    guard row.document != nil else { return nil }
    return IndexedDescription(
      try row.dataset(), layer: row.layer, isEdited: row.overlay != nil, index: state,
      isRemoved: row.removedAt != nil)
  }

  /// Notes that the state of a dataset's own index changed.
  static func reindex(
    _ row: DatasetRow, was: IndexState.State, now: IndexState.State, _ db: Database
  ) throws {
    var batch = IndexBatch(db)
    batch.change(
      row.number, from: try indexed(row, state: was), to: try indexed(row, state: now))
    try batch.flush()
  }
}
