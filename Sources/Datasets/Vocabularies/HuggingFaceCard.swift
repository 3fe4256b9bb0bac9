internal import JSONText

/// The dataset card of Hugging Face: a `README.md` whose header holds the metadata.
///
/// Read with and without a header, and with the old keys (`languages`, `licenses`, maps per
/// configuration). The body is kept as the description.
enum HuggingFaceCard {
  /// The key under which the tree of a card carries its body.
  private static let bodyKey = "\u{0}body"

  // MARK: - Reading

  static func read(_ text: String, fileName: String) throws(SyntaxError) -> ImportedDescription {
    var problems: [DatasetProblem] = []
    var document = ParsedDocument(value: .object([]))
    var body = text
    if let cut = header(of: text) {
      do {
        document = try YAMLReader.readWithPlaces(cut.header)
      } catch {
        // The header begins on the second line.
        var moved = error
        moved.place.line += 1
        throw moved
      }
      for path in document.places.keys { document.places[path]?.line += 1 }
      body = cut.body
    } else {
      problems.append(
        DatasetProblem(
          .warning, at: "", "the card has no header, so nothing says language or licence",
          remedy: "add a block between --- lines at the top",
          place: TextPosition(line: 1, column: 1)))
    }
    if document.value.members == nil, document.value != .null {
      problems.append(.expected("a mapping", found: document.value))
    }
    var dataset = read(
      header: document.value, body: body, fileName: fileName, problems: &problems)
    dataset.takeSections(of: body, problems: &problems)
    dataset.takeAsWritten(problems: &problems)
    problems += dataset.validate()
    return ImportedDescription(
      vocabulary: .huggingFaceCard, datasets: [dataset], problems: problems.located(in: document))
  }

  /// The header between the first two lines of three hyphens, and what follows.
  private static func header(of text: String) -> (header: String, body: String)? {
    // Space and a byte order mark before the header are taken by the hub's own reader too.
    let unified = String(
      text.replacing("\r\n", with: "\n").drop { $0.isWhitespace || $0 == "\u{FEFF}" })
    guard unified.hasPrefix("---\n") else { return nil }
    let rest = unified.dropFirst(4)
    if rest.hasPrefix("---\n") { return ("", String(rest.dropFirst(4))) }
    guard let end = rest.firstRange(of: "\n---") else { return nil }
    let after = rest[end.upperBound...]
    let body = after.firstIndex(of: "\n").map { String(after[after.index(after: $0)...]) } ?? ""
    return (String(rest[..<end.lowerBound]) + "\n", body)
  }

  static func read(
    header: JSON, body: String, fileName: String, problems: inout [DatasetProblem]
  ) -> Dataset {
    var keys = ForeignKeys(header)
    let carried = Extension(from: keys.take(Extension.key))
    var dataset = Dataset()
    for key in listKeys {
      for (index, element) in (header[key]?.array ?? []).enumerated()
      where element.scalarText == nil && element != .null {
        problems.append(
          DatasetProblem(
            .warning, at: "\(key)[\(index)]", "a text is expected here, not \(element.kindName)",
            remedy: RightsKey.isLicenses(key)
              ? "write a text; its words are read as those of a licence"
              : "write a text; it is left out"))
      }
    }
    let carriedBody = keys.take(bodyKey)?.string
    let text = Body(carriedBody ?? body)
    dataset.title = LocalizedText(keys.take("pretty_name")?.scalarText ?? text.title)
    dataset.id = Dataset.foreignID(
      [keys.take("id", "dataset_id")?.scalarText, dataset.title.text()], fileName: fileName)
    dataset.description = LocalizedText(text.description)
    dataset.languages = values(keys.take("language", "languages"))
    readLicenses(&keys, &dataset)
    readTags(&keys, &dataset)
    dataset.tasks =
      values(keys.take("task_categories")) + values(keys.take("task_ids"))
    let sources = values(keys.take("source_datasets"))
    if sources == ["original"] {
      dataset.isOriginal = true
      dataset.evidence.append(
        Evidence(
          of: "original", level: .inferred,
          note: "the card says that it extends no other dataset of the hub"))
    }
    for source in sources where source != "original" {
      var edge = LineageEdge()
      let name = source.hasPrefix("extended|") ? String(source.dropFirst(9)) : source
      if DatasetID.isValid(name) { edge.dataset = name } else { edge.name = name }
      dataset.lineage.append(edge)
    }
    for size in values(keys.take("size_categories")) where size != "unknown" {
      var measure = Measure()
      measure.metric = Measure.Metric.records
      measure.stated = size
      dataset.measures.append(measure)
    }
    switch keys.take("gated") {
    case .bool(true): dataset.access = .gated
    case .string: dataset.access = .gated
    case .bool(false): dataset.access = .open
    default: break
    }
    dataset.accessNote = keys.take("extra_gated_prompt")?.scalarText
    readGate(header, &dataset)
    readConfigurations(&keys, header, &dataset)
    dataset.keepForeign(keys.rest, of: .huggingFaceCard)
    return carried.laid(over: dataset, of: .huggingFaceCard, problems: &problems)
  }

