internal import CorpusIndex
internal import Datasets
internal import JSONText

/// How a record becomes a line of JSON: its id, texts and columns under the keys that they had.
///
/// Records of several datasets get a key for the dataset, and one key for the body, so that the file
/// can be added again as one corpus.
struct RecordLayout {
  /// One value of a record and where it goes.
  private struct Slot {
    /// The name in queries.
    var name: String
    /// Keys from the outside in.
    var path: [String]
    var isText: Bool
    var type: String
  }

  /// By dataset.
  private var slots: [String: [Slot]] = [:]
  private let order: [String]
  private let idKey: [String]
  private let namesDataset: Bool

  /// Lays out the records of some corpora.
  ///
  /// - Throws: ``CatalogError`` `usage` for a field that none of them has.
  init(_ corpora: [SearchedCorpus], options: ExtractOptions) throws {
    let plans = corpora.map { (name: $0.name, fields: $0.snapshot.fields) }
    let ids = Set(plans.map { $0.fields.recordID ?? "id" })
    let bodies = Set(plans.compactMap(\.fields.textFields.first))
    let body = bodies.count > 1 ? "text" : bodies.first ?? "text"
    let idKey = ids.count == 1 ? Self.keys(ids.first ?? "id") : ["id"]
    var names: [String] = []
    for (corpus, plan) in plans {
      var own: [Slot] = []
      for (place, field) in plan.textFields.enumerated() {
        let key = place == 0 ? body : field
        own.append(Slot(name: field, path: Self.keys(key), isText: true, type: "string"))
      }
      own += plan.columns.map {
        Slot(name: $0.name, path: Self.keys($0.path), isText: false, type: $0.type.rawValue)
      }
      for slot in own where !names.contains(slot.name) { names.append(slot.name) }
      if options.idsOnly { own = [] }
      if !options.fields.isEmpty {
        own = own.filter { slot in
          options.fields.contains(slot.name)
            || slot.name == plan.textFields.first && options.fields.contains(body)
        }
      }
      slots[corpus] = own.filter { $0.path != idKey }
    }
    for field in options.fields where !names.contains(field) && field != body {
      throw CatalogError(
        .usage, "no record has a field \"\(field)\"",
        remedy: .choose(.fields, from: names))
    }
    order = corpora.map(\.name)
    self.idKey = idKey
    namesDataset =
      corpora.count > 1
      && !slots.values.contains { $0.contains { $0.path.first == "dataset" } }
  }

  private static func keys(_ path: String) -> [String] {
    path.split(separator: ".").map(String.init)
  }

  /// Texts are part of a line.
  var needsTexts: Bool { slots.values.contains { $0.contains(where: \.isText) } }

  /// One record as a line, with its line break.
  func line(of record: StoredRecord) -> [UInt8] {
    var tree = JSON.object([])
    if namesDataset { tree.put(.string(record.reference.corpus), at: ["dataset"]) }
    tree.put(.string(record.reference.record), at: idKey[...])
    for slot in slots[record.reference.corpus] ?? [] {
      if slot.isText {
        guard let text = record.texts.first(where: { $0.field == slot.name }) else { continue }
        tree.put(.string(text.text), at: slot.path[...])
      } else {
        guard let field = record.fields.first(where: { $0.name == slot.name }) else { continue }
        tree.put(field.value.tree, at: slot.path[...])
      }
    }
    var bytes = tree.bytes
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// The fields of a line, for the card.
  var schema: DataSchema {
    var schema = DataSchema()
    if namesDataset { schema.fields.append(DataField("dataset", role: .source, type: "string")) }
    schema.fields.append(
      DataField(idKey.joined(separator: "."), role: .id, type: "string"))
    for slot in order.flatMap({ slots[$0] ?? [] })
    where !schema.fields.contains(where: { $0.name == slot.path.joined(separator: ".") }) {
      let type = slot.type == "real" ? "number" : slot.type
      schema.fields.append(
        DataField(
          slot.path.joined(separator: "."), role: slot.isText ? .text : nil, type: type))
    }
    return schema
  }
}

extension JSON {
  /// Sets a value at nested keys; a value that stands in the way stays.
  fileprivate mutating func put(_ value: JSON, at path: ArraySlice<String>) {
    guard case .object(var members) = self, let key = path.first else { return }
    let index = members.firstIndex { $0.key == key }
    if path.count == 1 {
      if index == nil { members.append(Member(key, value)) }
    } else if let index {
      members[index].value.put(value, at: path.dropFirst())
    } else {
      var inner = JSON.object([])
      inner.put(value, at: path.dropFirst())
      members.append(Member(key, inner))
    }
    self = .object(members)
  }
}
