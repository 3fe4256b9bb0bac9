package import JSONText

/// A way to write down what a dataset is.
package enum Vocabulary: String, Sendable, CaseIterable {
  /// This project's own descriptions, as YAML or JSON.
  case yaml
  /// MLCommons Croissant; written as 1.1, read as 1.0 and 1.1.
  case croissant
  /// The header of a Hugging Face dataset card (`README.md`).
  case huggingFaceCard = "hf-card"
  /// W3C DCAT 3 as JSON-LD.
  case dcat
  /// schema.org `Dataset` as JSON-LD.
  case schemaOrg = "schema-org"
  /// Frictionless Data Package, version 2.
  case dataPackage = "datapackage"

  /// The name to show.
  package var title: String {
    switch self {
    case .yaml: "YAML"
    case .croissant: "Croissant"
    case .huggingFaceCard: "Hugging Face card"
    case .dcat: "DCAT"
    case .schemaOrg: "schema.org"
    case .dataPackage: "Data Package"
    }
  }

  /// The usual name of such a file.
  package var fileName: String {
    switch self {
    case .yaml: "dataset.yaml"
    case .croissant: "croissant.json"
    case .huggingFaceCard: "README.md"
    case .dcat: "dcat.jsonld"
    case .schemaOrg: "schema-org.jsonld"
    case .dataPackage: "datapackage.json"
    }
  }
}

/// A description read from a file.
package struct ImportedDescription: Sendable {
  package var vocabulary: Vocabulary
  /// One dataset, or all of a cluster or a catalogue.
  package var datasets: [Dataset]
  /// What was wrong or doubtful, with places.
  package var problems: [DatasetProblem]
  /// Where each dataset begins, as far as that is known.
  package var places: [TextPosition?] = []
}

/// A description written in a vocabulary.
package struct ExportedDescription: Sendable {
  package var text: String
  /// What the vocabulary has no place for; it is carried in an extension that other programs pass
  /// over.
  package var losses: [DatasetProblem]
  /// Of these, the keys of which the vocabulary holds a part.
  package var partialLosses: [String] = []
}

// MARK: - Reading

