internal import JSONText
internal import QueryLanguage
internal import Records

/// One change of a description, as `catalog set` takes it: `KEY=VALUE`, `KEY+=V`, `KEY-=V`.
///
/// Keys are those of the YAML description, with dots for what lies inside (`title.zh`) and brackets
/// for one of several (`licenses[MIT].scope`, `measures[bytes].as_of`), and a few short names: `name`,
/// `license`, `language`, `sector`, `modality`, `tag`, `format`, `task`, `conditions`, `bytes`,
/// `records`, `tokens`. An empty value takes the key away. Values are taken as people write them
/// (`language=Chinese`, `kind=sft`) and kept in the words of descriptions.
package struct DatasetEdit: Sendable, Hashable, Codable {
  package enum Operation: String, Sendable, Codable {
    case set = "="
    case append = "+="
    case remove = "-="
  }

  package var key: String
  package var operation: Operation
  package var value: String

  package init(_ key: String, _ operation: Operation, _ value: String) {
    self.key = key
    self.operation = operation
    self.value = value
  }

  /// Reads `KEY=VALUE`, `KEY+=V` or `KEY-=V`.
  package init(parsing text: String) throws(DatasetEditError) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw DatasetEditError(
        edit: text, message: "this is not KEY=VALUE", remedy: "write for example license=MIT")
    }
    let before = text[..<sign]
    value = String(text[text.index(after: sign)...])
    switch before.last {
    case "+": (key, operation) = (String(before.dropLast()), .append)
    case "-": (key, operation) = (String(before.dropLast()), .remove)
    default: (key, operation) = (String(before), .set)
    }
    while key.last == " " { key.removeLast() }
    while key.first == " " { key.removeFirst() }
    guard !key.isEmpty else {
      throw DatasetEditError(
        edit: text, message: "the key is missing", remedy: "write for example tags+=web")
    }
  }

  /// The edit as it was written.
  package var text: String { key + operation.rawValue + value }

  /// Which of its values are kept in other words than they are written in.
  package var keptWords: [DatasetProblem] {
    if operation == .remove { return [] }
    let key = Dataset.canonicalKey(key)
    if value.hasPrefix("[") || value.hasPrefix("{") {
      return Self.keptWords(ofJSON: value, at: key)
    }
    let last = Dataset.lastKey(of: key)
    return KeptWord.pieces(value).compactMap { piece in
      let word =
        last == "licenses"
        ? LicenseStatement.keptLabel(of: piece) : KeptWord.of(piece, under: last)
      return word == piece ? nil : .kept(piece, as: word, at: key)
    }
  }
}

extension DatasetEdit {
  /// The same for a value that is written as JSON: a description of this value alone is read.
  private static func keptWords(ofJSON text: String, at key: String) -> [DatasetProblem] {
    guard let value = try? JSONReader.read(text) else { return [] }
    let root = String(key.prefix { $0 != "." && $0 != "[" })
    guard root == key else {
      let last = Dataset.lastKey(of: key)
      return value.elements.compactMap(\.string).compactMap { piece in
        let word = KeptWord.of(piece, under: last)
        return word == piece ? nil : .kept(piece, as: word, at: key)
      }
    }
    var problems: [DatasetProblem] = []
    var dataset = Dataset(
      reading: .object([JSON.Member(root, value)]), problems: &problems)
    dataset.keepWords(problems: &problems)
    return problems.filter(\.tellsKeptWord)
  }
}

/// An edit that cannot be made.
package struct DatasetEditError: Error, Sendable, Hashable, CustomStringConvertible {
  package var edit: String
  package var message: String
  package var remedy: String

  package init(edit: String, message: String, remedy: String) {
    self.edit = edit
    self.message = message
    self.remedy = remedy
  }

  package var description: String { "“\(edit)”: \(message) — \(remedy)" }
}

