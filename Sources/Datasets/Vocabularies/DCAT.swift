internal import JSONText

/// W3C DCAT 3, as JSON-LD: what data portals exchange.
enum DCAT {
  // MARK: - Reading

  /// Every dataset of a catalogue, a graph or a lone node.
  static func read(_ tree: JSON, fileName: String, problems: inout [DatasetProblem]) -> [Dataset] {
    let nodes = LinkedDataNodes(tree)
    return nodes.read(tree, problems: &problems) { node, problems in
      readOne(node, nodes: nodes, fileName: fileName, problems: &problems)
    }
  }

  static func readOne(
    _ tree: JSON, nodes: LinkedDataNodes = LinkedDataNodes(), fileName: String,
    problems: inout [DatasetProblem]
  ) -> Dataset {
    var keys = ForeignKeys(tree)
    let carried = Extension(from: keys.take(Extension.key))
    _ = keys.take("@context", "@type", "type")
    var dataset = Dataset()
    dataset.title = LinkedData.text(keys.take("dct:title", "title"))
    dataset.description = LinkedData.text(
      keys.take("dct:description", "description"))
    dataset.summary = LinkedData.text(keys.take("dct:abstract", "abstract"))
    dataset.homepage = keys.take("dcat:landingPage", "landingPage")?.elements.first.flatMap(
      LinkedData.reference)
    let identifiers =
      (keys.take("dct:identifier", "identifier")?.elements ?? []).compactMap(
        LinkedData.reference)
    let node = keys.take("@id")?.scalarText
    dataset.id = Dataset.foreignID(
      identifiers + [dataset.title.text(), dataset.homepage, node], fileName: fileName)
    let other = "dct:alternative"
    dataset.takeAliases(keys.take(other), key: other, of: .dcat)
    func agents(_ tree: JSON?) -> [Agent] {
      (tree?.elements ?? []).flatMap { LinkedData.agents(nodes.resolved($0)) }
    }
    dataset.creators = agents(keys.take("dct:creator", "creator"))
    dataset.takePublishers(agents(keys.take("dct:publisher", "publisher")))
    dataset.takeContacts(agents(keys.take("dcat:contactPoint", "contactPoint")))
    for license in LinkedDataRights.statements(&keys, among: nodes) {
      dataset.addLicense(license)
    }
    readAccess(&keys, nodes, &dataset)
    dataset.released = SchemaOrgTerms.day(keys.take("dct:issued", "issued"))
    dataset.modified = SchemaOrgTerms.day(keys.take("dct:modified", "modified"))
    dataset.version = keys.take("dcat:version", "version", "owl:versionInfo")?.scalarText
    dataset.languages = (keys.take("dct:language", "language")?.elements ?? [])
      .compactMap(LinkedData.reference).map(language)
    dataset.tags = (keys.take("dcat:keyword", "keyword")?.elements ?? []).compactMap {
      $0["@value"]?.scalarText ?? $0.scalarText
    }
    dataset.sectors = (keys.take("dcat:theme", "theme")?.elements ?? []).compactMap { element in
      LinkedData.text(element["skos:prefLabel"]).text() ?? LinkedData.reference(element)
    }.map { $0.hasPrefix("urn:catalog:sector:") ? String($0.dropFirst(19)) : $0 }
    dataset.modalities = (keys.take("dct:type")?.elements ?? []).compactMap(
      LinkedData.reference)
    dataset.coverage = keys.take("dct:temporal").flatMap(period)
    dataset.sources = (keys.take("foaf:page", "page")?.elements ?? []).compactMap(
      LinkedData.reference)
    dataset.takeAddress(node)
    dataset.citations =
      (keys.take("dct:bibliographicCitation")?
      .elements ?? []).compactMap(LinkedData.reference).map { Citation(text: $0) }
    dataset.lineage = LinkedDataLineage.edges(&keys, among: nodes)
    for element in keys.take("dcat:distribution", "distribution")?.elements ?? [] {
      dataset.distributions.append(file(nodes.resolved(element), nodes))
    }
    dataset.keepForeign(keys.rest, of: .dcat)
    return carried.laid(over: dataset, of: .dcat, problems: &problems)
  }

  /// The properties under which lineage is written.
  private static let relations: [(key: String, relation: LineageEdge.Relation)] = [
    ("prov:wasDerivedFrom", .derivedFrom), ("dct:isPartOf", .partOf), ("dct:hasPart", .hasPart),
    ("dcat:previousVersion", .versionOf),
  ]

