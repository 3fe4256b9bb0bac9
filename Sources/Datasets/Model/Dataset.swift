package import JSONText

/// One described entry of the catalogue.
///
/// Everything but the id may be missing: what nobody said stays unknown, is shown as unknown and
/// never turns into a permission. Keys that this model does not have are kept in ``extra``.
package struct Dataset: DescriptionPart {
  /// Stable, lower case, unique in a catalogue; see ``DatasetID``.
  package var id: String = ""
  /// Other names that lead here: former ids, repository names.
  package var aliases: [String] = []
  /// The cluster that it belongs to.
  package var cluster: String?
  package var title: LocalizedText = LocalizedText()
  /// One sentence.
  package var summary: LocalizedText = LocalizedText()
  package var description: LocalizedText = LocalizedText()
  package var publisher: Agent?
  package var creators: [Agent] = []
  package var contact: Agent?
  package var homepage: String?
  /// What the records are (`text`, `image`, `audio`, `video`, `tabular`, `code`, `3d`).
  package var modalities: [String] = []
  /// The languages, as BCP 47 tags.
  ///
  /// `mul` stands for many, `zxx` for none; empty is unknown.
  package var languages: [String] = []
  /// The field of life that it is about, in the publisher's or the catalogue's own words.
  package var sectors: [String] = []
  /// Ids of ``Industry``, where they are known better than from the sectors.
  package var statedIndustries: [String] = []
  package var kind: DatasetKind = .unknown
  package var tasks: [String] = []
  package var tags: [String] = []
  package var licenses: [LicenseStatement] = []
  package var access: AccessLevel = .unknown
  /// How access is asked for, what must be signed.
  package var accessNote: String?
  package var formats: [String] = []
  package var measures: [Measure] = []
  package var version: String?
  /// A day, a month or a year.
  package var released: String?
  package var modified: String?
  /// The time that the data covers (`2001-01/2023-11`).
  package var coverage: String?
  package var versions: [DatasetVersion] = []
  package var distributions: [Distribution] = []
  package var subsets: [Subset] = []
  package var schema: DataSchema?
  package var lineage: [LineageEdge] = []
  /// Whether its publishers made the content themselves, from no other dataset; nil is not said.
  package var isOriginal: Bool?
  package var processing: [String] = []
  package var safety: [SafetyNote] = []
  package var citations: [Citation] = []
  /// Where the description was read.
  package var sources: [String] = []
  /// How values are known.
  package var evidence: [Evidence] = []
  /// What this program found in the data.
  package var profile: JSON?
  package var extra: [JSON.Member] = []

  package init() {}

  package init(id: String) { self.id = id }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("id", &id)
    keys.texts("aliases", &aliases)
    keys.text("cluster", &cluster)
    keys.localized("title", &title)
    keys.localized("summary", &summary)
    keys.localized("description", &description)
    keys.part("publisher", &publisher)
    keys.parts("creators", &creators)
    keys.part("contact", &contact)
    keys.text("homepage", &homepage)
    keys.texts("modalities", &modalities)
    keys.texts("languages", &languages)
    keys.texts("sectors", &sectors)
    keys.texts("industries", &statedIndustries)
    keys.choice("kind", &kind, unknown: .unknown)
    keys.texts("tasks", &tasks)
    keys.texts("tags", &tags)
    keys.parts("licenses", &licenses)
    keys.choice("access", &access, unknown: .unknown)
    keys.text("access_note", &accessNote)
    keys.texts("formats", &formats)
    keys.parts("measures", &measures)
    keys.text("version", &version)
    keys.text("released", &released)
    keys.text("modified", &modified)
    keys.text("coverage", &coverage)
    keys.parts("versions", &versions)
    keys.parts("distributions", &distributions)
    keys.parts("subsets", &subsets)
    keys.part("schema", &schema)
    keys.parts("lineage", &lineage)
    keys.flag("original", &isOriginal)
    keys.texts("processing", &processing)
    keys.parts("safety", &safety)
    keys.parts("citations", &citations)
    keys.texts("sources", &sources)
    keys.parts("evidence", &evidence)
    keys.tree("profile", &profile)
  }
}

/// Where in the life of a model a dataset is used.
package enum DatasetKind: String, Sendable, CaseIterable {
  case pretraining, instruction, preference, evaluation, annotation
  case knowledgeBase = "knowledge-base"
  case retrieval, other, unknown
}

/// Who may have the data.
package enum AccessLevel: String, Sendable, CaseIterable {
  /// Anybody, at once.
  case open
  /// Anybody who signs up.
  case registration
  /// Those whose request is granted.
  case gated
  case closed
  /// The description or the scores can be had, the data cannot.
  case metadataOnly = "metadata-only"
  case unknown
}

// MARK: - The short answers

extension Dataset {
  /// The name to show: the title, else the id.
  package var name: String { name(in: "en") }

  /// The name to show to somebody who reads a language, where the title has it.
  package func name(in language: String) -> String { title.text(in: language) ?? id }

  /// The leading size in bytes; see ``Swift/Array/leading(_:)``.
  package var byteCount: Int64? { measures.leading(Measure.Metric.bytes)?.count }

  /// The leading number of records.
  package var recordCount: Int64? { measures.leading(Measure.Metric.records)?.count }

  /// The leading number of tokens.
  package var tokenCount: Int64? { measures.leading(Measure.Metric.tokens)?.count }

  /// The year of release.
  package var year: Int? {
    guard let digits = released?.prefix(4), digits.count == 4 else { return nil }
    return Int(digits)
  }

  /// The licences of the whole, of its subsets and of its files.
  package var allLicenses: [LicenseStatement] {
    licenses + subsets.flatMap(\.licenses) + distributions.flatMap(\.licenses)
  }

  /// The licences as facet values, each once.
  package var licenseLabels: [String] {
    var labels: [String] = []
    for label in licenses.map(\.label) where !labels.contains(label) { labels.append(label) }
    return labels
  }

  /// The industries of IndustryCorpus2 that it belongs to: those stated, else those that the
  /// sectors map to.
  package var industries: [Industry] {
    if !statedIndustries.isEmpty { return statedIndustries.compactMap(Industry.industry(_:)) }
    var industries: [Industry] = []
    for industry in sectors.flatMap(Industry.industries(forSector:))
    where !industries.contains(industry) {
      industries.append(industry)
    }
    return industries
  }
}