extension Dataset {
  /// The description after some edits.
  ///
  /// - Throws: ``DatasetEditError`` for a key or a value that the model does not take; nothing is
  ///   half done, because the result is a new value.
  package func applying(_ edits: [DatasetEdit]) throws(DatasetEditError) -> Dataset {
    var tree = tree
    for edit in edits { tree = try Self.applying(edit, to: tree) }
    var problems: [DatasetProblem] = []
    var changed = Dataset(reading: tree, problems: &problems)
    changed.keepWords(problems: &problems)
    if let problem = problems.first(where: { $0.severity == .error })
      ?? changed.wrongDates.first(where: { !wrongDates.contains($0) })
    {
      let root = problem.path.prefix { $0 != "." && $0 != "[" }
      let culprit = edits.last { Self.canonicalKey($0.key).hasPrefix(root) } ?? edits.last
      throw DatasetEditError(
        edit: culprit?.text ?? "", message: "\(problem.path): \(problem.message)",
        remedy: problem.remedy)
    }
    return changed
  }

  /// Dates that are none.
  ///
  /// A file with one is taken with a warning; nobody should write one by hand.
  private var wrongDates: [DatasetProblem] {
    validate().filter { $0.remedy == DateText.remedy }
  }

  // MARK: - One edit

  /// One step from a value to one inside it.
  private enum Step {
    /// A key of a mapping.
    case key(String)
    /// One of several in a list, by its name or its number.
    case element(String)
  }