extension ImportedDescription {
  /// Reads a description in whichever vocabulary it is written.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - fileName: Its name, which helps to tell the vocabularies apart and to name a dataset that
  ///     names itself nowhere.
  /// - Throws: ``SyntaxError`` for a file that is none of them, with the place where that shows.
  package init(reading bytes: [UInt8], fileName: String) throws(SyntaxError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SyntaxError(
        format: "text", place: TextPosition(line: 1 + bytes.count { $0 == 0x0A }, column: 1),
        message: "the file is not UTF-8", remedy: "store it as UTF-8")
    }
    let name = fileName.lowercased()
    let content = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let first = content.first
    if let format = LinkedData.unreadFormat(content, fileName: name) {
      throw SyntaxError(
        format: "a description that can be read", place: TextPosition(line: 1, column: 1),
        message: "this is \(format)",
        remedy: "convert it to JSON-LD, for example with rdfpipe -o json-ld, and give that")
    }
    if name.hasSuffix(".md") || content.hasPrefix("---\n") && content.dropFirst(4).contains("\n---")
    {
      self = try HuggingFaceCard.read(text, fileName: fileName)
    } else if first == "{" || first == "[" || name.hasSuffix(".json") || name.hasSuffix(".jsonld") {
      self = try Self.readJSON(try ParsedDocument(json: bytes), fileName: fileName)
    } else {
      self = try Self.readOwn(try YAMLReader.readWithPlaces(text), fileName: fileName)
    }
  }

  private static func readJSON(
    _ document: ParsedDocument, fileName: String
  ) throws(SyntaxError)
    -> ImportedDescription
  {
    let tree = document.value
    var problems: [DatasetProblem] = []
    let result: (vocabulary: Vocabulary, datasets: [Dataset])
    if let found = LinkedData.detect(tree) {
      let tree = LinkedDataNames.normalised(tree, as: found)
      switch found {
      case .croissant:
        result = (.croissant, [Croissant.read(tree, fileName: fileName, problems: &problems)])
      case .dcat: result = (.dcat, DCAT.read(tree, fileName: fileName, problems: &problems))
      default:
        result = (.schemaOrg, SchemaOrg.read(tree, fileName: fileName, problems: &problems))
      }
    } else if DataPackage.isOne(tree, fileName: fileName) {
      result = (.dataPackage, [DataPackage.read(tree, fileName: fileName, problems: &problems)])
    } else {
      return try readOwn(document, fileName: fileName)
    }
    var datasets = result.datasets
    for index in datasets.indices {
      var inner: [DatasetProblem] = []
      datasets[index].takeAsWritten(problems: &inner)
      inner += datasets[index].validate() + datasets[index].unreadable
      problems += datasets.count == 1 ? inner : inner.map { $0.inside("datasets[\(index)]") }
    }
    problems += datasets.repeatedNames.map { $0.inside("datasets") }
    return try ImportedDescription(result.vocabulary, datasets, problems, in: document) { _ in "" }
  }

  /// A description with the places of everything in it; `path` is that of a dataset in the document, by
  /// its index.
  ///
  /// - Throws: ``SyntaxError`` for one that is in order and describes nothing.
  private init(
    _ vocabulary: Vocabulary, _ datasets: [Dataset], _ problems: [DatasetProblem],
    in document: ParsedDocument, path: (Int) -> String
  ) throws(SyntaxError) {
    if datasets.isEmpty, !problems.hasErrors { throw Self.describesNothing(document) }
    self.vocabulary = vocabulary
    self.datasets = datasets
    self.problems = problems.located(in: document)
    places = datasets.indices.map { document.place(of: path($0)) }
  }

  private static func describesNothing(_ document: ParsedDocument) -> SyntaxError {
    SyntaxError(
      format: "description", place: document.place(of: "") ?? TextPosition(line: 1, column: 1),
      message: "this describes no dataset (\(document.value.kindName))",
      remedy:
        "give a dataset, a cluster, Croissant, DCAT, schema.org, a data package or a dataset card")
  }

  private static func readOwn(
    _ document: ParsedDocument, fileName: String
  ) throws(SyntaxError)
    -> ImportedDescription
  {
    var problems: [DatasetProblem] = []
    var datasets: [Dataset] = []
    var path: (Int) -> String = { _ in "" }
    let tree = document.value
    if tree["datasets"] != nil || tree["cluster"] != nil && tree["id"] == nil {
      var cluster = Cluster(reading: tree, problems: &problems)
      // What a cluster says of rights it says of each of its datasets.
      let shared = (tree.members ?? []).filter {
        RightsKey.isLicenses($0.key) || RightsKey.speaksOfRights($0.key)
      }
      for index in cluster.datasets.indices {
        var inner: [DatasetProblem] = []
        cluster.datasets[index].extra += shared
        if cluster.datasets[index].accessNote == nil {
          cluster.datasets[index].accessNote = tree["access_note"]?.string
        }
        cluster.datasets[index].takeAsWritten(problems: &inner)
        problems += inner.map { $0.inside("datasets[\(index)]") }
      }
      problems += cluster.validate()
      path = { "datasets[\($0)]" }
      datasets = cluster.datasets.map { dataset in
        var dataset = dataset
        if dataset.cluster == nil, !cluster.id.isEmpty { dataset.cluster = cluster.id }
        return dataset
      }
    } else if case .array(let elements) = tree {
      for (index, element) in elements.enumerated() {
        var inner: [DatasetProblem] = []
        var dataset = Dataset(reading: element, problems: &inner)
        dataset.takeAsWritten(problems: &inner)
        problems += (inner + dataset.validate()).map { $0.inside("[\(index)]") }
        datasets.append(dataset)
      }
      problems += datasets.repeatedNames
      path = { "[\($0)]" }
    } else if tree.members?.contains(where: { Dataset.keyNames.contains($0.key) }) == true {
      var dataset = Dataset(reading: tree, problems: &problems)
      dataset.takeAsWritten(problems: &problems)
      problems += dataset.validate()
      datasets = [dataset]
    } else {
      throw describesNothing(document)
    }
    return try ImportedDescription(.yaml, datasets, problems, in: document, path: path)
  }

  /// Whether a value read from a JSON file describes datasets, rather than being records.
  ///
  /// Records may have an id and a title too. What counts as a description of the project's own is
  /// a cluster, a value with an id and a title or a summary, and values in which every key is one of
  /// a description; lists only of such values.
  package static func isDescription(_ tree: JSON, fileName: String) -> Bool {
    if LinkedData.detect(tree) != nil { return true }
    func hasOnlyOwnKeys(_ tree: JSON) -> Bool {
      guard let members = tree.members, tree["id"]?.string != nil else { return false }
      return members.allSatisfy { Dataset.keyNames.contains($0.key) }
    }
    guard tree.members != nil else {
      return tree.array.map { !$0.isEmpty && $0.allSatisfy(hasOnlyOwnKeys) } ?? false
    }
    return ["@context", "datasets", "cluster"].contains { tree[$0] != nil }
      || DataPackage.isOne(tree, fileName: fileName) || hasOnlyOwnKeys(tree)
      || tree["id"]?.string != nil && (tree["title"] ?? tree["summary"]) != nil
  }
}

