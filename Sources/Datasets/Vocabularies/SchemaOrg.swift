internal import JSONText

/// schema.org `Dataset`, as JSON-LD: what web pages embed and dataset search engines read.
enum SchemaOrg {
  // MARK: - Reading

  /// Every dataset of a page, a catalogue or a lone node.
  static func read(_ tree: JSON, fileName: String, problems: inout [DatasetProblem]) -> [Dataset] {
    let nodes = LinkedDataNodes(tree)
    return nodes.read(tree, problems: &problems) { node, problems in
      readOne(node, nodes: nodes, fileName: fileName, problems: &problems)
    }
  }

  static func readOne(
    _ node: JSON, nodes: LinkedDataNodes = LinkedDataNodes(), fileName: String,
    problems: inout [DatasetProblem]
  ) -> Dataset {
    var keys = ForeignKeys(node)
    let carried = Extension(from: keys.take(Extension.key))
    _ = keys.take("@context", "@type")
    var dataset = Dataset()
    let name = keys.take("name")
    let identifiers = (keys.take("identifier")?.elements ?? []).compactMap {
      $0["value"]?.scalarText ?? LinkedData.reference($0)
    }
    let address = keys.take("@id")?.scalarText
    SchemaOrgTerms.read(&keys, among: nodes, into: &dataset)
    dataset.title = LinkedData.text(name)
    dataset.id = Dataset.foreignID(
      identifiers + [dataset.title.text(), dataset.homepage, address], fileName: fileName)
    dataset.takeAliases(keys.take("alternateName"), key: "alternateName", of: .schemaOrg)
    dataset.processing = (keys.take("measurementTechnique")?.elements ?? []).compactMap(
      LinkedData.reference)
    dataset.sources = (keys.take("sameAs")?.elements ?? []).compactMap(LinkedData.reference)
    dataset.takeAddress(address)
    for citation in keys.take("citation")?.elements ?? [] {
      if let text = citation["name"]?.scalarText ?? LinkedData.reference(citation) {
        dataset.citations.append(Citation(text: text))
      }
    }
    for (index, element) in (keys.take("distribution")?.elements ?? []).enumerated() {
      dataset.distributions.append(file(nodes.resolved(element), index, nodes, &problems))
    }
    let fields = (keys.take("variableMeasured")?.elements ?? []).compactMap(field)
    if !fields.isEmpty {
      dataset.schema = DataSchema()
      dataset.schema?.fields = fields
    }
    if dataset.description.text().map({ !(50...5000).contains($0.count) }) ?? true {
      problems.append(
        DatasetProblem(
          .note, at: "description", "dataset search engines want 50 to 5,000 characters",
          remedy: "lengthen or shorten the description"))
    }
    dataset.keepForeign(keys.rest, of: .schemaOrg)
    return carried.laid(over: dataset, of: .schemaOrg, problems: &problems)
  }

  /// A part, with the terms that it stands under.
  static func subset(_ tree: JSON, _ nodes: LinkedDataNodes) -> Subset? {
    if let name = tree.scalarText { return Subset(name) }
    var keys = ForeignKeys(tree)
    let titles = LinkedData.text(keys.take("name"))
    let address = keys.take("@id")?.scalarText
    guard let name = titles.text() ?? address ?? LinkedData.reference(tree) else { return nil }
    _ = keys.take("@type")
    var subset = Subset(name)
    if titles.entries.count > 1 { subset.title = titles }
    subset.description = LinkedData.text(keys.take("description"))
    subset.licenses = LinkedDataRights.statements(&keys, among: nodes)
    let origins = LinkedDataLineage.edges(&keys, among: nodes)
    subset.extra = keys.rest + LineageEdge.members(origins)
    return subset
  }