  /// Reads what must be agreed to before files open, under whichever key it is asked.
  private static func readGate(_ header: JSON, _ dataset: inout Dataset) {
    let asked = (header.members ?? []).filter { $0.key.hasPrefix("extra_gated_") }
    if !asked.isEmpty { dataset.access = .gated }
    guard dataset.access == .gated else { return }
    // The names of keys are labels of boxes to tick; one of few words asks for a name or a country.
    let texts = asked.flatMap { member in
      member.key == "extra_gated_prompt"
        ? member.value.texts
        : member.value.texts.filter { text in
          let words = LicenseWords.words(of: text)
          return words.count > 3 && LicenseWords.speaksOfUse(words)
            || LicenseWords.use(in: text) != nil
        }
    }
    dataset.takeTerms(texts.joined(separator: "\n"), name: "Terms of the gate")
    dataset.addGate()
  }

  /// Keys that hold texts.
  private static let listKeys = [
    "language", "languages", "license", "licenses", "licence", "licences", "tags",
    "task_categories", "task_ids",
    "source_datasets", "size_categories",
  ]

  /// Texts of a list, of a lone value, or of a map per configuration.
  private static func values(_ tree: JSON?) -> [String] {
    guard let tree else { return [] }
    if case .object(let members) = tree {
      var all: [String] = []
      for value in members.flatMap({ values($0.value) }) where !all.contains(value) {
        all.append(value)
      }
      return all
    }
    return tree.elements.compactMap(\.scalarText)
  }

  private static func readLicenses(_ keys: inout ForeignKeys, _ dataset: inout Dataset) {
    let name = keys.take("license_name")?.scalarText
    let link = keys.take("license_link")?.scalarText
    var words: [String] = []
    for tree in ["license", "licenses", "licence", "licences"].compactMap({ keys.take($0) }) {
      if tree.hasHoles { dataset.licenses.append(LicenseStatement.unknown) }
      for element in tree.array ?? [] where element.members != nil {
        dataset.licenses.append(LicenseStatement(name: element.texts.joined(separator: ": ")))
      }
      guard case .object(let members) = tree else {
        words += values(tree)
        continue
      }
      // One for each configuration.
      for member in members {
        for word in values(member.value)
          + (member.value.hasHoles ? [LicenseStatement.unknownLabel] : [])
        where !word.isEmpty {
          var license = LicenseStatement.foreign(names: [word])
          license.scope = member.key
          dataset.licenses.append(license)
        }
      }
    }
    for word in words where !word.isEmpty {
      if let spdx = LicenseTable.spdx(for: word) {
        var license = LicenseStatement(spdx: spdx)
        // Where the link leads to another licence, the stricter of the two decides.
        if words.count == 1, name.map({ LicenseTable.isSame(word, $0) }) ?? true, let link,
          link.hasPrefix("http") || LicenseTable.isLicense(at: link)
        {
          license.url = link
        }
        dataset.licenses.append(license)
      } else if word == "other" {
        // The name and the link tell more.
        dataset.licenses.append(.foreign(names: [name ?? word], address: link, title: name))
      } else {
        dataset.licenses.append(LicenseStatement(name: word))
      }
    }
    if words.count > 1, name == nil, let link, LicenseTable.isLicense(at: link) {
      dataset.addLicense(.foreign(names: [], address: link))
    }
    // A lone link is a licence whose name nobody gave.
    if words.isEmpty, name == nil, let link {
      return dataset.addLicense(.foreign(names: [], address: link))
    }
    // Beside a known licence the name may mean another one, which then stands for itself.
    guard !words.contains("other"), let name,
      !words.contains(where: { LicenseTable.isSame($0, name) })
    else { return }
    dataset.licenses.append(.foreign(names: [name], address: link, title: name))
  }

  private static let modalities: Set<String> = [
    "3d", "audio", "geospatial", "image", "tabular", "text", "timeseries", "video", "code",
  ]

