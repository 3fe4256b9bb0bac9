internal import JSONText

/// MLCommons Croissant: reads 1.0 and 1.1, writes 1.1.
///
/// Real files differ from the specification, and are read all the same: either spelling of the
/// schema.org namespace, bare licence tokens, an address where a checksum should be, required
/// keys that are missing.
enum Croissant {
  static let version = "http://mlcommons.org/croissant/1.1"

  // MARK: - Reading

  static func read(_ tree: JSON, fileName: String, problems: inout [DatasetProblem]) -> Dataset {
    let nodes = LinkedDataNodes(tree)
    // The description may stand among other nodes of a page.
    let tree = nodes.datasets.first ?? tree
    var keys = ForeignKeys(tree)
    let carried = Extension(from: keys.take(Extension.key))
    _ = keys.take("@context", "@type", "conformsTo", "dct:conformsTo")
    var dataset = Dataset()
    let identifier = keys.take("identifier")
    let name = keys.take("name")
    for required in ["name", "description", "license", "url", "creator", "datePublished"]
    where tree[required] == nil {
      problems.append(
        DatasetProblem(
          .warning, at: "", "Croissant asks for “\(required)”, which is missing",
          remedy: "ask the publisher, or add it"))
    }
    SchemaOrgTerms.read(&keys, among: nodes, into: &dataset)
    dataset.id = Dataset.foreignID(
      [
        identifier.flatMap(LinkedData.reference), name.flatMap(LinkedData.text)?.text(),
        dataset.homepage,
      ], fileName: fileName)
    dataset.title = LinkedData.text(name)
    if let other = keys.take("alternateName") {
      let plain = other.elements.filter { $0.scalarText != nil }
      dataset.takeAliases(.array(plain), key: "alternateName", of: .croissant)
      for entry in LinkedData.text(other).entries
      where entry.language != nil && dataset.title[entry.language ?? ""] == nil {
        if dataset.title.entries.count == 1, dataset.title.entries[0].language == nil {
          dataset.title.entries[0].language = "en"
        }
        dataset.title.entries.append(entry)
      }
    }
    let same = (keys.take("sameAs")?.elements ?? []).compactMap(LinkedData.reference)
    dataset.sources = same.filter { $0.contains("://") }
    dataset.takeAddress(keys.look(at: "@id").first?.scalarText)
    dataset.takeAliases(
      .strings(same.filter { !$0.contains("://") }), key: "sameAs", of: .croissant)
    if let citation = keys.take("citeAs", "citation")?.scalarText {
      var statement = Citation()
      if citation.hasPrefix("@") { statement.bibtex = citation } else { statement.text = citation }
      dataset.citations = [statement]
    }
    readSafety(&keys, &dataset)
    readFiles(keys.take("distribution"), nodes, &dataset, &problems)
    readRecords(keys.take("recordSet"), &dataset, &problems)
    dataset.keepForeign(keys.rest, of: .croissant)
    return carried.laid(over: dataset, of: .croissant, problems: &problems)
  }

  private static let safetyTopics: [(key: String, topic: String)] = [
    ("rai:personalSensitiveInformation", "personal-data"), ("rai:dataBiases", "bias"),
    ("rai:dataLimitations", "limitation"), ("rai:dataSocialImpact", "social-impact"),
    ("rai:dataUseCases", "use"),
  ]

  private static func readSafety(_ keys: inout ForeignKeys, _ dataset: inout Dataset) {
    for (key, topic) in safetyTopics {
      for element in keys.take(key)?.elements ?? [] {
        if let text = LinkedData.reference(element) {
          dataset.safety.append(SafetyNote(topic: topic, text: text))
        }
      }
    }
    dataset.processing = (keys.take("rai:dataPreprocessingProtocol")?.elements ?? []).compactMap(
      LinkedData.reference)
  }