  private static let accessRights = "http://publications.europa.eu/resource/authority/access-right/"

  private static func readAccess(
    _ keys: inout ForeignKeys, _ nodes: LinkedDataNodes, _ dataset: inout Dataset
  ) {
    for element in keys.takeAll("dct:accessRights", "accessRights", "accessLevel") {
      let address = LinkedData.reference(element)
      let said = LinkedData.titles(of: nodes.resolved(element)).flatMap(\.all)
      let text = said.isEmpty ? address : said.joined(separator: "\n")
      guard let text else { continue }
      let word = (address ?? text).split(separator: "/").last.map { $0.lowercased() } ?? ""
      if !said.isEmpty { dataset.takeTerms(text, name: "Access rights") }
      switch word {
      case "public", "open": dataset.access = .open
      case "restricted":
        dataset.access = .gated
        dataset.addGate()
      case "non_public", "closed": dataset.access = .closed
      default:
        dataset.accessNote = [dataset.accessNote, text].compactMap(\.self).joined(separator: "\n")
        if said.isEmpty { dataset.takeTerms(text, name: "Access rights") }
      }
    }
  }

  private static func language(_ text: String) -> String {
    let last = text.split(separator: "/").last.map(String.init) ?? text
    guard text.contains("://") else { return text }
    let codes = ["ENG": "en", "ZHO": "zh", "DEU": "de", "FRA": "fr", "SPA": "es", "MUL": "mul"]
    return codes[last] ?? last.lowercased()
  }

  private static func period(_ tree: JSON) -> String? {
    if let text = tree.scalarText { return text }
    let start = tree["dcat:startDate"].flatMap(LinkedData.reference)
    let end = tree["dcat:endDate"].flatMap(LinkedData.reference)
    return start == nil && end == nil ? nil : "\(start ?? "..")/\(end ?? "..")"
  }

  private static func file(_ tree: JSON, _ nodes: LinkedDataNodes) -> Distribution {
    var file = Distribution()
    guard case .object = tree else {
      file.accessURL = tree.scalarText
      return file
    }
    var keys = ForeignKeys(tree)
    _ = keys.take("@type")
    file.id = keys.take("@id")?.scalarText
    file.name = LinkedData.text(keys.take("dct:title", "title")).text()
    file.description = LinkedData.text(
      keys.take("dct:description", "description")
    ).text()
    file.url = keys.take("dcat:downloadURL", "downloadURL")?.elements.first.flatMap(
      LinkedData.reference)
    file.accessURL = keys.take("dcat:accessURL", "accessURL")?.elements.first.flatMap(
      LinkedData.reference)
    if let size = keys.take("dcat:byteSize", "byteSize") {
      file.bytes = LinkedData.bytes(size["@value"] ?? size)
    }
    let type = keys.take("dcat:mediaType", "mediaType").flatMap(LinkedData.reference)
    let media = type.map { text in
      text.firstRange(of: "media-types/").map { String(text[$0.upperBound...]) } ?? text
    }
    file.format = LinkedData.format(media)
    if file.format == nil { file.mediaType = media }
    if let format = keys.take("dct:format").flatMap(LinkedData.reference) {
      file.format = format
    }
    file.compression = keys.take("dcat:compressFormat").flatMap(LinkedData.reference)
    file.licenses = LinkedDataRights.statements(&keys, among: nodes)
    for element in keys.take("spdx:checksum", "checksum")?.elements ?? [] {
      let algorithm = (element["spdx:algorithm"] ?? element["algorithm"]).flatMap(
        LinkedData.reference)
      let value = (element["spdx:checksumValue"] ?? element["checksumValue"]).flatMap(
        LinkedData.reference)
      guard let algorithm, let value else { continue }
      let name = algorithm.lowercased().split(whereSeparator: { "/#_:".contains($0) }).last
      file.checksums.append(
        Checksum(
          (name.map(String.init) ?? algorithm).replacing("checksumalgorithm", with: ""),
          value))
    }
    let origins = LinkedDataLineage.edges(&keys, among: nodes)
    file.extra = keys.rest + LineageEdge.members(origins)
    return file
  }

  // MARK: - Writing

