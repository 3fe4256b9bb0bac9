internal import CatalogService
internal import CorpusIndex
internal import JSONText
internal import Storage

/// All matches of a query as rows, read while they are fetched.
struct ScanStream {
  /// What of a record stands in a column.
  fileprivate enum Source {
    case number, record, score, value
    case text(String)
    case field(String, ArrowOutputType)
  }

  private let scan: RecordScan
  private let sources: [Source]
  private let batch: Int

  /// A stream whose batches are read under a task as well.
  ///
  /// - Throws: ``CatalogError`` for columns that there are not, ``IndexFailure`` for a query that cannot
  ///   be read.
  static func make(
    _ handle: SnapshotHandle, _ query: String, _ options: String?, _ task: TaskHandle
  ) throws -> ArrowOutputStream {
    var arguments = try Arguments(options, of: "scan")
    var choice = RecordChoice(matching: query, where: try arguments.text("where"))
    choice.all = try arguments.flag("all") ?? false
    let batch = try arguments.number("batch", in: 1...1 << 24) ?? 65_536
    let wanted = try arguments.texts("columns")
    try arguments.finish()
    let names = wanted.isEmpty ? ["record"] : wanted
    let sources = try names.map { try source(of: $0, in: handle) }
    choice.parts = parts(sources)
    let readsDocuments = sources.contains { $0.readsDocuments }
    let scores = sources.contains { if case .score = $0 { true } else { false } }
    let stream = ScanStream(
      scan: try RecordScan(
        handle.searcher, choice, readsDocuments: readsDocuments, scores: scores),
      sources: sources, batch: batch)
    return ArrowOutputStream(zip(names, sources).map { ($0, $1.type) }) { columns in
      try task.run { try stream.next(columns) }
    }
  }

  private static func source(of name: String, in handle: SnapshotHandle) throws -> Source {
    switch name {
    case "number": return .number
    case "record": return .record
    case "score": return .score
    case "value": return .value
    default: break
    }
    let snapshots = handle.corpora.map(\.snapshot)
    if snapshots.contains(where: { $0.fields.textFields.contains(name) }) { return .text(name) }
    let columns = snapshots.flatMap { $0.columns.filter { $0.name == name } }
    guard let first = columns.first else {
      let known =
        ["number", "record", "score", "value"]
        + (snapshots.first.map { $0.fields.textFields + $0.columns.map(\.name) } ?? [])
      throw CatalogError(
        .usage, "there is no column “\(name)” to scan", at: .field(name),
        remedy: .choose(.fields, from: known))
    }
    let isPlain = columns.allSatisfy { !$0.isList && $0.type == first.type }
    guard isPlain else { return .field(name, .text) }
    switch first.type {
    case .integer: return .field(name, .integer)
    case .real: return .field(name, .real)
    case .boolean: return .field(name, .boolean)
    case .string, .mixed: return .field(name, .text)
    }
  }

  private static func parts(_ sources: [Source]) -> RecordParts {
    var parts: RecordParts = []
    for source in sources {
      switch source {
      case .number, .record, .score: break
      case .value: parts.insert(.value)
      case .text: parts.insert(.texts)
      case .field: parts.insert(.fields)
      }
    }
    return parts
  }

  /// Appends the next rows.
  private func next(_ columns: [ArrowOutputColumn]) throws -> Int {
    guard try scan.next(batch) else { return 0 }
    var readsRecords = false
    for (source, column) in zip(sources, columns) {
      switch source {
      case .number: column.appendNumbers { scan.appendNumbers(to: &$0) }
      case .record: for index in 0..<scan.count { column.append(try scan.id(index)) }
      case .score: for index in 0..<scan.count { column.append(Double(scan.score(index))) }
      case .value, .text, .field: readsRecords = true
      }
    }
    if readsRecords { try appendRecords(to: columns) }
    return scan.count
  }

  /// Reads each record once for all columns that need it.
  private func appendRecords(to columns: [ArrowOutputColumn]) throws {
    for index in 0..<scan.count {
      try Cancellation.check()
      let record = try scan.record(index)
      for (source, column) in zip(sources, columns) {
        switch source {
        case .number, .record, .score: break
        case .value: column.append(record.value)
        case .text(let name):
          if let text = record.texts.first(where: { $0.field == name }) {
            column.append(text.text)
          } else {
            column.appendNull()
          }
        case .field(let name, let type):
          append(record.fields.first { $0.name == name }?.value, as: type, to: column)
        }
      }
    }
  }

  private func append(
    _ value: FieldValue?, as type: ArrowOutputType, to column: ArrowOutputColumn
  ) {
    switch (value, type) {
    case (nil, _): column.appendNull()
    case (.integer(let number), .integer): column.append(number)
    case (.integer(let number), .real): column.append(Double(number))
    case (.real(let number), .real): column.append(number)
    case (.boolean(let truth), .boolean): column.append(truth)
    case (.string(let text), .text): column.append(text)
    case (let value?, .text): column.append(value.tree.text)
    default: column.appendNull()
    }
  }
}

extension ScanStream.Source {
  /// It is told of the document, not of the record's place alone.
  fileprivate var readsDocuments: Bool {
    switch self {
    case .number, .score: false
    case .record, .value, .text, .field: true
    }
  }

  var type: ArrowOutputType {
    switch self {
    case .number: .unsigned
    case .score: .real
    case .record, .value, .text: .text
    case .field(_, let type): type
    }
  }
}