  private static func readFiles(
    _ tree: JSON?, _ nodes: LinkedDataNodes, _ dataset: inout Dataset,
    _ problems: inout [DatasetProblem]
  ) {
    for (index, element) in (tree?.elements ?? []).enumerated() {
      guard case .object = element else {
        problems.append(.expected("a file", found: element, at: "distribution[\(index)]"))
        continue
      }
      var keys = ForeignKeys(element)
      var file = Distribution()
      _ = keys.take("@type")
      file.id = keys.take("@id")?.scalarText
      file.name = keys.take("name")?.scalarText
      if file.id == nil { file.id = file.name }
      if file.name == file.id { file.name = nil }
      file.description = keys.take("description")?.scalarText
      if let address = keys.take("contentUrl")?.scalarText {
        if address.contains("://") { file.url = address } else { file.path = address }
      }
      file.accessURL = keys.take("url")?.scalarText
      file.bytes = LinkedData.bytes(element["contentSize"])
      if file.bytes != nil { _ = keys.take("contentSize") }
      let formats = keys.take("encodingFormat")
      file.mediaType = formats?.elements.first?.scalarText
      if let format = LinkedData.format(file.mediaType) {
        file.format = format
        if LinkedData.mediaType(format) == file.mediaType { file.mediaType = nil }
      }
      for algorithm in ["sha256", "md5"] {
        guard let value = keys.take(algorithm) else { continue }
        if let checksum = LinkedData.checksum(algorithm, value) {
          file.checksums.append(checksum)
        } else {
          problems.append(
            DatasetProblem(
              .warning, at: "distribution[\(index)].\(algorithm)", "this is no checksum",
              remedy: "it is left out"))
        }
      }
      file.containedIn = (keys.take("containedIn")?.elements ?? []).compactMap(LinkedData.reference)
      file.includes = (keys.take("includes")?.elements ?? []).compactMap(\.scalarText)
      file.excludes = (keys.take("excludes")?.elements ?? []).compactMap(\.scalarText)
      file.licenses = LinkedDataRights.statements(&keys, among: nodes)
      let origins = LinkedDataLineage.edges(&keys, among: nodes)
      file.extra = keys.rest + LineageEdge.members(origins)
      if let formats, formats.elements.count > 1 {
        file.extra.append(JSON.Member("encodingFormat", formats))
      }
      dataset.distributions.append(file)
    }
  }

  private static func readRecords(
    _ tree: JSON?, _ dataset: inout Dataset, _ problems: inout [DatasetProblem]
  ) {
    let sets = tree?.elements ?? []
    for (index, set) in sets.enumerated() {
      let types = set["dataType"]?.elements.compactMap(LinkedData.reference) ?? []
      if types.contains(where: { $0.hasSuffix("Split") }) {
        for row in set["data"]?.elements ?? [] {
          let key = row.members?.first { $0.key.hasSuffix("name") || $0.key.hasSuffix("split") }
          if let name = key?.value.scalarText {
            dataset.subsets.append(Subset(name, kind: .split))
          }
        }
        continue
      }
      guard dataset.schema == nil, let list = set["field"]?.elements, !list.isEmpty else {
        continue
      }
      var schema = DataSchema()
      for (inner, element) in list.enumerated() {
        guard case .object = element else {
          problems.append(
            .expected("a field", found: element, at: "recordSet[\(index)].field[\(inner)]"))
          continue
        }
        schema.fields.append(field(element, set: set["@id"]?.scalarText ?? set["name"]?.scalarText))
      }
      schema.key = (set["key"]?.elements ?? []).compactMap(LinkedData.reference)
        .map { $0.split(separator: "/").last.map(String.init) ?? $0 }
      dataset.schema = schema
    }
    // Transformations, references, examples: kept as they are where we would write less.
    if !sets.isEmpty, recordSets(dataset) != sets {
      dataset.keepForeign([JSON.Member("recordSet", .array(sets))], of: .croissant)
    }
  }

  private static func field(_ tree: JSON, set: String?) -> DataField {
    var field = DataField()
    let id = tree["name"]?.scalarText ?? tree["@id"]?.scalarText ?? ""
    field.name = set.map { id.hasPrefix("\($0)/") ? String(id.dropFirst($0.count + 1)) : id } ?? id
    field.description = tree["description"]?.scalarText
    let type = tree["dataType"]?.elements.first.flatMap(LinkedData.reference)
    field.type = type.map { name in types.first { $0.croissant == name }?.own ?? name }
    if (tree["repeated"] ?? tree["isArray"])?.bool == true { field.isRepeated = true }
    field.role = type?.hasSuffix("Label") == true ? .label : nil
    let column = tree["source"]?["extract"]
    let path = column?["jsonPath"]?.scalarText ?? column?["column"]?.scalarText
    if let path, path != field.name, path != "$.\(field.name)" { field.path = path }
    field.fields = (tree["subField"]?.elements ?? []).map { self.field($0, set: set) }
    return field
  }

  static let types: [(own: String, croissant: String)] = [
    ("string", "sc:Text"), ("integer", "sc:Integer"), ("number", "sc:Float"),
    ("boolean", "sc:Boolean"), ("date", "sc:Date"), ("datetime", "sc:DateTime"),
    ("time", "sc:Time"), ("image", "sc:ImageObject"), ("video", "sc:VideoObject"),
    ("audio", "sc:AudioObject"), ("url", "sc:URL"),
  ]