  static func write(_ dataset: Dataset, carrying carried: Extension) -> JSON {
    var object = ObjectBuilder()
    object.put("@context", context)
    object.put("@type", "dcat:Dataset")
    object.put("@id", LinkedData.catalogue + dataset.id)
    object.put("dct:identifier", dataset.id)
    object.put("dct:title", LinkedData.tree(dataset.title) ?? .string(dataset.id))
    object.put("dct:alternative", dataset.aliases)
    object.put("dct:description", LinkedData.tree(dataset.description))
    object.put("dct:abstract", LinkedData.tree(dataset.summary))
    object.put("dct:publisher", dataset.publisher.map(agent))
    object.put("dct:creator", oneOrMore: dataset.creators.map(agent))
    object.put("dcat:contactPoint", dataset.contact.map(contact))
    object.put("dcat:landingPage", dataset.homepage.map(node))
    LinkedDataRights.write(dataset.licenses, as: .dcat, into: &object)
    switch dataset.access {
    case .open: object.put("dct:accessRights", node(accessRights + "PUBLIC"))
    case .gated: object.put("dct:accessRights", node(accessRights + "RESTRICTED"))
    case .closed: object.put("dct:accessRights", node(accessRights + "NON_PUBLIC"))
    default: object.put("dct:accessRights", dataset.accessNote)
    }
    object.put("dct:issued", dataset.released)
    object.put("dct:modified", dataset.modified)
    object.put("dcat:version", dataset.version)
    object.put("dct:language", dataset.languages)
    object.put("dcat:keyword", dataset.tags)
    object.put("dcat:theme", .array(dataset.sectors.map { node("urn:catalog:sector:\($0)") }))
    object.put("dct:type", dataset.modalities)
    object.put("dct:temporal", dataset.coverage)
    object.put("foaf:page", .array(dataset.sources.map(node)))
    object.put("dct:bibliographicCitation", dataset.citations.compactMap(\.text))
    for (key, relation) in relations {
      object.put(
        key, oneOrMore: dataset.lineage.filter { $0.relation == relation }.map(LinkedData.tree))
    }
    object.put("dcat:distribution", .array(dataset.distributions.map(file)))
    return object.finished(with: dataset.foreign(.dcat), carrying: carried)
  }

  private static func node(_ id: String) -> JSON { .object([JSON.Member("@id", .string(id))]) }

  private static func agent(_ agent: Agent) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", agent.kind == .person ? "foaf:Person" : "foaf:Organization")
    object.put("foaf:name", agent.name)
    object.put("foaf:homepage", agent.url.map(node))
    object.put("foaf:mbox", agent.email.map { node("mailto:\($0)") })
    object.merge(agent.extra)
    return object.object
  }

  private static func contact(_ agent: Agent) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", agent.kind == .person ? "vcard:Individual" : "vcard:Organization")
    object.put("vcard:fn", agent.name)
    object.put("vcard:hasEmail", agent.email.map { node("mailto:\($0)") })
    object.merge(agent.extra)
    return object.object
  }

  private static func file(_ file: Distribution) -> JSON {
    var object = ObjectBuilder()
    object.put("@type", "dcat:Distribution")
    object.put("@id", file.id)
    object.put("dct:title", file.name)
    object.put("dct:description", file.description)
    object.put("dcat:downloadURL", file.url.map(node))
    object.put("dcat:accessURL", file.accessURL.map(node))
    object.put("dcat:byteSize", file.bytes.map { .integer($0) })
    let type = file.mediaType ?? LinkedData.mediaType(file.format)
    object.put(
      "dcat:mediaType", type.map { node("https://www.iana.org/assignments/media-types/\($0)") })
    object.put("dct:format", file.format)
    object.put("dcat:compressFormat", file.compression)
    LinkedDataRights.write(file.licenses, as: .dcat, into: &object)
    object.put(
      "spdx:checksum",
      oneOrMore: file.checksums.map { checksum in
        var object = ObjectBuilder()
        object.put("@type", "spdx:Checksum")
        object.put("spdx:algorithm", node("spdx:checksumAlgorithm_\(checksum.algorithm ?? "")"))
        object.put("spdx:checksumValue", checksum.value)
        return object.object
      })
    object.merge(file.extra)
    return object.object
  }

  static let context: JSON = {
    var object = ObjectBuilder()
    object.put("catalog", "urn:catalog:")
    object.put("dcat", "http://www.w3.org/ns/dcat#")
    object.put("dct", "http://purl.org/dc/terms/")
    object.put("foaf", "http://xmlns.com/foaf/0.1/")
    object.put("prov", "http://www.w3.org/ns/prov#")
    object.put("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
    object.put("schema", "https://schema.org/")
    object.put("spdx", "http://spdx.org/rdf/terms#")
    object.put("vcard", "http://www.w3.org/2006/vcard/ns#")
    object.put("name", "http://purl.org/dc/terms/title")
    return object.object
  }()
}
