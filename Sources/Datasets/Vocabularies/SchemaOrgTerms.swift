internal import JSONText

/// The properties of schema.org that its own datasets and Croissant have in common.
///
/// Croissant is schema.org with files and records added, so both read and write these here.
enum SchemaOrgTerms {
  // MARK: - Reading

  /// Takes the common properties out of a node.
  static func read(
    _ keys: inout ForeignKeys, among nodes: LinkedDataNodes, into dataset: inout Dataset
  ) {
    func agents(_ tree: JSON?) -> [Agent] {
      (tree?.elements ?? []).flatMap { LinkedData.agents(nodes.resolved($0)) }
    }
    dataset.homepage = keys.take("url").flatMap(LinkedData.reference)
    dataset.description = LinkedData.text(keys.take("description"))
    dataset.summary = LinkedData.text(keys.take("abstract", "disambiguatingDescription"))
    for key in ["creator", "author"] {
      for agent in agents(keys.take(key)) where !dataset.creators.contains(agent) {
        dataset.creators.append(agent)
      }
    }
    dataset.takePublishers(agents(keys.take("publisher")))
    for key in ["maintainer", "contactPoint"] {
      dataset.takeContacts(agents(keys.take(key)))
    }
    for license in LinkedDataRights.statements(&keys, among: nodes) { dataset.addLicense(license) }
    if let isFree = keys.take("isAccessibleForFree") {
      // Written as a value, a word, or the address of a term.
      if LinkedData.reference(isFree)?.lowercased().hasSuffix("true") == true {
        dataset.access = .open
      } else {
        // What is sold has terms of its own, as what is gated has.
        dataset.extra.append(JSON.Member("isAccessibleForFree", isFree))
        if dataset.access == .unknown { dataset.access = .gated }
      }
    }
    let conditions = (keys.take("conditionsOfAccess")?.elements ?? []).flatMap { element in
      let node = nodes.resolved(element)
      return LinkedData.text(node).all + LinkedData.titles(of: node).flatMap(\.all)
    }
    if !conditions.isEmpty {
      let note = conditions.joined(separator: "\n")
      dataset.accessNote = note
      dataset.takeTerms(note, name: "Conditions of access")
    }
    dataset.released = day(keys.take("datePublished"))
    dataset.modified = day(keys.take("dateModified"))
    dataset.coverage = keys.take("temporalCoverage").flatMap(LinkedData.reference)
    dataset.version = keys.take("version")?.scalarText
    dataset.languages = (keys.take("inLanguage")?.elements ?? []).compactMap {
      $0["alternateName"]?.scalarText ?? LinkedData.reference($0)
    }
    dataset.tags = (keys.take("keywords")?.elements ?? []).flatMap(keywords)
    dataset.sectors = (keys.take("about")?.elements ?? []).compactMap {
      $0["name"]?.scalarText ?? LinkedData.reference($0)
    }
    dataset.measures = (keys.take("size")?.elements ?? []).compactMap(measure)
    dataset.lineage = LinkedDataLineage.edges(&keys, among: nodes)
    dataset.takeParts(&keys, among: nodes)
  }

  /// A date without its time at midnight.
  static func day(_ tree: JSON?) -> String? {
    guard let text = tree.flatMap(LinkedData.reference) else { return nil }
    return text.hasSuffix("T00:00:00") || text.hasSuffix("T00:00:00Z")
      ? String(text.prefix(10)) : text
  }

  /// Keywords: texts, some of them lists with commas, or defined terms.
  private static func keywords(_ tree: JSON) -> [String] {
    if let text = tree.scalarText {
      return text.split(separator: ",").map { $0.drop { $0 == " " } }.map { piece in
        var piece = piece
        while piece.last == " " { piece.removeLast() }
        return String(piece)
      }.filter { !$0.isEmpty }
    }
    return (tree["name"]?.scalarText).map { [$0] } ?? []
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

  // MARK: - Writing

  /// Writes the common properties.
  ///
  /// `prefix`: stands before the names of types, where the file's context asks for one.
  static func write(_ dataset: Dataset, prefix: String, into object: inout ObjectBuilder) {
    func agent(_ agent: Agent) -> JSON {
      var object = ObjectBuilder()
      object.put("@type", prefix + (agent.kind == .person ? "Person" : "Organization"))
      object.put("name", agent.name)
      object.put("url", agent.url)
      object.put("email", agent.email)
      object.merge(agent.extra)
      return object.object
    }
    func measure(_ measure: Measure) -> JSON {
      var object = ObjectBuilder()
      object.put("@type", prefix + "PropertyValue")
      object.put("name", measure.metric)
      object.put("value", measure.value.map { .double($0) })
      object.put("unitText", measure.unit)
      object.put("description", measure.stated)
      object.merge(measure.extra)
      return object.object
    }
    object.put("abstract", LinkedData.tree(dataset.summary))
    object.put("url", dataset.homepage)
    LinkedDataRights.write(dataset.licenses, as: .schemaOrg, into: &object)
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
    object.put("size", .array(dataset.measures.map(measure)))
    object.put(
      "isPartOf",
      oneOrMore: dataset.lineage.filter { $0.relation == .partOf }.map(LinkedData.tree))
  }
}