  private static func readTags(_ keys: inout ForeignKeys, _ dataset: inout Dataset) {
    for tag in values(keys.take("tags")) {
      let parts = tag.split(separator: ":", maxSplits: 1).map(String.init)
      if parts.count == 2, ["modality", "format", "arxiv", "license"].contains(parts[0]) {
        switch parts[0] {
        case "license":
          let license = LicenseStatement.foreign(names: [parts[1]])
          if !dataset.mentions(license) { dataset.licenses.append(license) }
        case "modality": dataset.modalities.append(parts[1])
        case "format": dataset.formats.append(parts[1])
        default:
          var citation = Citation()
          citation.arxiv = parts[1]
          dataset.citations.append(citation)
        }
      } else if modalities.contains(tag) {
        dataset.modalities.append(tag)
      } else {
        dataset.tags.append(tag)
      }
    }
  }

  private static func readConfigurations(
    _ keys: inout ForeignKeys, _ header: JSON, _ dataset: inout Dataset
  ) {
    let infos = (header["dataset_info"] ?? .null).elements
    for info in infos {
      for word in values(info["license"]) where !word.isEmpty {
        var license = LicenseStatement.foreign(names: [word])
        license.scope = scope(info, infos)
        if !dataset.mentions(license) { dataset.licenses.append(license) }
      }
      if let size = info["download_size"]?.integer {
        dataset.measures.append(figure(Measure.Metric.bytes, size, .hosted, scope(info, infos)))
      }
      if let size = info["dataset_size"]?.integer {
        dataset.measures.append(
          figure(Measure.Metric.bytes, size, .uncompressed, scope(info, infos)))
      }
      var records: Int64?
      for split in (info["splits"] ?? .null).elements {
        guard let name = split["name"]?.scalarText else { continue }
        var subset = Subset(name, kind: .split)
        subset.parent = scope(info, infos)
        if let count = split["num_examples"]?.integer {
          subset.measures.append(figure(Measure.Metric.records, count, .hosted, nil))
          records = (records ?? 0) &+ count
        }
        if let bytes = split["num_bytes"]?.integer {
          subset.measures.append(figure(Measure.Metric.bytes, bytes, .uncompressed, nil))
        }
        dataset.subsets.append(subset)
      }
      if let records {
        dataset.measures.insert(
          figure(Measure.Metric.records, records, .hosted, scope(info, infos)), at: 0)
      }
      if dataset.schema == nil, let features = info["features"]?.elements, !features.isEmpty {
        var schema = DataSchema()
        schema.fields = features.compactMap(feature)
        dataset.schema = schema
      }
    }
    let configurations = (header["configs"] ?? .null).elements
    for configuration in configurations {
      guard let name = configuration["config_name"]?.scalarText else { continue }
      var subset = Subset(name, kind: .subset)
      for file in (configuration["data_files"] ?? .null).elements {
        let paths = (file["path"] ?? file).elements.compactMap(\.scalarText)
        subset.paths += paths
        guard let split = file["split"]?.scalarText else { continue }
        dataset.addSplit(split, of: configurations.count > 1 ? name : nil, paths: paths)
      }
      if !dataset.subsets.contains(where: { $0.name == name && $0.kind == .subset }) {
        dataset.subsets.append(subset)
      }
    }
    // A configuration that a split names as its whole is a part of its own.
    for parent in Set(dataset.subsets.compactMap(\.parent)).sorted()
    where !dataset.subsets.contains(where: { $0.name == parent }) {
      dataset.subsets.append(Subset(parent, kind: .subset))
    }
  }

  private static func scope(_ info: JSON, _ all: [JSON]) -> String? {
    all.count > 1 ? info["config_name"]?.scalarText : nil
  }

  private static func figure(
    _ metric: String, _ value: Int64, _ basis: Measure.Basis, _ scope: String?
  ) -> Measure {
    var measure = Measure(metric, Double(value), basis: basis)
    if metric == Measure.Metric.bytes { measure.unit = "B" }
    measure.scope = scope
    return measure
  }

  private static func feature(_ tree: JSON) -> DataField? {
    guard let name = tree["name"]?.scalarText else { return nil }
    var field = DataField(name)
    field.type = tree["dtype"]?.scalarText
    if let list = tree["sequence"] ?? tree["list"] {
      field.isRepeated = true
      field.type = list.scalarText ?? list["dtype"]?.scalarText
      field.fields = (list["struct"] ?? list).elements.compactMap(feature)
    }
    if let inner = tree["struct"] { field.fields = inner.elements.compactMap(feature) }
    return field
  }

  // MARK: - Writing

