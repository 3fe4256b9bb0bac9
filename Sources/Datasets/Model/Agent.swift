package import JSONText

/// A person or an organisation that made, publishes or answers for a dataset.
package struct Agent: DescriptionPart {
  package var name: String?
  package var url: String?
  package var email: String?
  /// `organization` or `person`, where it is known.
  package var kind: Kind?
  /// What they did (`author`, `publisher`, `maintainer`, `contributor` …).
  package var role: String?
  package var extra: [JSON.Member] = []

  /// What kind of agent it is.
  package enum Kind: String, Sendable, CaseIterable {
    case organization, person
  }

  package init() {}

  package init(name: String, url: String? = nil, kind: Kind? = nil) {
    self.name = name
    self.url = url
    self.kind = kind
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("name", &name)
    keys.choice("kind", &kind)
    keys.text("url", &url)
    keys.text("email", &email)
    keys.text("role", &role)
  }

  package static func short(_ text: String) -> Agent? { Agent(name: text) }

  package var shortText: String? {
    url == nil && email == nil && kind == nil && role == nil ? name : nil
  }
}
