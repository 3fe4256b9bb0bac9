internal import CatalogStore
internal import Datasets
package import JSONText

/// A dataset's page: its whole description, and how its index stands.
public struct PageAnswer: Sendable {
  let stored: StoredDataset
  /// What introduces its cluster, when the program carries one.
  let cluster: Cluster?
  /// Datasets of the catalogue that are part of it.
  let contained: [String]
  /// How its index stands.
  public let index: IndexStateAnswer

  /// One line of the page.
  public struct Row: Sendable, Equatable {
    /// What the line tells.
    public var label: String
    /// What it says; may hold several lines.
    public var value: String
  }

  /// Like things of a dataset beside each other: its figures, licences, parts, fields, files.
  public struct Section: Sendable, Equatable {
    /// One column of the section.
    public struct Column: Sendable, Equatable {
      /// The heading.
      public var heading: String
      /// Numbers lean to the right.
      public var alignsRight = false
    }

    /// What the section holds, in one word.
    public var title: String
    /// What to know before reading it.
    public var note: String?
    /// The columns of which at least one row has a value.
    public var columns: [Column]
    /// One cell per column.
    public var rows: [[String]]
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
    var catalogue: [JSON.Member] = [
      .init("layer", .string(stored.layer.rawValue)), .init("edited", .bool(stored.isEdited)),
      .init("revision", .integer(stored.revision)), .init("changed_at", .string(stored.changedAt)),
      .init("contains", .strings(contained)),
      .init("industries", .strings(stored.dataset.industries.map(\.id))),
    ]
    if let introduction = cluster?.introduction, !introduction.isEmpty {
      catalogue.append(.init("cluster_introduction", introduction.tree))
    }
    members.append(.init("catalogue", .object(catalogue)))
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
    for entry in dataset.summary.entries { add("summary", entry.text) }
    for entry in dataset.description.entries { add("about", entry.text) }
    add("cluster", dataset.cluster)
    for text in cluster?.introduction.all ?? [] { add("of which", text) }
    add("publisher", dataset.publisher?.name)
    add("creators", dataset.creators.compactMap(\.name))
    add("contact", dataset.contact.flatMap { $0.email ?? $0.url ?? $0.name })
    add("kind", dataset.kind.rawValue)
    add("languages", orUnknown(dataset.languages))
    add("sectors", dataset.sectors)
    add("industries", dataset.industries.map { "\($0.english) \($0.chinese)" })
    add("modalities", dataset.modalities)
    add("tasks", dataset.tasks)
    add("licences", orUnknown(dataset.licenseLabels))
    add("access", dataset.access.rawValue + (dataset.accessNote.map { " — \($0)" } ?? ""))
    add("formats", dataset.formats)
    add("released", dataset.released)
    add("modified", dataset.modified)
    add("covers", dataset.coverage)
    add("version", dataset.version)
    for edge in dataset.lineage { add(edge.relation.rawValue, Self.origin(edge)) }
    add("contains", contained)
    add("tags", dataset.tags)
    add("homepage", dataset.homepage)
    for step in dataset.processing { add("made by", step) }
    for citation in dataset.citations { add("cite", citation.text ?? citation.url) }
    for note in dataset.safety { add("beware", note.text) }
    for evidence in dataset.evidence { add("known", Self.known(evidence)) }
    let sources = SourceNumbers(dataset)
    for (number, source) in sources.all.enumerated() { add("sources", "[\(number + 1)] \(source)") }
    add("index", indexLine)
    return rows
  }

  private func orUnknown(_ values: [String]) -> [String] { values.isEmpty ? ["unknown"] : values }

  /// `dolma (filtered, 40 %, Books)`.
  private static func origin(_ edge: LineageEdge) -> String {
    var remarks = [edge.activity, edge.share.map(Figures.share), edge.scope, edge.note]
      .compactMap { $0 }
    if let version = edge.version { remarks.insert("version \(version)", at: 0) }
    let name = edge.dataset ?? edge.name ?? "?"
    return remarks.isEmpty ? name : "\(name) (\(remarks.joined(separator: ", ")))"
  }

  /// `inferred, of released — printed among dates that read month first`.
  private static func known(_ evidence: Evidence) -> String {
    var text = evidence.level?.rawValue ?? "unknown"
    if let value = evidence.of { text += ", of \(value)" }
    if let note = evidence.note { text += " — \(note)" }
    return text
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

/// What an edit made of a dataset.
public struct EditAnswer: Sendable {
  /// The dataset as it is now.
  public var page: PageAnswer
  /// What differs from before.
  public var changes: DiffAnswer
}

extension EditAnswer: JSONAnswer {
  /// The page, as `show` gives it, and the changes.
  package var tree: JSON {
    .object((page.tree.members ?? []) + [.init("changes", changes.tree["changes"] ?? .array([]))])
  }
}