  static func write(_ dataset: Dataset, carrying carried: Extension) -> JSON {
    var object = ObjectBuilder()
    object.put("pretty_name", dataset.title.text())
    object.put("id", dataset.id)
    object.put("language", dataset.languages)
    writeLicenses(dataset.licenses, into: &object)
    object.put("task_categories", dataset.tasks)
    object.put(
      "tags",
      dataset.tags + dataset.modalities.map { "modality:\($0)" }
        + dataset.formats.map { "format:\($0)" }
        + dataset.citations.compactMap(\.arxiv).map { "arxiv:\($0)" })
    object.put(
      "source_datasets",
      (dataset.isOriginal == true ? ["original"] : [])
        + dataset.lineage.filter { $0.relation == .derivedFrom }.compactMap {
          $0.dataset ?? $0.name
        })
    var foreign = dataset.foreign(.huggingFaceCard)
    if !foreign.contains(where: { $0.key == "dataset_info" || $0.key == "configs" }) {
      object.put("size_categories", sizeCategory(dataset).map { [$0] } ?? [])
      object.put(
        "configs",
        .array(
          dataset.subsets.filter { $0.kind == .subset && !$0.paths.isEmpty }.map { subset in
            .object([
              JSON.Member("config_name", .string(subset.name)),
              JSON.Member("data_files", .strings(subset.paths)),
            ])
          }))
    }
    if dataset.access == .gated {
      object.put("gated", .bool(true))
      object.put("extra_gated_prompt", dataset.accessNote)
    }
    foreign.removeAll { member in object.members.contains { $0.key == member.key } }
    object.members += foreign
    if let member = carried.member { object.members.append(member) }
    object.members.append(JSON.Member(bodyKey, .string(Body.write(dataset))))
    return object.object
  }

  /// Writes the ids of the hub; what has none, or is no licence of all of the data, stands in words.
  private static func writeLicenses(_ all: [LicenseStatement], into object: inout ObjectBuilder) {
    var tokens: [String] = []
    var others: [LicenseStatement] = []
    for license in all {
      let token =
        license.isPlain
        ? license.spdx.map { hubToken($0.lowercased()) }
          ?? (license.name == "unknown" ? "unknown" : nil) : nil
      if token == nil { others.append(license) }
      if !tokens.contains(token ?? "other") { tokens.append(token ?? "other") }
    }
    object.put("license", oneOrMore: tokens.map { .string($0) })
    guard !others.isEmpty else { return }
    object.put(
      "license_name",
      others.map { $0.isPlain ? $0.label : $0.words }.joined(separator: "; "))
    if others.count == 1 { object.put("license_link", others[0].url) }
  }

  /// The card: the header between its lines, then the body.
  static func text(_ tree: JSON) -> String {
    var members = tree.members ?? []
    let body = members.first { $0.key == bodyKey }?.value.string ?? ""
    members.removeAll { $0.key == bodyKey }
    return "---\n" + JSON.object(members).yamlText + "---\n\n" + body
  }

  /// The spelling that the hub uses where it differs from SPDX.
  private static func hubToken(_ token: String) -> String {
    switch token {
    case "odc-by-1.0": "odc-by"
    case "odbl-1.0": "odbl"
    case "pddl-1.0": "pddl"
    case "gpl-3.0-only": "gpl-3.0"
    case "gpl-2.0-only": "gpl-2.0"
    case "agpl-3.0-only": "agpl-3.0"
    case "lgpl-3.0-only": "lgpl-3.0"
    default: token
    }
  }

  private static func sizeCategory(_ dataset: Dataset) -> String? {
    guard let count = dataset.recordCount else { return nil }
    let steps: [(Int64, String)] = [
      (1000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
      (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"),
      (10_000_000_000, "1B<n<10B"), (100_000_000_000, "10B<n<100B"),
      (1_000_000_000_000, "100B<n<1T"),
    ]
    return steps.first { count < $0.0 }?.1 ?? "n>1T"
  }

  /// The text below the header: a heading and paragraphs.
  private struct Body {
    var title: String?
    var description: String?

    init(_ text: String) {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
      if let first = lines.first, first.hasPrefix("# ") {
        var heading = first.dropFirst(2)
        for opening in ["Dataset Card for ", "Dataset card for "] where heading.hasPrefix(opening) {
          heading = heading.dropFirst(opening.count)
        }
        title = heading.isEmpty ? nil : String(heading)
        lines.removeFirst()
      }
      while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
      while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
      if !lines.isEmpty { description = lines.joined(separator: "\n") }
    }

    static func write(_ dataset: Dataset) -> String {
      var text = "# \(dataset.name)\n"
      if let description = dataset.description.text() ?? dataset.summary.text() {
        text += "\n\(description)\n"
      }
      return text
    }
  }
}

extension Dataset {
  /// Notes the files of a split, which may be known by its figures already.
  fileprivate mutating func addSplit(_ name: String, of parent: String?, paths: [String]) {
    if let known = subsets.firstIndex(where: {
      $0.name == name && $0.kind == .split && $0.parent == parent
    }) {
      subsets[known].paths += paths
      return
    }
    var split = Subset(name, kind: .split)
    split.parent = parent
    split.paths = paths
    subsets.append(split)
  }
}
