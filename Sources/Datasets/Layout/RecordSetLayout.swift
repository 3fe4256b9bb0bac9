internal import JSONText
internal import Records

/// The record sets of a Croissant description: the files that their fields are taken from, and where in
/// a record each field stands.
enum RecordSetLayout {
  static func read(_ dataset: Dataset, into layout: inout FileLayout) {
    let kept = dataset.foreign(.croissant).first { $0.key == "recordSet" }?.value.elements ?? []
    let sets = kept.filter { !files(of: $0).isEmpty }
    var texts: [String] = []
    for set in sets {
      let patterns = files(of: set).flatMap { Self.patterns(of: $0, in: dataset) }
      if patterns.isEmpty { continue }
      var part = FileLayout.Part(patterns: patterns)
      if sets.count > 1, let name = name(of: set) {
        part.labels = [FileLayout.Label("config", [name])]
      }
      layout.parts.append(part)
      for field in set["field"]?.elements ?? [] {
        guard let path = Self.path(of: field, in: set) else { continue }
        let type = Self.type(of: field)
        // Text is what a field holds unless something else is said, and says nothing of a column.
        let column = type == "string" ? nil : RecordSchema.ColumnType(declaredAs: type)
        if let known = layout.fields.firstIndex(where: { $0.path == path }) {
          if layout.fields[known].type != column { layout.fields[known].type = nil }
        } else {
          layout.fields.append(FileLayout.Field(path: path, type: column))
          if type == "string" { texts.append(path) }
        }
      }
      let keys = (set["key"]?.elements ?? []).compactMap(LinkedData.reference)
      if sets.count == 1, keys.count == 1,
        let field = set["field"]?.elements.first(where: { id(of: $0) == keys[0] })
      {
        layout.recordID = path(of: field, in: set)
      }
    }
    texts.removeAll { $0 == layout.recordID }
    // One text is what is to be searched; among several the records decide.
    if texts.count == 1 { layout.textFields = texts }
  }

  private static func id(of tree: JSON) -> String? {
    tree["@id"]?.scalarText ?? tree["name"]?.scalarText
  }

  private static func name(of set: JSON) -> String? {
    set["name"]?.scalarText ?? set["@id"]?.scalarText
  }

  /// The files and sets of files that the fields of a record set are taken from.
  private static func files(of set: JSON) -> [String] {
    var found: [String] = []
    for field in set["field"]?.elements ?? [] {
      let source = field["source"]
      let reference = source?["fileSet"] ?? source?["fileObject"]
      if let id = reference.flatMap(LinkedData.reference), !found.contains(id) { found.append(id) }
    }
    return found
  }

  /// Where the files of a distribution lie, in archives too.
  private static func patterns(of id: String, in dataset: Dataset) -> [String] {
    guard let file = dataset.distributions.first(where: { $0.id == id }) else { return [] }
    let archive = file.containedIn.lazy
      .compactMap { id in dataset.distributions.first { $0.id == id }?.path }.first
    let own = file.includes + [file.path].compactMap(\.self)
    return own.map { path in archive.map { "\($0)/\(path)" } ?? path }
  }

  private static func type(of field: JSON) -> String? {
    let name = field["dataType"]?.elements.first.flatMap(LinkedData.reference)
    return name.map { name in Croissant.types.first { $0.croissant == name }?.own ?? name }
  }

  /// Where a field stands in a record; `nil` where it is a property of its file.
  private static func path(of field: JSON, in set: JSON) -> String? {
    let extract = field["source"]?["extract"]
    if extract?["fileProperty"] != nil { return nil }
    if let column = extract?["column"]?.scalarText { return column }
    if let path = extract?["jsonPath"]?.scalarText {
      return path.hasPrefix("$.") ? String(path.dropFirst(2)) : path
    }
    guard let id = id(of: field) else { return nil }
    let prefix = set["@id"]?.scalarText.map { "\($0)/" } ?? ""
    return id.hasPrefix(prefix) ? String(id.dropFirst(prefix.count)) : id
  }
}