  // MARK: - Writing

  static func write(_ dataset: Dataset, carrying carried: Extension) -> JSON {
    var object = ObjectBuilder()
    object.put("@context", context)
    object.put("@type", "sc:Dataset")
    object.put("conformsTo", version)
    object.put("identifier", dataset.id)
    let title = dataset.title.entries
    object.put("name", dataset.name)
    let others = title.filter { $0.language != nil && $0.text != dataset.name }
    if !others.isEmpty {
      var text = LocalizedText()
      text.entries = others
      object.put("alternateName", LinkedData.tree(text))
    }
    object.put(
      "description", (dataset.description.text() ?? dataset.summary.text()).map { .string($0) })
    SchemaOrgTerms.write(dataset, prefix: "sc:", into: &object)
    object.put("sameAs", dataset.aliases + dataset.sources.filter { $0.contains("://") })
    object.put(
      "citeAs",
      (dataset.citations.first?.bibtex ?? dataset.citations.first?.text).map { .string($0) })
    object.put(
      "prov:wasDerivedFrom",
      .array(dataset.lineage.filter { $0.relation == .derivedFrom }.map(LinkedData.tree)))
    object.put("hasPart", .array(dataset.partLinks))
    for (key, topic) in safetyTopics {
      object.put(
        key,
        oneOrMore: dataset.safety.filter { $0.topic == topic }.compactMap(\.text).map {
          .string($0)
        })
    }
    object.put("rai:dataPreprocessingProtocol", dataset.processing)
    let files = dataset.distributions.enumerated().compactMap { file($1, $0) }
    object.put("distribution", .array(files))
    var foreign = dataset.foreign(.croissant)
    if files.contains(where: {
      $0["sha256"] == nil && $0["md5"] == nil && $0["@type"]?.string == "cr:FileObject"
    }),
      !foreign.contains(where: { $0.key == "isLiveDataset" })
    {
      // A file without checksum is only allowed where files may still change.
      object.put("isLiveDataset", .bool(true))
    }
    if let sets = foreign.firstIndex(where: { $0.key == "recordSet" }) {
      object.put("recordSet", foreign.remove(at: sets).value)
    } else {
      object.put("recordSet", .array(recordSets(dataset)))
    }
    return object.finished(with: foreign, carrying: carried)
  }

  private static func file(_ file: Distribution, _ index: Int) -> JSON? {
    var object = ObjectBuilder()
    let isSet = !file.includes.isEmpty
    let address = file.url ?? file.path ?? (isSet ? nil : file.accessURL)
    guard isSet || address != nil else { return nil }
    object.put("@type", isSet ? "cr:FileSet" : "cr:FileObject")
    object.put("@id", file.id ?? "file-\(index)")
    object.put("name", file.name ?? file.id ?? "file-\(index)")
    object.put("description", file.description)
    object.put("contentUrl", address)
    object.put("contentSize", file.bytes.map { .string("\($0) B") })
    object.put(
      "encodingFormat",
      file.mediaType ?? LinkedData.mediaType(file.format) ?? "application/octet-stream")
    for checksum in file.checksums where ["sha256", "md5"].contains(checksum.algorithm ?? "") {
      object.put(checksum.algorithm ?? "", checksum.value)
    }
    object.put(
      "containedIn",
      oneOrMore: file.containedIn.map { .object([JSON.Member("@id", .string($0))]) })
    object.put("includes", oneOrMore: file.includes.map { .string($0) })
    object.put("excludes", oneOrMore: file.excludes.map { .string($0) })
    LinkedDataRights.write(file.licenses, as: .croissant, into: &object)
    object.merge(file.extra)
    return object.object
  }

