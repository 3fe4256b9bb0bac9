internal import JSONText
internal import Records

/// The resources of a data package: their files, dialects and schemas (Data Package 2, Table Dialect,
/// Table Schema; version 1 is read too).
enum ResourceLayout {
  static func read(_ dataset: Dataset, into layout: inout FileLayout) {
    let files = dataset.distributions.filter { !patterns(of: $0).isEmpty }
    var types: [String: RecordSchema.ColumnType?] = [:]
    var order: [String] = []
    var keys: Set<[String]> = []
    for (number, file) in files.enumerated() {
      let schema = file.extra.first { $0.key == "schema" }?.value
      let own = schema?["fields"]?.elements.map { field in
        (name: field["name"]?.scalarText, type: field["type"]?.scalarText)
      }
      let plain = number == 0 ? dataset.schema?.fields.map { ($0.name, $0.type) } ?? [] : []
      let fields = own?.compactMap { field in field.name.map { ($0, field.type) } } ?? plain
      for (name, type) in fields {
        let type = RecordSchema.ColumnType(declaredAs: type)
        if let known = types[name] {
          // Resources that disagree leave the type to the values.
          if known != type { types[name] = .some(nil) }
        } else {
          types[name] = .some(type)
          order.append(name)
        }
      }
      let key =
        (schema?["primaryKey"]).map { $0.elements.compactMap(\.scalarText) }
        ?? (number == 0 ? dataset.schema?.key : nil)
      keys.insert(key ?? [])
      var part = FileLayout.Part(patterns: patterns(of: file))
      if files.count > 1, let id = file.id { part.labels = [FileLayout.Label("resource", [id])] }
      part.settings["encoding"] = file.encoding?.lowercased()
      read(
        file.extra.first { $0.key == "dialect" }?.value ?? .null, names: fields.map(\.0),
        into: &part,
        &layout.notes, of: file.id ?? part.patterns[0])
      layout.parts.append(part)
    }
    layout.fields = order.map { FileLayout.Field(path: $0, type: types[$0] ?? nil) }
    // Each table may number its rows by itself: whoever follows looks whether a key names one record.
    if keys.count == 1, let key = keys.first, key.count == 1 { layout.recordID = key[0] }
  }

  /// Paths that lie beside the description.
  private static func patterns(of file: Distribution) -> [String] {
    (file.includes + [file.path].compactMap(\.self)).filter { !$0.contains("://") }
  }

  private static func read(
    _ dialect: JSON, names: [String], into part: inout FileLayout.Part, _ notes: inout [String],
    of resource: String
  ) {
    func unread(_ what: String) {
      notes.append("\(resource): the dialect says \(what), which is not read so")
    }
    if let delimiter = dialect["delimiter"]?.string {
      part.settings["delimiter"] = delimiter == "\t" ? "tab" : delimiter
    }
    if dialect["header"]?.bool == false {
      part.settings["header"] = "none"
      if !names.isEmpty { part.settings["names"] = SettingText.list(names) }
    } else if dialect["header"]?.bool == true {
      part.settings["header"] = "first"
    }
    if let quote = dialect["quoteChar"] {
      switch quote.scalarText {
      case "\""?: part.settings["quote"] = "doubled"
      case "'"?: part.settings["quote"] = "single"
      case nil, ""?: part.settings["quote"] = "none"
      case let other?: unread("that \(other) quotes fields")
      }
    }
    if dialect["escapeChar"]?.string == "\\" { part.settings["quote"] = "backslash" }
    if let skips = dialect["skipInitialSpace"]?.bool {
      part.settings["space"] = skips ? "skip" : "keep"
    }
    if dialect["lineTerminator"]?.string == "\r" { part.settings["line"] = "cr" }
    if let sign = dialect["commentChar"]?.string { unread("that \(sign) begins a comment") }
    if let rows = dialect["headerRows"]?.elements, rows.compactMap(\.integer) != [1] {
      unread("that names stand in rows \(rows.compactMap(\.scalarText).joined(separator: ", "))")
    }
  }
}