// MARK: - Writing

extension Dataset {
  /// This description in a vocabulary, with what the vocabulary has no place for.
  ///
  /// The text is read back before it is given out: every value that did not return goes into an
  /// extension and into the list of losses, so both are exact.
  package func exported(as vocabulary: Vocabulary) -> ExportedDescription {
    guard let form = vocabulary.form else {
      return ExportedDescription(text: tree.yamlText, losses: [])
    }
    return carrying(vocabulary, form)
  }

  /// This description as a vocabulary alone gives it back, without an extension.
  fileprivate func shown(in vocabulary: Vocabulary) -> Dataset {
    guard let form = vocabulary.form else { return self }
    var problems: [DatasetProblem] = []
    return form.read(form.write(self, Extension()), &problems)
  }

  private func carrying(
    _ vocabulary: Vocabulary, _ form: Vocabulary.Form
  ) -> ExportedDescription {
    let returned = shown(in: vocabulary)
    let back = returned.tree
    let original = tree
    let differences = DatasetDiff(self, returned).changes.filter { $0.before != nil }
    var carried = Extension()
    for member in original.members ?? [] where back[member.key] != member.value {
      carried.members.append(member)
    }
    for member in back.members ?? [] where original[member.key] == nil {
      carried.members.append(JSON.Member(member.key, .null))
    }
    let losses = carried.members.compactMap { member -> DatasetProblem? in
      if member.value == .null { return nil }
      return DatasetProblem(
        .note, at: member.key,
        back[member.key] == nil
          ? "\(vocabulary.title) has no place for this"
          : "\(vocabulary.title) cannot hold all of this: "
            + Self.inner(differences, of: member.key).joined(separator: ", "),
        remedy: "it is carried in the extension “\(Extension.key)”, which other programs pass over")
    }
    return ExportedDescription(
      text: form.text(form.write(self, carried)), losses: losses,
      partialLosses: losses.map(\.path).filter { back[$0] != nil })
  }
}

extension Vocabulary {
  /// How a vocabulary other than our own is written and read.
  fileprivate struct Form {
    var write: (Dataset, Extension) -> JSON
    var read: (JSON, inout [DatasetProblem]) -> Dataset
    var text: (JSON) -> String = { $0.prettyText }
  }

  fileprivate var form: Form? {
    switch self {
    case .yaml: nil
    case .croissant:
      Form(write: Croissant.write, read: { Croissant.read($0, fileName: "", problems: &$1) })
    case .dcat: Form(write: DCAT.write, read: { DCAT.readOne($0, fileName: "", problems: &$1) })
    case .schemaOrg:
      Form(write: SchemaOrg.write, read: { SchemaOrg.readOne($0, fileName: "", problems: &$1) })
    case .dataPackage:
      Form(write: DataPackage.write, read: { DataPackage.read($0, fileName: "", problems: &$1) })
    case .huggingFaceCard:
      Form(
        write: HuggingFaceCard.write,
        read: { HuggingFaceCard.read(header: $0, body: "", fileName: "", problems: &$1) },
        text: HuggingFaceCard.text)
    }
  }
}