  /// The steps of `licenses[CC-BY-4.0].scope`.
  private static func steps(of edit: DatasetEdit, in key: String) throws(DatasetEditError) -> [Step]
  {
    var steps: [Step] = []
    var rest = key[...]
    while let first = rest.first {
      if first == "[" {
        guard let end = rest.firstIndex(of: "]"), !steps.isEmpty else {
          throw DatasetEditError(
            edit: edit.text, message: "the bracket in the key names nothing",
            remedy: "write for example licenses[MIT].scope=…")
        }
        steps.append(.element(String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        let word = rest.prefix { $0 != "." && $0 != "[" }
        if !word.isEmpty { steps.append(.key(String(word))) }
        rest = rest[word.endIndex...]
      }
      if rest.first == "." { rest = rest.dropFirst() }
    }
    return steps
  }

  private static func applying(_ edit: DatasetEdit, to tree: JSON) throws(DatasetEditError) -> JSON
  {
    let key = canonicalKey(edit.key)
    guard key != "id" else {
      throw DatasetEditError(
        edit: edit.text, message: "the id of a dataset does not change",
        remedy: "add an alias (aliases+=…)")
    }
    if let metric = measuredKeys[key] { return try setMeasure(metric, edit, in: tree) }
    if key == "conditions" { return try setConditions(edit, in: tree) }
    let path = try steps(of: edit, in: key)
    guard case .key(let root)? = path.first, knownKeys.contains(root) || root.contains(":") else {
      throw DatasetEditError(
        edit: edit.text, message: "“\(edit.key)” is no key of a dataset",
        remedy: "use one of \(knownKeys.sorted().joined(separator: ", ")), or a prefix (x:\(key))")
    }
    return try change(tree, path: path[...], edit: edit, isList: isList(path))
  }

  private static func isList(_ path: [Step]) -> Bool {
    guard case .key(let last)? = path.last else { return false }
    return path.count == 1 ? listKeys.contains(last) : innerListKeys.contains(last)
  }

  /// Conditions belong to a licence; where there is only one, nobody need name it.
  private static func setConditions(
    _ edit: DatasetEdit, in tree: JSON
  ) throws(DatasetEditError) -> JSON {
    let labels = (tree["licenses"]?.elements ?? []).map {
      LicenseStatement(spdx: $0["spdx"]?.string, name: $0["name"]?.string).label
    }
    guard labels.count == 1 else {
      throw DatasetEditError(
        edit: edit.text,
        message: labels.isEmpty
          ? "there is no licence to which conditions belong"
          : "there are \(labels.count) licences to which conditions may belong",
        remedy: labels.isEmpty
          ? "state the licence first, for example licenses+=NAME"
          : labels.map { "licenses[\($0)].conditions\(edit.operation.rawValue)\(edit.value)" }
            .joined(separator: ", or "))
    }
    return try change(
      tree, path: [.key("licenses"), .element("0"), .key("conditions")], edit: edit, isList: true)
  }

  private static func change(
    _ tree: JSON, path: ArraySlice<Step>, edit: DatasetEdit, isList: Bool
  ) throws(DatasetEditError) -> JSON {
    let key: String
    switch path.first {
    case nil: return try newValue(of: tree, edit: edit, isList: isList)
    case .element(let name):
      return try change(tree, element: name, path: path.dropFirst(), edit: edit, isList: isList)
    case .key(let name): key = name
    }
    var members: [JSON.Member]
    switch tree {
    case .object(let known): members = known
    case .null: members = []
    // A lone text becomes the text of an unsaid language, or the name of an agent.
    case .string(let text):
      let isLanguage = key != "name" && key != "url" && key != "email" && key != "kind"
      members = [JSON.Member(isLanguage ? "und" : "name", .string(text))]
    default:
      throw DatasetEditError(
        edit: edit.text, message: "the value has no keys inside",
        remedy: "set the whole value, as JSON")
    }
    let index = members.firstIndex { $0.key == key }
    let old = index.map { members[$0].value } ?? .null
    let new = try change(old, path: path.dropFirst(), edit: edit, isList: isList)
    if let index {
      if new.isEmpty { members.remove(at: index) } else { members[index].value = new }
    } else if !new.isEmpty {
      members.append(JSON.Member(key, new))
    }
    return .object(members)
  }

  /// Changes one of several, found as a comparison of descriptions names it, or by its number.
  private static func change(
    _ list: JSON, element name: String, path: ArraySlice<Step>, edit: DatasetEdit, isList: Bool
  ) throws(DatasetEditError) -> JSON {
    var elements = list.elements
    let names = DatasetDiff.names(of: elements)
    guard let index = names.firstIndex(of: name) ?? Int(name), elements.indices.contains(index)
    else {
      throw DatasetEditError(
        edit: edit.text, message: "there is no [\(name)]",
        remedy: names.isEmpty
          ? "add it first, with +=" : "name one of \(names.joined(separator: ", "))")
    }
    if case .string(let text) = elements[index], !path.isEmpty {
      // The short form of an origin, a citation or a version.
      let key = String(canonicalKey(edit.key).prefix { $0 != "." && $0 != "[" })
      elements[index] = .object([JSON.Member(shortForms[key] ?? "name", .string(text))])
    }
    let new = try change(elements[index], path: path, edit: edit, isList: isList)
    if new.isEmpty { elements.remove(at: index) } else { elements[index] = new }
    return elements.isEmpty ? .null : .array(elements)
  }

  /// The key that the short form of an element stands for.
  private static let shortForms = [
    "lineage": "dataset", "citations": "text", "safety": "text", "versions": "version",
  ]

  private static func newValue(
    of old: JSON, edit: DatasetEdit, isList: Bool
  )
    throws(DatasetEditError) -> JSON
  {
    let values = try values(of: edit, isList: isList)
    switch edit.operation {
    case .set:
      if edit.value.isEmpty { return .null }
      return isList ? .array(values) : values[0]
    case .append:
      guard isList else {
        throw DatasetEditError(
          edit: edit.text, message: "“\(edit.key)” is not a list",
          remedy: "write \(edit.key)=\(edit.value)")
      }
      var elements = old.elements
      for value in values where !elements.contains(value) { elements.append(value) }
      return .array(elements)
    case .remove:
      guard isList else {
        throw DatasetEditError(
          edit: edit.text, message: "“\(edit.key)” is not a list", remedy: "write \(edit.key)=")
      }
      // A word of one's own that a list holds is taken out as it was written.
      let written = KeptWord.pieces(edit.value).map { JSON.string($0) }
      let kept = old.elements.filter { element in
        !(values + written).contains { stands($0, for: element) }
      }
      guard kept.count < old.elements.count else {
        throw DatasetEditError(
          edit: edit.text, message: "the list does not contain “\(edit.value)”",
          remedy: "name a value that it contains")
      }
      return .array(kept)
    }
  }

  /// True when a value written in an edit means an element of a list: the same, or its key word.
  private static func stands(_ value: JSON, for element: JSON) -> Bool {
    if value == element { return true }
    guard case .object(let members) = element else { return false }
    if case .object(let wanted) = value, !wanted.isEmpty {
      return wanted.allSatisfy { member in members.contains(member) }
    }
    let text = value.scalarText
    return ["name", "spdx", "dataset", "text", "metric", "version", "id"].contains {
      element[$0]?.scalarText == text && text != nil
    }
  }

  private static func values(of edit: DatasetEdit, isList: Bool) throws(DatasetEditError) -> [JSON]
  {
    let text = edit.value
    if text.hasPrefix("[") || text.hasPrefix("{") {
      do {
        let tree = try JSONReader.read(text)
        return isList ? tree.elements : [tree]
      } catch {
        throw DatasetEditError(
          edit: edit.text, message: "the value begins like JSON but is not: \(error.message)",
          remedy: "correct the JSON, or quote the text as JSON")
      }
    }
    let key = canonicalKey(edit.key)
    if key == "licenses" {
      return KeptWord.pieces(text).map { piece in
        LicenseStatement.short(piece).map(\.tree) ?? .string(piece)
      }
    }
    let last = lastKey(of: key)
    if isList, textListKeys.contains(last) || innerTextListKeys.contains(last) {
      return KeptWord.pieces(text).map { .string(KeptWord.of($0, under: last)) }
    }
    if numberKeys.contains(last), let number = Double(text) { return [.double(number)] }
    return [.string(KeptWord.of(text, under: last))]
  }

  /// Keys inside others that hold a number.
  private static let numberKeys: Set<String> = ["share", "value"]

  /// The last step of a key: `languages` of `subsets[web].languages`.
  fileprivate static func lastKey(of key: String) -> String {
    key.split { $0 == "." || $0 == "]" }.last.map(String.init) ?? key
  }

  private static func setMeasure(
    _ metric: String, _ edit: DatasetEdit, in tree: JSON
  )
    throws(DatasetEditError) -> JSON
  {
    guard case .object(var members) = tree else { return tree }
    guard edit.operation == .set else {
      throw DatasetEditError(
        edit: edit.text, message: "a figure is set, not added to",
        remedy: "write \(edit.key)=\(edit.value), or measures+={…}")
    }
    let index = members.firstIndex { $0.key == "measures" }
    var measures = index.map { members[$0].value.elements } ?? []
    // The figure that a person sets goes first, so that it leads what others stated; those stay
    // beside it.
    measures.removeAll { $0["metric"]?.string == metric && $0["source"]?.string == "set by hand" }
    if !edit.value.isEmpty {
      guard let number = QuantityParser.parse(edit.value)?.double else {
        throw DatasetEditError(
          edit: edit.text, message: "“\(edit.value)” is not a size or a count",
          remedy: "write for example 5.2TB, 100M or 1e8")
      }
      var measure = Measure(metric, number, basis: .stated)
      measure.stated = edit.value
      measure.source = "set by hand"
      measures.insert(measure.tree, at: 0)
    }
    if let index {
      members[index].value = .array(measures)
    } else {
      members.append(JSON.Member("measures", .array(measures)))
    }
    return .object(members)
  }

  // MARK: - Names of keys

  /// The key of the model that a short name means.
  package static func canonicalKey(_ key: String) -> String {
    let root = key.prefix { $0 != "." && $0 != "[" }
    guard let full = shortKeys[String(root)] else { return key }
    return full + key.dropFirst(root.count)
  }

  private static let shortKeys: [String: String] = [
    "name": "title", "license": "licenses", "licence": "licenses", "language": "languages",
    "sector": "sectors", "industry": "industries", "modality": "modalities", "tag": "tags",
    "format": "formats",
    "task": "tasks", "alias": "aliases", "source": "sources", "citation": "citations",
    "creator": "creators", "measure": "measures",
  ]

  private static let measuredKeys: [String: String] = [
    "bytes": Measure.Metric.bytes, "records": Measure.Metric.records,
    "tokens": Measure.Metric.tokens,
  ]

  private static let textListKeys: Set<String> = [
    "aliases", "modalities", "languages", "sectors", "industries", "tasks", "tags", "formats",
    "sources",
    "processing",
  ]

  /// Keys inside others that hold several texts.
  private static let innerTextListKeys: Set<String> = [
    "conditions", "parts", "languages", "paths", "includes", "excludes", "contained_in", "key",
  ]

  /// Keys inside others that hold several values.
  private static let innerListKeys: Set<String> = innerTextListKeys.union([
    "licenses", "measures", "checksums", "fields",
  ])

  private static let listKeys: Set<String> = textListKeys.union([
    "licenses", "measures", "creators", "versions", "distributions", "subsets", "lineage", "safety",
    "citations", "evidence",
  ])

  private static let knownKeys: Set<String> = listKeys.union([
    "cluster", "title", "summary", "description", "publisher", "contact", "homepage", "kind",
    "access", "access_note", "version", "released", "modified", "coverage", "schema", "original",
    "profile",
  ])
}
