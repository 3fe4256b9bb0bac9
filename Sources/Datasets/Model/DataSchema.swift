package import JSONText

/// What one record of the data looks like.
package struct DataSchema: DescriptionPart {
  package var fields: [DataField] = []
  /// Fields that name a record uniquely.
  package var key: [String] = []
  package var note: String?
  package var source: String?
  package var extra: [JSON.Member] = []

  package init() {}

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.parts("fields", &fields)
    keys.texts("key", &key)
    keys.text("source", &source)
    keys.text("note", &note)
  }
}

/// One field of a record, and the part that it plays.
package struct DataField: DescriptionPart {
  package var name: String = ""
  package var role: Role?
  /// `string`, `integer`, `number`, `boolean`, `date`, `datetime`, `object`, `array`, `image` … ;
  /// a vocabulary's own type name is kept as it is.
  package var type: String?
  package var description: String?
  /// The place inside nested records (`meta_info.quality`).
  package var path: String?
  /// True when a record holds several.
  package var isRepeated: Bool?
  /// Fields inside this one.
  package var fields: [DataField] = []
  package var extra: [JSON.Member] = []

  /// The part that a field plays in a record.
  package enum Role: String, Sendable, CaseIterable {
    case text, id, url, title, score, label, language, date, source, license, image, audio, video
    case prompt, response, messages, chosen, rejected, metadata
  }

  package init() {}

  package init(_ name: String, role: Role? = nil, type: String? = nil) {
    self.name = name
    self.role = role
    self.type = type
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("name", &name)
    keys.choice("role", &role)
    keys.text("type", &type)
    keys.text("description", &description)
    keys.text("path", &path)
    keys.flag("repeated", &isRepeated)
    keys.parts("fields", &fields)
  }

  package static func short(_ text: String) -> DataField? { DataField(text) }
}
