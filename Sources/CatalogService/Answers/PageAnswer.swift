internal import CatalogStore
package import Datasets

/// A dataset's page: its whole description, and how its index stands.
public struct PageAnswer: Sendable {
  let stored: StoredDataset
  /// How its index stands.
  public let index: IndexStateAnswer

  /// One line of the page.
  public struct Row: Sendable, Equatable {
    /// What the line tells.
    public var label: String
    /// What it says; may hold several lines.
    public var value: String
  }

  /// The dataset's id.
  public var id: String { stored.id }
  /// The name to show.
  public var name: String { stored.dataset.name }
}

extension PageAnswer: JSONAnswer {
  /// The description with its own keys, then what the catalogue and the index know.
  package var tree: JSON {
    var members = stored.dataset.tree.members ?? []
    members.append(
      .init(
        "catalogue",
        .keys([
          "layer": .string(stored.layer.rawValue), "edited": .bool(stored.isEdited),
          "revision": .integer(stored.revision), "changed_at": .string(stored.changedAt),
        ])))
    members.append(.init("index", index.tree))
    return .object(members)
  }
}

extension PageAnswer {
  /// The page for people; what is unknown and matters says so.
  public var rows: [Row] {
    let dataset = stored.dataset
    var rows: [Row] = []
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { rows.append(Row(label: label, value: value)) }
    }
    func add(_ label: String, _ values: [String]) {
      add(label, values.joined(separator: ", "))
    }
    add("id", dataset.id)
    add("aliases", dataset.aliases)
    add("names", dataset.title.all.dropFirst().joined(separator: " · "))
    add("summary", dataset.summary.text())
    for entry in dataset.description.entries { add("about", entry.text) }
    add("cluster", dataset.cluster)
    add("publisher", dataset.publisher?.name)
    add("kind", dataset.kind.rawValue)
    add("languages", orUnknown(dataset.languages))
    add("sectors", dataset.sectors)
    add("modalities", dataset.modalities)
    add("licences", orUnknown(dataset.licenses.map(Self.licence)))
    add("access", dataset.access.rawValue + (dataset.accessNote.map { " — \($0)" } ?? ""))
    for measure in dataset.measures { add(measure.metric, Self.figure(measure)) }
    add("formats", dataset.formats)
    add("released", dataset.released)
    add("version", dataset.version)
    for edge in dataset.lineage {
      add(edge.relation.rawValue, [edge.dataset ?? edge.name ?? "?"])
    }
    add("tags", dataset.tags)
    add("homepage", dataset.homepage)
    for citation in dataset.citations { add("cite", citation.text ?? citation.url) }
    for note in dataset.safety { add("beware", note.text) }
    add("sources", dataset.sources.joined(separator: "\n"))
    add("index", indexLine)
    return rows
  }

  private func orUnknown(_ values: [String]) -> [String] { values.isEmpty ? ["unknown"] : values }

  /// A licence with its scope: `CC-BY-4.0 (prompts)`.
  private static func licence(_ statement: LicenseStatement) -> String {
    statement.label + (statement.scope.map { " (\($0))" } ?? "")
  }

  /// `35 TB, stated` with whatever narrows the figure.
  private static func figure(_ measure: Measure) -> String {
    var text = ""
    if let value = measure.value {
      text = Int64(exactly: value).flatMap { UInt64(exactly: $0) }.map(Figures.count) ?? "\(value)"
      if measure.metric == Measure.Metric.bytes, let count = measure.count {
        text = UInt64(exactly: count).map(Figures.bytes) ?? text
      } else if let unit = measure.unit {
        text += " " + unit
      }
    }
    var remarks: [String] = []
    if measure.basis != .unknown { remarks.append(measure.basis.rawValue) }
    if let scope = measure.scope { remarks.append(scope) }
    if let stated = measure.stated { remarks.append("“\(stated)”") }
    if let day = measure.asOf { remarks.append("as of \(day)") }
    if text.isEmpty { return remarks.joined(separator: ", ") }
    return remarks.isEmpty ? text : text + " (" + remarks.joined(separator: ", ") + ")"
  }

  private var indexLine: String {
    guard index.state != .none else {
      return index.message ?? "none — catalog add DATA --id \(id)"
    }
    var line = "\(index.state.rawValue), \(Figures.count(index.records)) records"
    line += ", \(Figures.bytes(index.textBytes)) of text in \(Figures.bytes(index.bytes))"
    if let message = index.message { line += "\n" + message }
    return line
  }
}
