internal import JSONText
internal import QueryLanguage
internal import Records

/// One change of a description, as `catalog set` takes it: `KEY=VALUE`, `KEY+=V`, `KEY-=V`.
///
/// Keys are those of the YAML description, with dots for what lies inside (`title.zh`), and a few
/// short names: `name`, `license`, `language`, `sector`, `modality`, `tag`, `format`, `task`,
/// `bytes`, `records`, `tokens`. An empty value takes the key away.
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
    key = key.filter { $0 != " " }
    guard !key.isEmpty else {
      throw DatasetEditError(
        edit: text, message: "the key is missing", remedy: "write for example tags+=web")
    }
  }

  /// The edit as it was written.
  package var text: String { key + operation.rawValue + value }
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
    let changed = Dataset(reading: tree, problems: &problems)
    if let problem = problems.first(where: { $0.severity == .error }) {
      let culprit = edits.last { problem.path.hasPrefix(Self.canonicalKey($0.key)) } ?? edits.last
      throw DatasetEditError(
        edit: culprit?.text ?? "", message: "\(problem.path): \(problem.message)",
        remedy: problem.remedy)
    }
    return changed
  }

  // MARK: - One edit

  private static func applying(_ edit: DatasetEdit, to tree: JSON) throws(DatasetEditError) -> JSON
  {
    let key = canonicalKey(edit.key)
    guard key != "id" else {
      throw DatasetEditError(
        edit: edit.text, message: "the id of a dataset does not change",
        remedy: "add an alias (aliases+=…)")
    }
    if let metric = measuredKeys[key] { return try setMeasure(metric, edit, in: tree) }
    let path = key.split(separator: ".").map(String.init)
    guard let root = path.first, knownKeys.contains(root) || root.contains(":") else {
      throw DatasetEditError(
        edit: edit.text, message: "“\(edit.key)” is no key of a dataset",
        remedy: "use one of \(knownKeys.sorted().joined(separator: ", ")), or a prefix (x:\(key))")
    }
    return try change(tree, path: path[...], edit: edit, isList: listKeys.contains(key))
  }

  private static func change(
    _ tree: JSON, path: ArraySlice<String>, edit: DatasetEdit, isList: Bool
  ) throws(DatasetEditError) -> JSON {
    guard let key = path.first else { return try newValue(of: tree, edit: edit, isList: isList) }
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
      let kept = old.elements.filter { element in !values.contains { stands($0, for: element) } }
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
      return text.split(separator: ",").map { piece in
        LicenseStatement.short(trimmed(piece)).map(\.tree) ?? .string(trimmed(piece))
      }
    }
    if isList, textListKeys.contains(key) {
      return text.split(separator: ",").map { .string(trimmed($0)) }
    }
    return [.string(text)]
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
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
    let root = key.prefix { $0 != "." }
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
