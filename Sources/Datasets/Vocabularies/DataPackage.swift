internal import JSONText

/// Frictionless Data Package, version 2 (version 1 is read too).
enum DataPackage {
  // MARK: - Reading

  /// Whether a value is a data package, by its own keys or the name of its file.
  static func isOne(_ tree: JSON, fileName: String) -> Bool {
    tree["resources"] != nil || tree["profile"]?.string?.contains("data-package") == true
      || fileName.lowercased().hasSuffix("datapackage.json")
  }

  static func read(_ tree: JSON, fileName: String, problems: inout [DatasetProblem]) -> Dataset {
    var keys = ForeignKeys(tree)
    let carried = Extension(from: keys.take(Extension.key))
    _ = keys.take("$schema", "profile")
    var dataset = Dataset()
    let name = keys.take("name")?.scalarText
    let id = keys.take("id")?.scalarText
    dataset.title = LinkedData.text(keys.take("title"))
    dataset.id = Dataset.foreignID([name, id, dataset.title.text()], fileName: fileName)
    dataset.description = LinkedData.text(keys.take("description"))
    dataset.homepage = keys.take("homepage")?.scalarText
    dataset.version = keys.take("version")?.scalarText
    dataset.released = SchemaOrgTerms.day(keys.take("created"))
    dataset.tags = (keys.take("keywords")?.elements ?? []).compactMap(\.scalarText)
    dataset.licenses = licenses(&keys)
    for element in keys.take("contributors")?.elements ?? [] {
      guard let agent = contributor(element) else { continue }
      switch agent.role {
      case "publisher" where dataset.publisher == nil:
        dataset.publisher = agent
        dataset.publisher?.role = nil
      case "contact" where dataset.contact == nil:
        dataset.contact = agent
        dataset.contact?.role = nil
      case "creator", "author":
        var creator = agent
        creator.role = nil
        dataset.creators.append(creator)
      default: dataset.creators.append(agent)
      }
    }
    for source in keys.take("sources")?.elements ?? [] {
      if let path = lonePath(of: source) {
        dataset.sources.append(path)
      } else if let edge = edge(source) {
        dataset.lineage.append(edge)
      }
    }
    let resources = keys.take("resources")
    if resources?.array?.isEmpty ?? true {
      problems.append(
        DatasetProblem(
          .error, at: "resources", "a data package has at least one resource",
          remedy: "add the files, each with name and path"))
    }
    for (index, element) in (resources?.elements ?? []).enumerated() {
      guard case .object = element else {
        problems.append(.expected("a resource", found: element, at: "resources[\(index)]"))
        continue
      }
      read(element, index, &dataset, &problems)
    }
    dataset.keepForeign(keys.rest, of: .dataPackage)
    return carried.laid(over: dataset, of: .dataPackage, problems: &problems)
  }

  /// The address of a source without a name of its own: where something was read, as often as not.
  private static func lonePath(of source: JSON) -> String? {
    let title = LinkedData.text(source["title"]).text()
    guard let path = source["path"]?.scalarText ?? source.scalarText,
      !path.hasPrefix(LinkedData.catalogue), title == nil || title == path
    else { return nil }
    return path
  }

  /// A source as an origin.
  private static func edge(_ source: JSON) -> LineageEdge? {
    let title = LinkedData.text(source["title"]).text()
    let path = source["path"]?.scalarText ?? source.scalarText
    if let path, path.hasPrefix(LinkedData.catalogue) {
      return LineageEdge(.derivedFrom, String(path.dropFirst(LinkedData.catalogue.count)))
    }
    guard title != nil || path != nil else { return nil }
    var edge = LineageEdge()
    edge.name = title ?? path
    edge.source = path
    edge.version = source["version"]?.scalarText
    edge.extra = translations(of: source)
    return edge
  }

  private static func licenses(_ keys: inout ForeignKeys) -> [LicenseStatement] {
    ["licenses", "license", "licence", "licences"].flatMap { key -> [LicenseStatement] in
      guard let tree = keys.take(key) else { return [] }
      return tree.elements.compactMap(license) + (tree.hasHoles ? [LicenseStatement.unknown] : [])
    }
  }

  private static func license(_ tree: JSON) -> LicenseStatement? {
    if let text = tree.scalarText { return text.isEmpty ? nil : LicenseStatement.short(text) }
    guard case .object = tree else { return nil }
    // Version 0 wrote `id` or `type`, and `url`.
    func text(_ key: String) -> String? { tree[key]?.scalarText }
    let titles = LinkedData.text(tree["title"])
    var license = LicenseStatement.foreign(
      names: [text("name"), text("id"), text("type")] + titles.all.dropFirst().map(\.self),
      address: text("path") ?? text("url"), titles: titles)
    license.takeRemarks(of: tree, besides: ["name", "id", "type", "title", "path", "url"])
    return license
  }

