package import JSONText

/// One statement of where a dataset comes from.
package struct LineageEdge: DescriptionPart {
  package var relation: Relation = .derivedFrom
  /// The other dataset's id; it need not be in the catalogue.
  package var dataset: String?
  /// Its name, when it has no id or is not in the catalogue.
  package var name: String?
  /// What was done (`filtered`, `translated`, `deduplicated`, `synthesised`).
  package var activity: String?
  /// How much of this dataset comes from there, from 0 to 1.
  package var share: Double?
  /// The part of this dataset that it concerns, in words.
  package var scope: String?
  /// The parts of this dataset that it concerns, as ids of datasets; no other part comes from there.
  package var parts: [String] = []
  package var version: String?
  /// Where it was read.
  package var source: String?
  /// The day it was read.
  package var asOf: String?
  package var note: String?
  package var extra: [JSON.Member] = []

  /// How this dataset stands to the other.
  package enum Relation: String, Sendable, CaseIterable {
    case derivedFrom = "derived-from"
    case partOf = "part-of"
    /// A whole that names one of its parts.
    case hasPart = "has-part"
    /// A later or other edition of the same thing.
    case versionOf = "version-of"
    /// Annotations, scores or an index about the other.
    case annotates

    /// Whether this dataset contains something of the other.
    package var isOrigin: Bool {
      self == .derivedFrom || self == .annotates || self == .versionOf
    }

    /// Whether it says where the data comes from; annotations come from those who made them, whatever
    /// they are about.
    package var statesOrigin: Bool { self == .derivedFrom || self == .versionOf }
  }

  package init() {}

  package init(_ relation: Relation, _ dataset: String) {
    self.relation = relation
    self.dataset = dataset
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.choice("relation", &relation, unknown: .derivedFrom)
    keys.text("dataset", &dataset)
    keys.text("name", &name)
    keys.text("activity", &activity)
    keys.number("share", &share)
    keys.text("scope", &scope)
    keys.texts("parts", &parts)
    keys.text("version", &version)
    keys.text("source", &source)
    keys.text("as_of", &asOf)
    keys.text("note", &note)
  }

  package static func short(_ text: String) -> LineageEdge? { LineageEdge(.derivedFrom, text) }

  package var shortText: String? {
    self == LineageEdge(.derivedFrom, dataset ?? "") ? dataset : nil
  }

  /// The name under which the other side is known: its id, else a slug of its name.
  package var targetID: String? {
    if let dataset, !dataset.isEmpty { return dataset }
    // A name of which no id can be made is one that no dataset has, so what it means is not known.
    return name.flatMap { $0.isEmpty ? nil : DatasetID.slug($0) ?? $0 }
  }
}
