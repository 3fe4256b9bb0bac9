@testable import Datasets

/// A small catalogue as one row of `Rights.md` writes it: `a = MIT, from b; b = CC0-1.0, original`.
struct RightsNotation: Sendable {
  let datasets: [Dataset]
  /// By id and alias.
  private let nodes: [String: RightsNode]
  /// The parts of each dataset that has some.
  private let parts: [String: [String]]

  init(_ text: some StringProtocol) {
    self.init(
      text.split(separator: ";").map { piece in
        let sides = piece.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
        var dataset = Dataset(id: sides[0])
        for item in sides[1].split(separator: ",") { Self.read(Self.trimmed(item), into: &dataset) }
        return dataset
      })
  }

  init(_ datasets: [Dataset]) {
    self.datasets = datasets
    let all = datasets.map(RightsNode.init)
    let nodes = Dictionary(
      all.flatMap { node in node.names.map { ($0, node) } }, uniquingKeysWith: { first, _ in first }
    )
    var parts: [String: [String]] = [:]
    for node in all {
      for whole in Set(node.wholes.map { nodes[$0]?.id ?? $0 }) {
        parts[whole, default: []].append(node.id)
      }
    }
    self.nodes = nodes
    self.parts = parts
  }

  var graph: RightsGraph {
    RightsGraph(node: { nodes[$0] }, parts: { parts[$0] ?? [] })
  }

  private static func read(_ item: String, into dataset: inout Dataset) {
    var item = item
    let parts = cut(&item, "[", "]")
    let relations: [(String, LineageEdge.Relation)] = [
      ("from ", .derivedFrom), ("about ", .annotates), ("part of ", .partOf),
      ("has part ", .hasPart), ("edition of ", .versionOf),
    ]
    for (word, relation) in relations where item.hasPrefix(word) {
      var edge = LineageEdge(relation, String(item.dropFirst(word.count)))
      if let share = parts.flatMap(Double.init) {
        edge.share = share
      } else if parts == "?" {
        edge.scope = "some of it"
      } else {
        edge.parts = parts.map { [$0] } ?? []
      }
      dataset.lineage.append(edge)
      return
    }
    if item == "inferred original" {
      dataset.isOriginal = true
      dataset.evidence.append(Evidence(of: "original", level: .inferred))
      return
    }
    if item == "original" {
      dataset.isOriginal = true
      return
    }
    let pieces = item.split(separator: "+").map { trimmed($0) }
    item = pieces[0]
    let said = cut(&item, "(", ")") ?? ""
    var license = LicenseStatement.short(item) ?? LicenseStatement()
    license.subject = LicenseStatement.Subject(rawValue: said)
    license.speaker = LicenseStatement.Speaker(rawValue: said)
    license.conditions = pieces.dropFirst().compactMap(LicenseCondition.init)
    if parts == "?" {
      license.scope = "some of it"
    } else {
      license.parts = parts.map { [$0] } ?? []
    }
    dataset.licenses.append(license)
  }

  /// Takes what stands between two signs out of an item.
  private static func cut(_ item: inout String, _ open: Character, _ close: Character) -> String? {
    guard let start = item.firstIndex(of: open), let end = item.firstIndex(of: close) else {
      return nil
    }
    let inside = String(item[item.index(after: start)..<end])
    item = trimmed(item[..<start] + item[item.index(after: end)...])
    return inside
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
