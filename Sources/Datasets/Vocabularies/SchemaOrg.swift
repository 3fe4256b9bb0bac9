internal import JSONText

/// schema.org `Dataset`, as JSON-LD: what web pages embed and dataset search engines read.
enum SchemaOrg {
  // MARK: - Reading

  static func read(_ tree: JSON, fileName: String, problems: inout [DatasetProblem]) -> Dataset {
    let node = dataset(in: tree) ?? tree
    var keys = ForeignKeys(node)
    let carried = Extension(from: keys.take(Extension.key))
    _ = keys.take("@context", "@type")
    var dataset = Dataset()
    let name = keys.take("name")
    let identifiers = (keys.take("identifier")?.elements ?? []).compactMap {
      $0["value"]?.scalarText ?? LinkedData.reference($0)
    }
    let node_id = keys.take("@id")?.scalarText
    SchemaOrgTerms.read(&keys, into: &dataset, problems: &problems)
    dataset.title = LinkedData.text(name)
    dataset.id = Dataset.foreignID(
      identifiers + [dataset.title.text(), dataset.homepage, node_id], fileName: fileName)
    dataset.takeAliases(keys.take("alternateName"), key: "alternateName", of: .schemaOrg)
    dataset.processing = (keys.take("measurementTechnique")?.elements ?? []).compactMap(
      LinkedData.reference)
    dataset.sources = (keys.take("sameAs")?.elements ?? []).compactMap(LinkedData.reference)
    for citation in keys.take("citation")?.elements ?? [] {
      if let text = citation["name"]?.scalarText ?? LinkedData.reference(citation) {
        dataset.citations.append(Citation(text: text))
      }
    }
    dataset.lineage +=
      (keys.take("isBasedOn")?.elements ?? []).compactMap { LinkedData.edge($0, .derivedFrom) }
    for (index, element) in (keys.take("distribution")?.elements ?? []).enumerated() {
      dataset.distributions.append(file(element, index, &problems))
    }
    let fields = (keys.take("variableMeasured")?.elements ?? []).compactMap(field)
    if !fields.isEmpty {
      dataset.schema = DataSchema()
      dataset.schema?.fields = fields
    }
    for part in keys.take("hasPart")?.elements ?? [] {
      if let name = part["name"]?.scalarText ?? LinkedData.reference(part) {
        dataset.subsets.append(Subset(name))
      }
    }
    if dataset.description.text().map({ !(50...5000).contains($0.count) }) ?? true {
      problems.append(
        DatasetProblem(
          .note, at: "description", "dataset search engines want 50 to 5,000 characters",
          remedy: "lengthen or shorten the description"))
    }
    dataset.keepForeign(keys.rest, of: .schemaOrg)
    return carried.laid(over: dataset, problems: &problems)
  }

  /// The dataset inside a page's graph.
  private static func dataset(in tree: JSON) -> JSON? {
    if LinkedData.typeNames(tree).contains("Dataset") { return tree }
    let candidates = (tree["@graph"]?.elements ?? []) + (tree.array ?? [])
    return candidates.lazy.compactMap { self.dataset(in: $0) }.first
  }

  private static func file(
    _ tree: JSON, _ index: Int, _ problems: inout [DatasetProblem]
  )
    -> Distribution
  {
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
    file.licenses = (keys.take("license")?.elements ?? []).compactMap(LinkedData.license)
    file.extra = keys.rest
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
      .array(
        dataset.subsets.map {
          .object([JSON.Member("@type", .string("Dataset")), JSON.Member("name", .string($0.name))])
        }))
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
    object.put(
      "license", oneOrMore: file.licenses.compactMap(LinkedData.address).map { .string($0) })
    object.merge(file.extra)
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