extension Dataset {
  /// What is lost inside a key: the keys of its values that do not come back, with the elements of
  /// lists that they belong to, each once; whole elements by their names.
  private static func inner(_ changes: [DatasetDiff.Change], of key: String) -> [String] {
    var found: [(element: String, keys: [String])] = []
    for change in changes where change.path.prefix(while: { $0 != "." && $0 != "[" }) == key {
      var inside = change.path.dropFirst(key.count)
      var element = ""
      if inside.first == "[", let end = inside.firstIndex(of: "]") {
        element = String(inside[..<end].dropFirst())
        inside = inside[inside.index(after: end)...]
      }
      var names = inside.split { $0 == "." }.suffix(1).map(String.init)
      // A text for several languages that came back as one.
      if names.isEmpty, element.isEmpty { names = (change.before?.members ?? []).map(\.key) }
      let index = found.firstIndex { $0.element == element } ?? found.count
      if index == found.count { found.append((element, [])) }
      found[index].keys += names.filter { !found[index].keys.contains($0) }
    }
    let parts = found.flatMap { part -> [String] in
      if part.element.isEmpty { return part.keys }
      return [
        part.keys.isEmpty
          ? part.element : "\(part.element) (\(part.keys.joined(separator: ", ")))"
      ]
    }
    return parts.isEmpty ? ["the order or the form of its values"] : parts
  }
}

/// Values that travel inside a vocabulary that has no place for them.
struct Extension {
  /// The key under which they stand, in every vocabulary.
  static let key = "catalog:extension"

  var members: [JSON.Member] = []

  init() {}

  /// Takes the extension out of a description.
  init(from tree: JSON?) {
    if let tree, let text = tree.string, let inner = try? JSONReader.read(text) {
      members = inner.members ?? []
    } else {
      members = tree?.members ?? []
    }
  }

  /// Puts the values of the extension over those that were read.
  ///
  /// What somebody changed in the file afterwards counts: a licence beside those of the extension, so
  /// that the stricter one decides, and the access in their place.
  func laid(
    over dataset: Dataset, of vocabulary: Vocabulary, problems: inout [DatasetProblem]
  ) -> Dataset {
    guard !members.isEmpty else { return dataset }
    var tree = dataset.tree.members ?? []
    for member in members {
      tree.removeAll { $0.key == member.key }
      if member.value != .null { tree.append(member) }
    }
    var inner: [DatasetProblem] = []
    var result = Dataset(reading: .object(tree), problems: &inner)
    problems += inner.map { $0.inside(Self.key) }
    result.takeChanges(of: dataset, since: result.shown(in: vocabulary), problems: &problems)
    return result
  }

  /// The member to write into linked data, when there is anything to carry: JSON in a text, which
  /// no reader mistakes for statements of its own.
  var linkedMember: JSON.Member? {
    members.isEmpty ? nil : JSON.Member(Self.key, .string(JSON.object(members).text))
  }

  /// The member to write elsewhere.
  var member: JSON.Member? {
    members.isEmpty ? nil : JSON.Member(Self.key, .object(members))
  }
}

extension Dataset {
  /// Takes over what a file says of rights now and did not say when its extension was written.
  fileprivate mutating func takeChanges(
    of file: Dataset, since written: Dataset, problems: inout [DatasetProblem]
  ) {
    func warn(_ path: String, _ what: String) {
      problems.append(
        DatasetProblem(
          .warning, at: path, "\(what) was changed in the file, so it counts beside its extension",
          remedy: "take out “\(Extension.key)”, or make both say the same"))
    }
    func changed(_ now: [LicenseStatement], _ then: [LicenseStatement]) -> [LicenseStatement] {
      now.filter { !then.contains($0) }
    }
    for license in changed(file.licenses, written.licenses) where !licenses.contains(license) {
      licenses.append(license)
      warn("licenses", license.label)
    }
    for (index, part) in file.distributions.enumerated() {
      let then = written.distributions.indices.contains(index) ? written.distributions[index] : nil
      for var license in changed(part.licenses, then?.licenses ?? []) {
        if license.scope == nil { license.scope = part.name ?? part.path ?? "files" }
        if licenses.contains(license) { continue }
        licenses.append(license)
        warn("distributions[\(index)]", license.label)
      }
    }
    if file.access != written.access, file.access != access {
      access = file.access
      warn("access", access.rawValue)
    }
    if let note = file.accessNote, note != written.accessNote, note != accessNote {
      accessNote = note
      warn("access_note", "the text")
    }
  }

  /// Errors that show only when the description is read again, as a store does: foreign values that
  /// were kept under names of the model.
  fileprivate var unreadable: [DatasetProblem] {
    var problems: [DatasetProblem] = []
    _ = Dataset(reading: tree, problems: &problems)
    return problems.filter { $0.severity == .error }
  }
}

/// The keys of a foreign mapping, taken one by one; what is left over is unknown.
struct ForeignKeys {
  private var members: [JSON.Member]