  /// A title in several languages, for values that have a name in one.
  private static func translations(of tree: JSON) -> [JSON.Member] {
    guard let title = tree["title"], title.members != nil else { return [] }
    return [JSON.Member("title", title)]
  }

  private static func contributor(_ tree: JSON) -> Agent? {
    if let text = tree.scalarText { return Agent(name: text) }
    let given = [tree["givenName"]?.scalarText, tree["familyName"]?.scalarText].compactMap { $0 }
    guard
      let name =
        LinkedData.text(tree["title"]).text()
        ?? (given.isEmpty ? nil : given.joined(separator: " "))
    else { return nil }
    var agent = Agent(name: name)
    agent.url = tree["path"]?.scalarText
    agent.email = tree["email"]?.scalarText
    agent.role = tree["roles"]?.elements.first?.scalarText ?? tree["role"]?.scalarText
    if !given.isEmpty { agent.kind = .person }
    agent.extra = translations(of: tree)
    return agent
  }

  private static func read(
    _ tree: JSON, _ index: Int, _ dataset: inout Dataset, _ problems: inout [DatasetProblem]
  ) {
    var keys = ForeignKeys(tree)
    var file = Distribution()
    file.id = keys.take("name")?.scalarText
    file.name = LinkedData.text(keys.take("title")).text()
    file.description = keys.take("description")?.scalarText
    let paths = (keys.take("path")?.elements ?? []).compactMap(\.scalarText)
    if file.id == nil || paths.isEmpty && tree["data"] == nil {
      problems.append(
        DatasetProblem(
          .error, at: "resources[\(index)]", "a resource has a name, and a path or data",
          remedy: "add what is missing"))
    }
    if paths.count > 1 {
      file.includes = paths
    } else if let path = paths.first {
      if path.contains("://") { file.url = path } else { file.path = path }
    }
    file.format = keys.take("format")?.scalarText
    file.mediaType = keys.take("mediatype")?.scalarText
    file.encoding = keys.take("encoding")?.scalarText
    file.compression = keys.take("compression")?.scalarText
    if let size = keys.take("bytes") {
      file.bytes = size.integer ?? size.string.flatMap { Int64($0) }
      if size.integer == nil {
        problems.append(
          DatasetProblem(
            file.bytes == nil ? .error : .warning, at: "resources[\(index)].bytes",
            "a whole number is expected here, not \(size.kindName)",
            remedy: file.bytes.map { "write \($0) without quotes" } ?? "write the size in bytes"))
      }
    }
    if let hash = keys.take("hash")?.scalarText {
      let parts = hash.split(separator: ":", maxSplits: 1).map(String.init)
      file.checksums = [
        parts.count == 2 ? Checksum(parts[0].lowercased(), parts[1]) : Checksum("md5", hash)
      ]
    }
    file.licenses = licenses(&keys)
    if let schema = tree["schema"], let fields = schema["fields"]?.array, dataset.schema == nil {
      var own = DataSchema()
      own.fields = fields.compactMap(field)
      own.key = (schema["primaryKey"]?.elements ?? []).compactMap(\.scalarText)
      dataset.schema = own
      let known: Set<String> = ["name", "type", "description"]
      let isPlain = fields.allSatisfy { $0.members?.allSatisfy { known.contains($0.key) } ?? false }
      if isPlain, schema.members?.allSatisfy({ ["fields", "primaryKey"].contains($0.key) }) == true
      {
        _ = keys.take("schema")
      }
    }
    let origins = (keys.take("sources")?.elements ?? []).compactMap(edge)
    file.extra = keys.rest + translations(of: tree) + LineageEdge.members(origins)
    dataset.distributions.append(file)
  }

  private static func field(_ tree: JSON) -> DataField? {
    guard let name = tree["name"]?.scalarText else { return nil }
    var field = DataField(name)
    field.type = tree["type"]?.scalarText
    field.description = tree["description"]?.scalarText
    return field
  }

  // MARK: - Writing

