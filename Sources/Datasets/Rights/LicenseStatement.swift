package import JSONText

/// One licence that a dataset, or a part of it, is given under, and how we know.
package struct LicenseStatement: DescriptionPart {
  /// An SPDX identifier, when the licence has one.
  package var spdx: String?
  /// The name, for a licence that SPDX does not list.
  package var name: String?
  /// The licence text.
  package var url: String?
  /// What it covers (`prompts`, `web-zh`); nil is everything.
  package var scope: String?
  /// Where it was read.
  package var source: String?
  /// The words of the source, a doubt, a condition.
  package var note: String?
  /// The day it was read.
  package var asOf: String?
  /// What it allows, for a licence that ``LicenseTable`` does not know.
  package var use: LicenseFacts.Use?
  package var attribution: Bool?
  package var shareAlike: Bool?
  package var extra: [JSON.Member] = []

  package init() {}

  package init(spdx: String? = nil, name: String? = nil, scope: String? = nil) {
    self.spdx = spdx
    self.name = name
    self.scope = scope
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("spdx", &spdx)
    keys.text("name", &name)
    keys.text("url", &url)
    keys.text("scope", &scope)
    keys.choice("use", &use)
    keys.flag("attribution", &attribution)
    keys.flag("share_alike", &shareAlike)
    keys.text("source", &source)
    keys.text("as_of", &asOf)
    keys.text("note", &note)
  }

  /// A lone text is an SPDX id or an alias of one, else a name.
  package static func short(_ text: String) -> LicenseStatement? {
    if let spdx = LicenseTable.spdx(for: text) { return LicenseStatement(spdx: spdx) }
    return LicenseStatement(name: text)
  }

  /// What a facet and a column show: the SPDX id, else the name.
  package var label: String { spdx ?? name ?? "unknown" }
}
