package import JSONText

/// A plan as a JSON object that other machines read.
extension WorkPlan {
  /// The keys that decide what is made; whoever writes the file adds its own.
  package var members: [JSON.Member] {
    [
      .init("fields", fields.tree), .init("method", method.tree),
      .init("memory", .integer(memory)), .init("jobs", .integer(jobs)),
      .init("options", .string(optionsID)),
      .init(
        "units", .array(zip(ids, units).map { .object([.init("id", .string($0))] + $1.members) })),
    ]
  }

  /// Reads the keys back.
  ///
  /// - Returns: `nil` when one is missing or not what it should be, or when this program would give a unit
  ///   another id.
  package init?(_ tree: JSON) {
    guard let fields = tree["fields"].flatMap(FieldPlan.init),
      let method = tree["method"].flatMap(IndexingMethod.init),
      let memory = tree["memory"]?.integer, memory > 0,
      let jobs = tree["jobs"]?.integer.flatMap({ Int(exactly: $0) }), jobs > 0,
      let units = tree["units"]?.array
    else { return nil }
    let read = units.compactMap(WorkUnit.init)
    guard read.count == units.count else { return nil }
    self.init(
      fields: fields, method: method, memory: UInt64(memory), jobs: jobs, units: read)
    guard ids == units.map({ $0["id"]?.string }) else { return nil }
  }
}

extension WorkUnit {
  fileprivate var members: [JSON.Member] {
    [.init("size", .integer(size)), .init("parts", .array(parts.map(\.tree)))]
  }

  fileprivate init?(_ tree: JSON) {
    guard let parts = tree["parts"]?.array else { return nil }
    self.init(parts: parts.compactMap(Part.init))
    if self.parts.isEmpty || self.parts.count != parts.count { return nil }
  }
}

extension WorkUnit.Part {
  fileprivate var tree: JSON {
    var members: [JSON.Member] = [
      .init("path", .string(path)), .init("bytes", .integer(byteCount)),
      .init("modified_ns", .integer(modifiedNanoseconds)), .init("format", .string(format)),
      .init("start", .integer(start)),
      .init("first_number", firstNumber.map { .integer($0) } ?? .null),
      .init("end", end.map { .integer($0) } ?? .null), .init("size", .integer(size)),
    ]
    if !attributes.isEmpty {
      members.append(.init("attributes", .array(attributes.map(\.tree))))
    }
    return .object(members)
  }

  fileprivate init?(_ tree: JSON) {
    guard let path = tree["path"]?.string, let byteCount = tree["bytes"]?.count,
      let modified = tree["modified_ns"]?.integer, let format = tree["format"]?.string,
      let start = tree["start"]?.count, let size = tree["size"]?.count
    else { return nil }
    let attributes = tree["attributes"]?.array ?? []
    self.init(
      path: path, byteCount: byteCount, modifiedNanoseconds: modified, format: format,
      start: start, firstNumber: tree["first_number"]?.count, end: tree["end"]?.count, size: size,
      attributes: attributes.compactMap(WorkUnit.Attributes.init))
    if self.attributes.count != attributes.count { return nil }
  }
}

extension WorkUnit.Attributes {
  fileprivate var tree: JSON {
    .object([
      .init("name", .string(name)), .init("path", .string(path)), .init("root", .string(root)),
      .init("bytes", .integer(byteCount)), .init("modified_ns", .integer(modifiedNanoseconds)),
    ])
  }

  fileprivate init?(_ tree: JSON) {
    guard let name = tree["name"]?.string, let path = tree["path"]?.string,
      let root = tree["root"]?.string, let byteCount = tree["bytes"]?.count,
      let modified = tree["modified_ns"]?.integer
    else { return nil }
    self.init(
      name: name, path: path, root: root, byteCount: byteCount, modifiedNanoseconds: modified)
  }
}

extension FieldPlan {
  fileprivate var tree: JSON {
    .object([
      .init("text", .strings(textFields)),
      .init("record_id", recordID.map { .string($0) } ?? .null),
      .init(
        "columns",
        .array(
          columns.map {
            .object([
              .init("name", .string($0.name)), .init("path", .string($0.path)),
              .init("type", $0.type.map { .string($0.rawValue) } ?? .null),
            ])
          })),
      .init("left_out", .strings(leftOut)), .init("column_limit", .integer(columnLimit)),
    ])
  }

  fileprivate init?(_ tree: JSON) {
    guard let texts = tree["text"]?.array?.compactMap(\.string), !texts.isEmpty,
      let columns = tree["columns"]?.array, let leftOut = tree["left_out"]?.array,
      let limit = tree["column_limit"]?.integer.flatMap({ Int(exactly: $0) }), limit >= 0
    else { return nil }
    self.init(
      textFields: texts, recordID: tree["record_id"]?.string,
      columns: columns.compactMap { column in
        guard let name = column["name"]?.string, let path = column["path"]?.string else {
          return nil
        }
        return Column(
          name: name, path: path, type: column["type"]?.string.flatMap(ColumnType.init))
      }, leftOut: leftOut.compactMap(\.string), columnLimit: limit)
    if self.columns.count != columns.count { return nil }
  }
}

extension IndexingMethod {
  fileprivate var tree: JSON {
    .object([
      .init("analyzer", .string(analyzer.rawValue)),
      .init("stem", stemming.map { .string($0) } ?? .null),
      .init("stop_words", .strings(stopWords)), .init("store", .string(store.rawValue)),
      .init("reorder", .string(reordering.rawValue)),
    ])
  }

  fileprivate init?(_ tree: JSON) {
    guard let analyzer = tree["analyzer"]?.string.flatMap(AnalyzerKind.init),
      let words = tree["stop_words"]?.array,
      let store = tree["store"]?.string.flatMap(TextStore.init),
      let reordering = tree["reorder"]?.string.flatMap(Reordering.init)
    else { return nil }
    self.init(
      analyzer: analyzer, stemming: tree["stem"]?.string, stopWords: words.compactMap(\.string),
      store: store, reordering: reordering)
  }
}

extension JSON {
  /// A number that is a count or an offset; `nil` for `null` and anything else.
  fileprivate var count: UInt64? { integer.flatMap { UInt64(exactly: $0) } }
}