  static func write(_ dataset: Dataset, carrying carried: Extension) -> JSON {
    var object = ObjectBuilder()
    object.put("$schema", "https://datapackage.org/profiles/2.0/datapackage.json")
    object.put("name", dataset.id)
    object.put("title", dataset.title.text())
    object.put("description", dataset.description.text() ?? dataset.summary.text())
    object.put("homepage", dataset.homepage)
    object.put("version", dataset.version)
    if let released = dataset.released, released.contains("T") { object.put("created", released) }
    object.put("keywords", dataset.tags)
    object.put("licenses", .array(dataset.licenses.map(license)))
    var contributors: [JSON] = []
    if let publisher = dataset.publisher {
      contributors.append(contributor(publisher, "publisher"))
    }
    if let contact = dataset.contact { contributors.append(contributor(contact, "contact")) }
    contributors += dataset.creators.map { contributor($0, $0.role ?? "creator") }
    object.put("contributors", .array(contributors))
    var sources = dataset.sources.map { source in
      JSON.object([JSON.Member("title", .string(source)), JSON.Member("path", .string(source))])
    }
    for edge in dataset.lineage where edge.relation == .derivedFrom {
      var source = ObjectBuilder()
      source.put("title", edge.name ?? edge.dataset)
      source.put("path", edge.source ?? edge.dataset.map { "urn:catalog:\($0)" })
      source.put("version", edge.version)
      sources.append(source.object)
    }
    object.put("sources", .array(sources))
    var resources = dataset.distributions.enumerated().compactMap { index, file in
      resource(file, index, schema: index == 0 ? dataset.schema : nil)
    }
    if resources.isEmpty {
      // A package without a resource is not one: the description stands for the data.
      var stub = ObjectBuilder()
      stub.put("name", "description")
      stub.put("data", .array([.object([JSON.Member("dataset", .string(dataset.id))])]))
      resources = [stub.object]
    }
    object.put("resources", .array(resources))
    for member in dataset.foreign(.dataPackage)
    where !object.members.contains(where: { $0.key == member.key }) {
      object.members.append(member)
    }
    if let member = carried.member { object.members.append(member) }
    return object.object
  }

  private static func license(_ license: LicenseStatement) -> JSON {
    var object = ObjectBuilder()
    if license.isPlain, let spdx = license.spdx {
      object.put("name", spdx)
      object.put("title", LicenseTable.entry(for: spdx)?.name)
    } else {
      // A name that means a licence would be taken for that of the data.
      let words = license.isPlain ? license.label : license.words
      object.put("name", DatasetID.slug(words) ?? "unknown")
      object.put("title", words)
    }
    object.put("path", license.url ?? license.spdx.map(LinkedData.address(ofSPDX:)))
    return object.object
  }

  private static func contributor(_ agent: Agent, _ role: String) -> JSON {
    var object = ObjectBuilder()
    object.put("title", agent.name)
    object.put("path", agent.url)
    object.put("email", agent.email)
    object.put("roles", [role])
    return object.object
  }

  private static func resource(_ file: Distribution, _ index: Int, schema: DataSchema?) -> JSON? {
    var object = ObjectBuilder()
    object.put("name", (file.id ?? file.name).flatMap(DatasetID.slug) ?? "file-\(index)")
    object.put("title", file.name)
    object.put("description", file.description)
    if let path = file.url ?? file.path {
      object.put("path", path)
    } else if file.includes.count > 1 {
      object.put("path", file.includes)
    } else if file.extra.contains(where: { $0.key == "data" }) == false {
      return nil
    }
    object.put("format", file.format)
    object.put("mediatype", file.mediaType)
    object.put("encoding", file.encoding)
    object.put("compression", file.compression)
    object.put("bytes", file.bytes.map { .integer($0) })
    if let checksum = file.checksums.first {
      object.put("hash", "\(checksum.algorithm ?? "md5"):\(checksum.value ?? "")")
    }
    object.put("licenses", .array(file.licenses.map(license)))
    if let schema, !file.extra.contains(where: { $0.key == "schema" }) {
      var table = ObjectBuilder()
      table.put(
        "fields",
        .array(
          schema.fields.map { field in
            var object = ObjectBuilder()
            object.put("name", field.name)
            object.put("type", types.contains(field.type ?? "") ? field.type : "any")
            object.put("description", field.description)
            return object.object
          }))
      table.put("primaryKey", schema.key)
      object.put("schema", table.object)
    }
    object.merge(file.extra)
    return object.object
  }

  private static let types: Set<String> = [
    "string", "number", "integer", "boolean", "object", "array", "list", "datetime", "date", "time",
    "year", "yearmonth", "duration", "geopoint", "geojson", "any",
  ]
}
