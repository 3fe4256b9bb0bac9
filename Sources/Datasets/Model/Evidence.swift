package import JSONText

/// How a value of a description is known.
package struct Evidence: DescriptionPart {
  /// The value that it supports (`kind`, `measures[1]`); nil is the whole description.
  package var of: String?
  package var level: Level?
  /// Where it was read.
  package var source: String?
  package var asOf: String?
  package var note: String?
  package var extra: [JSON.Member] = []

  /// How near to the data the knowledge is.
  package enum Level: String, Sendable, CaseIterable {
    /// Counted over the data.
    case measured
    /// Said by those who made or host it.
    case primary
    /// Said by others (a survey, a list).
    case secondary
    /// Concluded, not read.
    case inferred
  }

  package init() {}

  package init(of: String? = nil, level: Level? = nil, source: String? = nil, note: String? = nil) {
    self.of = of
    self.level = level
    self.source = source
    self.note = note
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("of", &of)
    keys.choice("level", &level)
    keys.text("source", &source)
    keys.text("as_of", &asOf)
    keys.text("note", &note)
  }
}

/// How a dataset asks to be cited.
package struct Citation: DescriptionPart {
  package var text: String?
  package var doi: String?
  package var arxiv: String?
  package var url: String?
  package var bibtex: String?
  package var extra: [JSON.Member] = []

  package init() {}

  package init(text: String) { self.text = text }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("text", &text)
    keys.text("doi", &doi)
    keys.text("arxiv", &arxiv)
    keys.text("url", &url)
    keys.text("bibtex", &bibtex)
  }

  package static func short(_ text: String) -> Citation? { Citation(text: text) }

  package var shortText: String? {
    doi == nil && arxiv == nil && url == nil && bibtex == nil ? text : nil
  }
}

/// What a user of the data must beware of.
package struct SafetyNote: DescriptionPart {
  /// What it is about (`personal-data`, `toxicity`, `bias`, `contamination`, `copyright`, `use`).
  package var topic: String?
  package var text: String?
  package var source: String?
  package var extra: [JSON.Member] = []

  package init() {}

  package init(topic: String?, text: String) {
    self.topic = topic
    self.text = text
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("topic", &topic)
    keys.text("text", &text)
    keys.text("source", &source)
  }

  package static func short(_ text: String) -> SafetyNote? { SafetyNote(topic: nil, text: text) }
}

/// One released state of a dataset.
package struct DatasetVersion: DescriptionPart {
  package var version: String = ""
  package var released: String?
  /// The catalogue's own entry for it, when it has one.
  package var dataset: String?
  /// A commit or a tag at the host.
  package var revision: String?
  /// What changed.
  package var note: String?
  package var measures: [Measure] = []
  package var source: String?
  package var extra: [JSON.Member] = []

  package init() {}

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("version", &version)
    keys.text("released", &released)
    keys.text("dataset", &dataset)
    keys.text("revision", &revision)
    keys.parts("measures", &measures)
    keys.text("source", &source)
    keys.text("note", &note)
  }

  package static func short(_ text: String) -> DatasetVersion? {
    var version = DatasetVersion()
    version.version = text
    return version
  }
}