  init(_ tree: JSON) { members = tree.members ?? [] }

  /// Takes a key out, under the first of its spellings that is there.
  mutating func take(_ keys: String...) -> JSON? {
    var found: JSON?
    for key in keys {
      guard let index = members.firstIndex(where: { $0.key == key }) else { continue }
      let value = members.remove(at: index).value
      if found == nil, value != .null { found = value }
    }
    return found
  }

  /// Takes a key out under all of its spellings, with the values of each.
  mutating func takeAll(_ keys: String...) -> [JSON] {
    keys.flatMap { take($0)?.elements ?? [] }
  }

  /// The values of a key under all of its spellings, which stay among what nobody took.
  func look(at keys: String...) -> [JSON] {
    keys.flatMap { key in members.first { $0.key == key }?.value.elements ?? [] }
  }

  /// What nobody took.
  var rest: [JSON.Member] { members }
}

/// An object under construction that leaves out what is missing.
struct ObjectBuilder {
  var members: [JSON.Member] = []

  mutating func put(_ key: String, _ value: JSON?) {
    if let value, !value.isEmpty { members.append(JSON.Member(key, value)) }
  }

  mutating func put(_ key: String, _ value: String?) {
    if let value, !value.isEmpty { put(key, .string(value)) }
  }

  /// A list; a single value stands alone.
  mutating func put(_ key: String, oneOrMore values: [JSON]) {
    put(key, values.count == 1 ? values[0] : .array(values))
  }

  mutating func put(_ key: String, _ values: [String]) { put(key, .strings(values)) }

  /// Adds what was kept from a foreign file; it says more than what was made of it.
  mutating func merge(_ kept: [JSON.Member]) {
    for member in kept {
      if let index = members.firstIndex(where: { $0.key == member.key }) {
        members[index] = member
      } else {
        members.append(member)
      }
    }
  }

  var object: JSON { .object(members) }

  /// The whole description: what was built, foreign keys that it lacks, and the extension.
  func finished(with foreign: [JSON.Member], carrying carried: Extension) -> JSON {
    var all = members
    for member in foreign where !all.contains(where: { $0.key == member.key }) {
      all.append(member)
    }
    if let member = carried.linkedMember { all.append(member) }
    return .object(all)
  }
}

extension Dataset {
  /// Where the keys of a vocabulary that the model does not have are kept, so that they return.
  mutating func keepForeign(_ members: [JSON.Member], of vocabulary: Vocabulary) {
    guard !members.isEmpty else { return }
    let key = Self.foreignKey(vocabulary)
    let kept = foreign(vocabulary)
    extra.removeAll { $0.key == key }
    extra.append(JSON.Member(key, .object(kept + members)))
  }

  func foreign(_ vocabulary: Vocabulary) -> [JSON.Member] {
    extra.first { $0.key == Self.foreignKey(vocabulary) }?.value.members ?? []
  }

  private static func foreignKey(_ vocabulary: Vocabulary) -> String {
    "\(vocabulary.rawValue):unknown"
  }

  /// Takes other names of a dataset: those that can be aliases, while the rest is kept as it came.
  mutating func takeAliases(_ tree: JSON?, key: String, of vocabulary: Vocabulary) {
    var others: [JSON] = []
    for element in tree?.elements ?? [] {
      guard let name = LinkedData.reference(element), !name.isEmpty else { continue }
      let isAlias = !name.contains(":") && !name.contains(where: \.isWhitespace)
      if isAlias, element["@language"] == nil {
        if !aliases.contains(name) { aliases.append(name) }
      } else {
        others.append(element)
      }
    }
    if !others.isEmpty { keepForeign([JSON.Member(key, .array(others))], of: vocabulary) }
  }

  /// An id for a description that was not made for this catalogue.
  static func foreignID(_ candidates: [String?], fileName: String) -> String {
    for candidate in candidates {
      guard let candidate, !candidate.isEmpty else { continue }
      if DatasetID.isValid(candidate) { return candidate }
      // The last step of an address names the dataset.
      let isAddress = candidate.contains("://")
      let name = isAddress ? candidate.split(separator: "/").last.map(String.init) : candidate
      if let name, let slug = DatasetID.slug(name) { return slug }
    }
    let stem = fileName.split(separator: "/").last?.split(separator: ".").first.map(String.init)
    return stem.flatMap(DatasetID.slug) ?? "dataset"
  }
}
