internal import JSONText
internal import QueryLanguage
internal import Records

/// What the JSON-LD vocabularies share: types, agents, licences, dates, checksums.
enum LinkedData {
  /// Which vocabulary of linked data a tree is written in, if any.
  static func detect(_ tree: JSON) -> Vocabulary? {
    if LinkedDataNames.isExpanded(tree), let nodes = tree.array {
      return nodes.lazy.compactMap(detect).first
    }
    let types = typeNames(tree)
    let conforms = [
      "conformsTo", "dct:conformsTo", "dcterms:conformsTo", "http://purl.org/dc/terms/conformsTo",
    ].flatMap { tree[$0]?.elements ?? [] }.compactMap(reference)
    if conforms.contains(where: { $0.contains("mlcommons.org/croissant") }) { return .croissant }
    // The schema of the data portals of the United States, which is DCAT with words of its own.
    if conforms.contains(where: { $0.contains("project-open-data.cio.gov") }) { return .dcat }
    let contexts = (tree["@context"]?.elements ?? []).flatMap { context in
      context.members?.map { $0.value.string ?? "" } ?? [context.string ?? ""]
    }.joined(separator: " ")
    if contexts.contains("mlcommons.org/croissant") { return .croissant }
    if types.contains("Dataset") || types.contains("Catalog"), contexts.contains("w3.org/ns/dcat") {
      return .dcat
    }
    if tree["recordSet"] != nil && types.contains("Dataset") { return .croissant }
    let keys = (tree.members ?? []).map(\.key)
    if (typeTexts(tree) + keys).contains(where: { $0.hasPrefix("dcat:") || $0.contains("ns/dcat#") }
    ) {
      return .dcat
    }
    if let graph = tree["@graph"]?.array {
      return graph.lazy.compactMap(detect).first
    }
    let isSchemaOrg =
      types.contains("Dataset") || types.contains("DataCatalog") || contexts.contains("schema.org")
    return isSchemaOrg ? .schemaOrg : nil
  }

  /// A form of linked data that is not read, by its name; nil for everything else.
  static func unreadFormat(_ text: Substring, fileName: String) -> String? {
    let beginning = text.prefix(512).lowercased()
    let isXML = beginning.hasPrefix("<?xml") || beginning.hasPrefix("<rdf:")
    if isXML, beginning.contains("rdf") || fileName.hasSuffix(".rdf") { return "RDF/XML" }
    let extensions = [
      (".ttl", "Turtle"), (".n3", "Notation3"), (".nt", "N-Triples"), (".rdf", "RDF/XML"),
    ]
    if let known = extensions.first(where: { fileName.hasSuffix($0.0) }) { return known.1 }
    let isTurtle = ["@prefix ", "@base ", "prefix ", "base <"].contains(where: beginning.hasPrefix)
    if isTurtle { return "Turtle" }
    return isXML ? "XML" : nil
  }

  private static func typeTexts(_ tree: JSON) -> [String] {
    (tree["@type"] ?? tree["type"])?.elements.compactMap(\.string) ?? []
  }

  /// Types without prefix or address.
  static func typeNames(_ tree: JSON) -> [String] {
    typeTexts(tree).map { type in
      String(type.split(whereSeparator: { $0 == ":" || $0 == "/" || $0 == "#" }).last ?? "")
    }
  }

  /// A text, the `@value` of one, or the `@id` of a node.
  static func reference(_ tree: JSON) -> String? {
    tree.scalarText ?? tree["@id"]?.scalarText ?? tree["@value"]?.scalarText
      ?? tree["url"]?.scalarText
  }

  /// A text that is an address of the web.
  static func isAddress(_ text: String) -> Bool {
    ["https://", "http://"].contains { text.lowercased().hasPrefix($0) && text.count > $0.count }
  }

  /// Texts by language: plain, `{"@value", "@language"}` or a map of languages.
  static func text(_ tree: JSON?) -> LocalizedText {
    var text = LocalizedText()
    for element in tree?.elements ?? [] {
      if let value = element["@value"]?.scalarText {
        text.entries.append(
          LocalizedText.Entry(language: element["@language"]?.string, text: value))
      } else if let value = element.scalarText {
        text.entries.append(LocalizedText.Entry(language: nil, text: value))
      } else if let map = LocalizedText(element), !map.isEmpty {
        text.entries += map.entries
      }
    }
    return text
  }

  /// Texts by language, for writing; a lone text without language stands alone.
  static func tree(_ text: LocalizedText) -> JSON? {
    if text.isEmpty { return nil }
    let values = text.entries.map { entry -> JSON in
      guard let language = entry.language else { return .string(entry.text) }
      return .object([
        JSON.Member("@language", .string(language)), JSON.Member("@value", .string(entry.text)),
      ])
    }
    return values.count == 1 ? values[0] : .array(values)
  }

