package import JSONText

/// A named part of a dataset: a configuration, a split, a quality tier, a domain.
package struct Subset: DescriptionPart {
  package var name: String = ""
  package var kind: Kind?
  package var title: LocalizedText = LocalizedText()
  package var description: LocalizedText = LocalizedText()
  /// The catalogue's own entry for this part, when it has one.
  package var dataset: String?
  /// The part that this one is a part of.
  package var parent: String?
  package var languages: [String] = []
  package var measures: [Measure] = []
  package var licenses: [LicenseStatement] = []
  /// Paths or globs of its files.
  package var paths: [String] = []
  /// What the tier's name means (`high` is low perplexity in CCI 4.0).
  package var meaning: String?
  package var note: String?
  package var extra: [JSON.Member] = []

  /// Why the part was cut.
  package enum Kind: String, Sendable, CaseIterable {
    /// A domain, a source, a configuration.
    case subset
    /// Training, validation, test.
    case split
    /// A level of quality.
    case tier
  }

  package init() {}

  package init(_ name: String, kind: Kind? = nil) {
    self.name = name
    self.kind = kind
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("name", &name)
    keys.choice("kind", &kind)
    keys.localized("title", &title)
    keys.localized("description", &description)
    keys.text("dataset", &dataset)
    keys.text("parent", &parent)
    keys.texts("languages", &languages)
    keys.parts("measures", &measures)
    keys.parts("licenses", &licenses)
    keys.texts("paths", &paths)
    keys.text("meaning", &meaning)
    keys.text("note", &note)
  }

  package static func short(_ text: String) -> Subset? { Subset(text) }
}
