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
    dataset.homepage = keys.take("url").flatMap(LinkedData.reference)
    let node_id = keys.take("@id")?.scalarText
    dataset.title = LinkedData.text(name)
    dataset.id = Dataset.foreignID(
      identifiers + [dataset.title.text(), dataset.homepage, node_id], fileName: fileName)
    dataset.description = LinkedData.text(keys.take("description"))
    dataset.summary = LinkedData.text(keys.take("abstract", "disambiguatingDescription"))
    dataset.aliases = (keys.take("alternateName")?.elements ?? []).compactMap(\.scalarText)
      .filter { !$0.contains(":") && !$0.contains(where: \.isWhitespace) && !$0.isEmpty }
    dataset.creators = (keys.take("creator", "author")?.elements ?? []).compactMap(LinkedData.agent)
    dataset.publisher = keys.take("publisher")?.elements.first.flatMap(LinkedData.agent)
    dataset.contact = keys.take("maintainer", "contactPoint")?.elements.first.flatMap(
      LinkedData.agent)
    dataset.licenses = (keys.take("license")?.elements ?? []).compactMap(LinkedData.license)
    switch keys.take("isAccessibleForFree") {
    case .bool(true): dataset.access = .open
    case .some(let other): dataset.extra.append(JSON.Member("isAccessibleForFree", other))
    case nil: break
    }
    dataset.accessNote = keys.take("conditionsOfAccess").flatMap(LinkedData.reference)
    dataset.released = Croissant.day(keys.take("datePublished"))
    dataset.modified = Croissant.day(keys.take("dateModified"))
    dataset.coverage = keys.take("temporalCoverage").flatMap(LinkedData.reference)
    dataset.version = keys.take("version")?.scalarText
    dataset.languages = (keys.take("inLanguage")?.elements ?? []).compactMap {
      $0["alternateName"]?.scalarText ?? LinkedData.reference($0)
    }
    dataset.tags = (keys.take("keywords")?.elements ?? []).flatMap(Croissant.keywords)
    dataset.sectors = (keys.take("about")?.elements ?? []).compactMap {
      $0["name"]?.scalarText ?? LinkedData.reference($0)
    }
    dataset.processing = (keys.take("measurementTechnique")?.elements ?? []).compactMap(
      LinkedData.reference)
    dataset.sources = (keys.take("sameAs")?.elements ?? []).compactMap(LinkedData.reference)
    for citation in keys.take("citation")?.elements ?? [] {
      if let text = citation["name"]?.scalarText ?? LinkedData.reference(citation) {
        dataset.citations.append(Citation(text: text))
      }
    }
    for (key, relation) in [
      ("isBasedOn", LineageEdge.Relation.derivedFrom), ("isPartOf", .partOf),
    ] {
      for element in keys.take(key)?.elements ?? [] {
        if let edge = DCAT.edge(element, relation) { dataset.lineage.append(edge) }
      }
    }
    for (index, element) in (keys.take("distribution")?.elements ?? []).enumerated() {
      dataset.distributions.append(file(element, index, &problems))
    }
    dataset.measures = (keys.take("size")?.elements ?? []).compactMap(measure)
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
    file.extra = keys.rest
    return file
  }

  private static func measure(_ tree: JSON) -> Measure? {
    var measure = Measure()
    if let text = tree.scalarText {
      measure.metric = "size"
      measure.stated = text
      return measure
    }
    guard case .object = tree else { return nil }
    var keys = ForeignKeys(tree)
    _ = keys.take("@type")
    measure.metric = keys.take("name")?.scalarText ?? "size"
    measure.value = keys.take("value").flatMap { $0.double ?? $0.scalarText.flatMap(Double.init) }
    measure.unit = keys.take("unitText")?.scalarText
    measure.stated = keys.take("description")?.scalarText
    measure.extra = keys.rest
    return measure
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
    object.put("abstract", LinkedData.tree(dataset.summary))
    object.put("url", dataset.homepage)
    object.put("sameAs", dataset.sources)
    object.put(
      "license", oneOrMore: dataset.licenses.compactMap(LinkedData.address).map { .string($0) })
    object.put("creator", oneOrMore: dataset.creators.map(agent))
    object.put("publisher", dataset.publisher.map(agent))
    object.put("maintainer", dataset.contact.map(agent))
    if dataset.access == .open { object.put("isAccessibleForFree", .bool(true)) }
    object.put("conditionsOfAccess", dataset.accessNote)
    object.put("datePublished", dataset.released)
    object.put("dateModified", dataset.modified)
    object.put("temporalCoverage", dataset.coverage)
    object.put("version", dataset.version)
    object.put("inLanguage", dataset.languages)
    object.put("keywords", dataset.tags)
    object.put("about", dataset.sectors)
    object.put("measurementTechnique", dataset.processing)
    object.put("citation", dataset.citations.compactMap(\.text))
    for (key, relation) in [
      ("isBasedOn", LineageEdge.Relation.derivedFrom), ("isPartOf", .partOf),
    ] {
      object.put(
        key, oneOrMore: dataset.lineage.filter { $0.relation == relation }.map(DCAT.tree))
    }
    object.put("distribution", .array(dataset.distributions.map(file)))
    object.put("size", .array(dataset.measures.map(measure)))
    object.put("variableMeasured", .array((dataset.schema?.fields ?? []).map(field)))
    object.put(
      "hasPart",
      .array(
        dataset.subsets.map {
          .object([JSON.Member("@type", .string("Dataset")), JSON.Member("name", .string($0.name))])
        }))
    for member in dataset.foreign(.schemaOrg)
    where !object.members.contains(where: { $0.key == member.key }) {
      object.members.append(member)
    }
    if let member = carried.linkedMember { object.members.append(member) }
    return object.object
  }

  private static func agent(_ agent: Agent) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", agent.kind == .person ? "Person" : "Organization")
    object.put("name", agent.name)
    object.put("url", agent.url)
    object.put("email", agent.email)
    object.merge(agent.extra)
    return object.object
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
    object.merge(file.extra)
    return object.object
  }

  private static func measure(_ measure: Measure) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", "PropertyValue")
    object.put("name", measure.metric)
    object.put("value", measure.value.map { .double($0) })
    object.put("unitText", measure.unit)
    object.put("description", measure.stated)
    object.merge(measure.extra)
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