  /// A person or an organisation.
  static func agent(_ tree: JSON) -> Agent? {
    if let text = tree.string { return Agent(name: text) }
    guard case .object = tree else { return nil }
    var agent = Agent()
    var keys = ForeignKeys(tree)
    let name = text(keys.take("name", "foaf:name", "vcard:fn", "fn"))
    agent.name = name.text() ?? tree["@id"]?.string
    agent.url = keys.take("url", "foaf:homepage", "homepage").flatMap(reference)
    let mail = keys.take("email", "foaf:mbox", "vcard:hasEmail", "hasEmail").flatMap(reference)
    _ = keys.take("@type")
    agent.extra = keys.rest
    agent.email = mail.map { $0.hasPrefix("mailto:") ? String($0.dropFirst(7)) : $0 }
    let types = typeNames(tree)
    // Organization is what writers put who do not know, ours among them; Person is meant.
    if types.contains("Person") || types.contains("Individual") { agent.kind = .person }
    return agent.name == nil && agent.url == nil ? nil : agent
  }

  /// All agents of a value: one, several, or an ordered list.
  static func agents(_ tree: JSON?) -> [Agent] {
    (tree?.elements ?? []).flatMap { $0["@list"]?.elements ?? [$0] }.compactMap(agent)
  }

  /// What the address of a dataset of a catalogue begins with.
  static let catalogue = "urn:catalog:"

  /// A statement about another dataset: its id in this catalogue, or its address and name.
  static func edge(_ tree: JSON, _ relation: LineageEdge.Relation) -> LineageEdge? {
    guard let target = reference(tree) ?? name(of: tree) else { return nil }
    var edge = LineageEdge()
    edge.relation = relation
    let name =
      target.hasPrefix(catalogue) ? String(target.dropFirst(catalogue.utf8.count)) : target
    if DatasetID.isValid(name) {
      edge.dataset = name
    } else {
      edge.name = titles(of: tree).first?.text() ?? target
      if target.contains("://") { edge.source = target }
    }
    // What else is said of the other dataset, its licence among it, is not said of this one.
    let known: Set<String> = ["@id", "@type", "@value", "name", "dct:title", "url"]
    edge.extra = (tree.members ?? []).filter { !known.contains($0.key) }
    return edge
  }

  /// What a node that has no address is known by; one that says nothing of it is another dataset all
  /// the same.
  private static func name(of tree: JSON) -> String? {
    guard let members = tree.members, !members.isEmpty else { return nil }
    let addresses = ["dcat:landingPage", "landingPage", "foaf:page", "sameAs", "schema:sameAs"]
    return addresses.lazy.compactMap { tree[$0]?.elements.first.flatMap(reference) }.first
      ?? titles(of: tree).first?.text()
      ?? ["dct:identifier", "identifier"].lazy.compactMap { tree[$0].flatMap(reference) }.first
      ?? "a dataset without a name"
  }

  /// Whether a node is an address, alone or with a name, and describes nothing.
  static func isLink(_ tree: JSON) -> Bool {
    if let text = tree.string { return text.contains("://") || text.hasPrefix(catalogue) }
    let members = tree.members ?? []
    return members.contains { $0.key == "@id" || $0.key == "url" }
      && members.allSatisfy { ["@id", "@type", "name", "dct:title", "url"].contains($0.key) }
  }

  /// A statement about another dataset, for writing.
  static func tree(_ edge: LineageEdge) -> JSON {
    if let dataset = edge.dataset {
      return .object([JSON.Member("@id", .string(catalogue + dataset))] + edge.extra)
    }
    var object = ObjectBuilder()
    object.put("@id", edge.source)
    object.put("name", edge.name)
    object.merge(edge.extra)
    return object.object
  }

  /// What a node is called and what it says, by language: its title first, its description last.
  static func titles(of tree: JSON) -> [LocalizedText] {
    titleKeys.map { text(tree[$0]) }.filter { !$0.isEmpty }
  }

  private static let titleKeys = [
    "name", "dct:title", "title", "headline", "rdfs:label", "label", "skos:prefLabel",
    "alternateName", "description", "dct:description",
  ]
  private static let addressKeys = ["@id", "url", "contentUrl", "sameAs", "rdfs:seeAlso"]
  private static let identifierKeys = ["identifier", "dct:identifier"]
  /// Keys of a policy, which ``policy(_:)`` reads.
  private static let ruleKeys = [
    "prohibition", "duty", "permission", "obligation", "uid", "profile", "target",
  ]
  .flatMap { [$0, "odrl:" + $0] }

  /// A licence from a text, an address or a node; nil for an empty text.
  static func license(_ tree: JSON) -> LicenseStatement? {
    if let text = tree.scalarText ?? tree["@value"]?.scalarText {
      if text.isEmpty { return nil }
      return text.contains("://")
        ? .foreign(names: [], address: text) : .foreign(names: [text])
    }
    guard case .object = tree else { return nil }
    let address = addressKeys.lazy.compactMap {
      tree[$0].flatMap(reference)
    }.first { $0.contains("://") }
    let titles = titles(of: tree)
    let identifiers = identifierKeys.map { key in
      tree[key].flatMap(reference)
    }
    // Every translation may be the one that the table knows.
    let names = identifiers + titles.flatMap(\.all).map(Optional.some)
    var license = LicenseStatement.foreign(
      names: names, address: address, titles: titles.first ?? LocalizedText())
    license.takeRemarks(
      of: tree, besides: Set(titleKeys + addressKeys + identifierKeys + ruleKeys))
    return license
  }

