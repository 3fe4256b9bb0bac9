package import JSONText

/// One licence that a dataset, or something that goes with it, is given under, and how we know.
///
/// A statement says what it was said of, who says it and where it was read. Statements that
/// contradict each other stand side by side, and the stricter one decides.
package struct LicenseStatement: DescriptionPart {
  /// An SPDX identifier, when the licence has one.
  package var spdx: String?
  /// The name, for a licence that SPDX does not list.
  package var name: String?
  /// What it is called in several languages.
  package var titles: LocalizedText = LocalizedText()
  /// The licence text.
  package var url: String?
  /// What it was said of; nil is the data.
  package var subject: Subject?
  /// Who says it; nil is those who publish the data.
  package var speaker: Speaker?
  /// The part that it covers, in words (`prompts`, `web-zh`); nil is everything.
  package var scope: String?
  /// The part that it covers, as ids of datasets; what is listed here touches no other part.
  package var parts: [String] = []
  /// Where it was read.
  package var source: String?
  /// What kind of document that is; nil is not said.
  package var ground: Ground?
  /// The words of the source, a doubt.
  package var note: String?
  /// Why `use` and `conditions` are what they are, by those who read the terms.
  package var reason: String?
  /// The day it was read.
  package var asOf: String?
  /// What it allows: for a licence that ``LicenseTable`` does not know, or less than that licence.
  package var use: LicenseFacts.Use?
  package var attribution: Bool?
  package var shareAlike: Bool?
  /// What is asked besides the licence.
  package var conditions: [LicenseCondition] = []
  package var extra: [JSON.Member] = []

  /// What a licence was said of.
  package enum Subject: String, Sendable, CaseIterable {
    /// The records themselves.
    case data
    /// The code of the repository, or the tool that made or reads the data.
    case code
    /// A repository of data and code whose licence does not say which of them it means.
    case repository
    /// What a scraper or compiler added: the list, the index, the selection.
    case compilation
    /// The form in which the data is handed out, without the rights in its content.
    case packaging
  }

  /// Who says that a licence applies.
  package enum Speaker: String, Sendable, CaseIterable {
    /// Those who made or publish the data.
    case publisher
    /// Somebody who hosts a copy.
    case mirror
    /// A list, a survey or a paper about it.
    case survey
  }

  /// What a statement rests on, from the nearest to the data to the furthest.
  package enum Ground: String, Sendable, CaseIterable {
    /// The licence or agreement itself.
    case terms
    /// A README or a dataset card.
    case readme
    /// Another page of those who publish or host the data.
    case page
    case paper
    /// An entry in a collection of data of others.
    case registry
    /// A list or an audit of many datasets.
    case survey
    /// No source of its own is known: it rests on the sources of the whole description.
    case entry
  }

  package init() {}

  package init(spdx: String? = nil, name: String? = nil, scope: String? = nil) {
    self.spdx = spdx
    self.name = name
    self.scope = scope
  }

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("spdx", &spdx)
    keys.text("name", &name)
    keys.localized("titles", &titles)
    keys.text("url", &url)
    keys.choice("of", &subject)
    keys.choice("by", &speaker)
    keys.text("scope", &scope)
    keys.texts("parts", &parts)
    keys.choice("use", &use)
    keys.flag("attribution", &attribution)
    keys.flag("share_alike", &shareAlike)
    keys.choices("conditions", &conditions)
    keys.text("source", &source)
    keys.choice("rests_on", &ground)
    keys.text("as_of", &asOf)
    keys.text("reason", &reason)
    keys.text("note", &note)
  }

  /// A lone text is an SPDX id or an alias of one, else a name.
  package static func short(_ text: String) -> LicenseStatement? {
    if let spdx = LicenseTable.spdx(for: text) { return LicenseStatement(spdx: spdx) }
    return LicenseStatement(name: text)
  }

  /// What a facet and a column show: the SPDX id, else the name.
  package var label: String { spdx ?? name ?? labelOfAddress ?? Self.unknownLabel }

  /// The licence to which a lone address leads.
  private var labelOfAddress: String? {
    url.flatMap(LicenseTable.entry(at:)).map { $0.spdx ?? $0.name }
  }

  /// What stands for a licence of which nothing is known.
  package static let unknownLabel = "unknown"

  /// What a page in a language shows: the SPDX id, else the name in that language.
  package func label(in language: String) -> String {
    guard spdx == nil, let title = titles[language] else { return label }
    return title
  }

  /// Whether it covers a part and not the whole.
  package var isScoped: Bool { scope != nil || !parts.isEmpty }

  /// Whether it covers all of a dataset that has some names; words and ids together mean some of
  /// what the ids name.
  package func covers(_ names: [String]) -> Bool {
    scope == nil && (parts.isEmpty || parts.contains(where: names.contains))
  }

  /// Whether it can permit a use: said of the data by those who publish them.
  ///
  /// What a mirror or a survey says, and what is said of a repository, a compilation or packaging,
  /// can only narrow.
  package var speaksForData: Bool {
    // What was read in a survey is the survey's word, unless it is said to be the publisher's.
    (subject ?? .data) == .data
      && (speaker ?? (ground == .survey ? .survey : .publisher)) == .publisher
  }
}