  private static func file(
    _ tree: JSON, _ index: Int, _ nodes: LinkedDataNodes, _ problems: inout [DatasetProblem]
  ) -> Distribution {
    var file = Distribution()
    guard case .object = tree else {
      file.url = tree.scalarText
      return file
    }
    var keys = ForeignKeys(tree)
    _ = keys.take("@type")
    file.id = keys.take("@id", "identifier")?.scalarText
    file.name = keys.take("name")?.scalarText
    file.description = keys.take("description")?.scalarText
    file.url = keys.take("contentUrl")?.scalarText
    file.accessURL = keys.take("url")?.scalarText
    if let bytes = LinkedData.bytes(tree["contentSize"]) {
      file.bytes = bytes
      _ = keys.take("contentSize")
    }
    file.mediaType = keys.take("encodingFormat", "fileFormat")?.elements.first?.scalarText
    if let format = LinkedData.format(file.mediaType) {
      file.format = format
      file.mediaType = nil
    }
    if let checksum = keys.take("sha256") {
      if let valid = LinkedData.checksum("sha256", checksum) {
        file.checksums = [valid]
      } else {
        problems.append(
          DatasetProblem(
            .warning, at: "distribution[\(index)].sha256", "this is no checksum",
            remedy: "it is left out"))
      }
    }
    file.licenses = LinkedDataRights.statements(&keys, among: nodes)
    let origins = LinkedDataLineage.edges(&keys, among: nodes)
    file.extra = keys.rest + LineageEdge.members(origins)
    return file
  }

  private static func field(_ tree: JSON) -> DataField? {
    if let text = tree.scalarText { return DataField(text) }
    var keys = ForeignKeys(tree)
    guard let name = keys.take("name")?.scalarText else { return nil }
    _ = keys.take("@type")
    var field = DataField(name)
    field.description = keys.take("description")?.scalarText
    field.type = keys.take("additionalType")?.scalarText
    field.extra = keys.rest
    return field
  }

  // MARK: - Writing

  static func write(_ dataset: Dataset, carrying carried: Extension) -> JSON {
    var object = ObjectBuilder()
    object.put("@context", "https://schema.org/")
    object.put("@type", "Dataset")
    object.put("identifier", dataset.id)
    object.put("name", LinkedData.tree(dataset.title) ?? .string(dataset.id))
    object.put("alternateName", dataset.aliases)
    object.put("description", LinkedData.tree(dataset.description))
    SchemaOrgTerms.write(dataset, prefix: "", into: &object)
    object.put("sameAs", dataset.sources)
    object.put("measurementTechnique", dataset.processing)
    object.put("citation", dataset.citations.compactMap(\.text))
    object.put(
      "isBasedOn",
      oneOrMore: dataset.lineage.filter { $0.relation == .derivedFrom }.map(LinkedData.tree))
    object.put("distribution", .array(dataset.distributions.map(file)))
    object.put("variableMeasured", .array((dataset.schema?.fields ?? []).map(field)))
    object.put(
      "hasPart",
      .array(dataset.subsets.map(part) + dataset.partLinks))
    return object.finished(with: dataset.foreign(.schemaOrg), carrying: carried)
  }

  private static func file(_ file: Distribution) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", "DataDownload")
    object.put("@id", file.id)
    object.put("name", file.name)
    object.put("description", file.description)
    object.put("contentUrl", file.url ?? file.path)
    object.put("url", file.accessURL)
    object.put("contentSize", file.bytes.map { .string("\($0) B") })
    object.put("encodingFormat", file.mediaType ?? LinkedData.mediaType(file.format))
    object.put("sha256", file.checksums.first { $0.algorithm == "sha256" }?.value)
    LinkedDataRights.write(file.licenses, as: .schemaOrg, into: &object)
    object.merge(file.extra)
    return object.object
  }

  private static func part(_ subset: Subset) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", "Dataset")
    object.put("name", subset.name)
    object.put("description", LinkedData.tree(subset.description))
    LinkedDataRights.write(subset.licenses, as: .schemaOrg, into: &object)
    object.merge(subset.extra)
    return object.object
  }

  private static func field(_ field: DataField) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", "PropertyValue")
    object.put("name", field.name)
    object.put("description", field.description)
    object.put("additionalType", field.type)
    object.merge(field.extra)
    return object.object
  }
}