  /// An ODRL policy as a statement of rights: its title or address, and what it forbids or asks.
  static func policy(_ tree: JSON) -> LicenseStatement? {
    guard var statement = license(tree) else { return nil }
    func actions(_ rule: String) -> [String] {
      let rules = ["odrl:" + rule, rule].flatMap { tree[$0]?.elements ?? [] }
      return rules.flatMap { rule in
        ["odrl:action", "action"].flatMap { rule[$0]?.elements ?? [] }
      }.compactMap(reference).map { action in
        action.split { $0 == "/" || $0 == "#" || $0 == ":" }.last.map(String.init) ?? action
      }
    }
    var unknown: [String] = []
    for action in actions("prohibition") {
      switch action.lowercased() {
      case "commercialize", "commercialise", "commercialuse", "sell":
        statement.use = .nonCommercial
      case "distribute", "distribution":
        if !statement.conditions.contains(.noRedistribution) {
          statement.conditions.append(.noRedistribution)
        }
      default: unknown.append(action)
      }
    }
    if actions("duty").contains(where: { $0.lowercased() == "attribute" }) {
      statement.attribution = true
    }
    if !unknown.isEmpty {
      let prohibited = "the policy prohibits: " + unknown.joined(separator: ", ")
      statement.note = [statement.note, prohibited].compactMap(\.self).joined(separator: "\n")
    }
    let isPolicy = typeNames(tree).contains {
      ["Set", "Offer", "Agreement", "Policy"].contains($0)
    }
    if isPolicy, statement.spdx == nil, statement.name == "unknown" {
      statement.name = "ODRL policy"
    }
    return statement
  }

  /// The address of a licence's text: that of SPDX, that of the statement, else its name.
  static func address(of license: LicenseStatement) -> String? {
    license.spdx.map(address(ofSPDX:)) ?? license.url ?? license.name
  }

  static func address(ofSPDX id: String) -> String { "https://spdx.org/licenses/\(id).html" }

  /// A size from a text with a unit (`97.73 TiB`), plain bytes when there is none.
  static func bytes(_ tree: JSON?) -> Int64? {
    if let number = tree?.integer { return number }
    guard let text = tree?.scalarText, let value = QuantityParser.parse(text.withoutByteSign)
    else { return nil }
    return value.integer ?? Int64(exactly: value.double.rounded())
  }

  /// A SHA-256 or MD5 that really is one: some writers put an address there.
  static func checksum(_ algorithm: String, _ tree: JSON?) -> Checksum? {
    guard let value = tree?.string else { return nil }
    let checksum = Checksum(algorithm, value)
    return value.count == checksum.digitCount && value.allSatisfy(\.isHexDigit) ? checksum : nil
  }

  /// Media types of the formats that corpora come in.
  static let mediaTypes: [(format: String, type: String)] = [
    ("jsonl", "application/jsonlines"), ("json", "application/json"), ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"), ("parquet", "application/x-parquet"),
    ("txt", "text/plain"), ("tar", "application/x-tar"), ("zip", "application/zip"),
    ("xml", "application/xml"), ("warc", "application/warc"), ("html", "text/html"),
    ("pdf", "application/pdf"), ("git", "git+https"),
  ]

  /// The media type of a format name such as `jsonl` or `jsonl.zst`.
  static func mediaType(_ format: String?) -> String? {
    guard let format else { return nil }
    let root = format.prefix { $0 != "." }
    return mediaTypes.first { $0.format == root }?.type
  }

  /// The format name of a media type.
  static func format(_ type: String?) -> String? {
    guard let type else { return nil }
    return mediaTypes.first { $0.type == type.lowercased() }?.format
  }
}

extension String {
  /// `12 B` as `12`: a lone B is bytes, where ``QuantityParser`` would read a billion.
  fileprivate var withoutByteSign: String {
    guard hasSuffix("B"), let before = dropLast().last, before == " " || before.isNumber else {
      return self
    }
    return String(dropLast())
  }
}

extension Dataset {
  /// Takes a publisher; further ones become creators in that role, because the model has one.
  mutating func takePublishers(_ agents: [Agent]) {
    publisher = agents.first
    creators += agents.dropFirst().map { $0.inRole("publisher") }
  }

  /// Takes a contact; further ones become creators in that role, because the model has one.
  mutating func takeContacts(_ agents: [Agent]) {
    var agents = agents[...]
    if contact == nil { contact = agents.popFirst() }
    creators += agents.map { $0.inRole("contact") }
  }
}

extension Agent {
  fileprivate func inRole(_ role: String) -> Agent {
    var agent = self
    agent.role = role
    return agent
  }
}

extension Dataset {
  /// Keeps the address by which others link to the dataset: as its homepage, else among its sources.
  mutating func takeAddress(_ node: String?) {
    guard let node, LinkedData.isAddress(node), node != homepage else { return }
    if homepage == nil {
      homepage = node
    } else if !sources.contains(node) {
      sources.append(node)
    }
  }
}