  private static func recordSets(_ dataset: Dataset) -> [JSON] {
    var sets: [JSON] = []
    let splits = dataset.subsets.filter { $0.kind == .split }
    if !splits.isEmpty {
      var set = ObjectBuilder()
      set.put("@type", "cr:RecordSet")
      set.put("@id", "splits")
      set.put("name", "splits")
      set.put("dataType", "cr:Split")
      set.put("key", .object([JSON.Member("@id", .string("splits/name"))]))
      var name = ObjectBuilder()
      name.put("@type", "cr:Field")
      name.put("@id", "splits/name")
      name.put("name", "name")
      name.put("dataType", "sc:Text")
      set.put("field", .array([name.object]))
      set.put(
        "data",
        .array(splits.map { .object([JSON.Member("splits/name", .string($0.name))]) }))
      sets.append(set.object)
    }
    // A field needs a file to come from.
    let source = dataset.distributions.enumerated().first { index, file in
      !file.includes.isEmpty || file.url != nil || file.path != nil || file.accessURL != nil
    }
    if let schema = dataset.schema, !schema.fields.isEmpty, let source {
      var set = ObjectBuilder()
      set.put("@type", "cr:RecordSet")
      set.put("@id", "records")
      set.put("name", "records")
      set.put(
        "key", oneOrMore: schema.key.map { .object([JSON.Member("@id", .string("records/\($0)"))]) }
      )
      let id = source.element.id ?? "file-\(source.offset)"
      let isSet = !source.element.includes.isEmpty
      set.put(
        "field",
        .array(schema.fields.map { field($0, prefix: "records", source: id, isSet: isSet) }))
      sets.append(set.object)
    }
    return sets
  }

  private static func field(_ field: DataField, prefix: String, source: String, isSet: Bool) -> JSON
  {
    var object = ObjectBuilder()
    let id = "\(prefix)/\(field.name)"
    object.put("@type", "cr:Field")
    object.put("@id", id)
    object.put("name", field.name)
    object.put("description", field.description)
    object.put(
      "dataType",
      field.role == .label
        ? "cr:Label" : types.first { $0.own == field.type }?.croissant ?? field.type ?? "sc:Text")
    if field.isRepeated == true { object.put("isArray", .bool(true)) }
    if field.isRepeated == true { object.put("arrayShape", "-1") }
    let path = field.path ?? "$.\(field.name)"
    object.put(
      "source",
      .object([
        JSON.Member(
          isSet ? "fileSet" : "fileObject", .object([JSON.Member("@id", .string(source))])),
        JSON.Member(
          "extract",
          .object([JSON.Member(path.hasPrefix("$") ? "jsonPath" : "column", .string(path))])),
      ]))
    if !field.fields.isEmpty {
      object.put(
        "subField",
        .array(field.fields.map { self.field($0, prefix: id, source: source, isSet: isSet) }))
    }
    return object.object
  }

  /// The context of Croissant 1.1, with the prefixes used here.
  static let context: JSON = {
    func linked(_ id: String, _ type: String) -> JSON {
      .object([JSON.Member("@id", .string(id)), JSON.Member("@type", .string(type))])
    }
    var object = ObjectBuilder()
    object.put("@language", "en")
    object.put("@vocab", "https://schema.org/")
    object.put("catalog", "urn:catalog:")
    object.put("citeAs", "cr:citeAs")
    object.put("column", "cr:column")
    object.put("conformsTo", "dct:conformsTo")
    object.put("containedIn", "cr:containedIn")
    object.put("cr", "http://mlcommons.org/croissant/")
    object.put("data", linked("cr:data", "@json"))
    object.put("dataType", linked("cr:dataType", "@vocab"))
    object.put("dct", "http://purl.org/dc/terms/")
    object.put("annotation", "cr:annotation")
    object.put("arrayShape", "cr:arrayShape")
    object.put("equivalentProperty", "cr:equivalentProperty")
    object.put("examples", linked("cr:examples", "@json"))
    object.put("excludes", "cr:excludes")
    object.put("extract", "cr:extract")
    object.put("field", "cr:field")
    object.put("fileObject", "cr:fileObject")
    object.put("fileProperty", "cr:fileProperty")
    object.put("fileSet", "cr:fileSet")
    object.put("format", "cr:format")
    object.put("includes", "cr:includes")
    object.put("isArray", "cr:isArray")
    object.put("isLiveDataset", "cr:isLiveDataset")
    object.put("jsonPath", "cr:jsonPath")
    object.put("key", "cr:key")
    object.put("md5", "cr:md5")
    object.put("parentField", "cr:parentField")
    object.put("path", "cr:path")
    object.put("prov", "http://www.w3.org/ns/prov#")
    object.put("rai", "http://mlcommons.org/croissant/RAI/")
    object.put("readLines", "cr:readLines")
    object.put("recordSet", "cr:recordSet")
    object.put("references", "cr:references")
    object.put("regex", "cr:regex")
    object.put("samplingRate", "cr:samplingRate")
    object.put("sc", "https://schema.org/")
    object.put("sdVersion", "cr:sdVersion")
    object.put("separator", "cr:separator")
    object.put("source", "cr:source")
    object.put("subField", "cr:subField")
    object.put("transform", "cr:transform")
    object.put("unArchive", "cr:unArchive")
    object.put("value", "cr:value")
    return object.object
  }()
}
