internal import CatalogService

/// What a page is made from.
struct PageContext: Sendable {
  /// The catalogue as it is now.
  var catalog: Catalog
  /// The parts of the path.
  var segments: [String]
  /// What the address says; empty values, which forms send, are left out.
  var query: [(name: String, value: String)]
  /// The language of the page: `en` or `zh`.
  var language: String
  /// Seconds that a search may take.
  var timeLimit: Double

  /// The first value of a name.
  func text(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// All values of a name.
  func texts(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

  /// Whether a name says yes, as addresses of the interface say it.
  func flag(_ name: String) -> Bool {
    text(name).map { ["1", "true", "yes"].contains($0) } ?? false
  }

  /// A word in the language of the page.
  func say(_ english: String, _ chinese: String) -> String {
    language == "zh" ? chinese : english
  }

  /// The address of the page.
  var link: PageLink {
    var link = PageLink()
    link.path = segments
    link.query = query.filter { $0.name != "lang" }
    return link
  }

  /// The language that a request asks for: by its address, as it did before, or as its browser says.
  static func language(of request: HTTPRequest) -> String {
    let known = ["en", "zh"]
    if let asked = request.query.last(where: { $0.name == "lang" })?.value, known.contains(asked) {
      return asked
    }
    for cookie in (request.header("cookie") ?? "").split(separator: ";") {
      let pair = cookie.split(separator: "=").map { $0.filter { $0 != " " } }
      if pair.count == 2, pair[0] == "lang", known.contains(pair[1]) { return pair[1] }
    }
    return preferred(of: known, in: request.header("accept-language") ?? "") ?? "en"
  }

  /// The language that a browser likes best of those on offer (RFC 9110, section 12.5.4): of equal ones
  /// that which it names first.
  private static func preferred(of known: [String], in header: String) -> String? {
    var best: (language: String, quality: Double)?
    for range in header.split(separator: ",") {
      let parts = range.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      let language = parts.first?.split(separator: "-").first.map(String.init) ?? ""
      let given = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) }
      let quality = given.map { Double($0) ?? 0 } ?? 1
      if known.contains(language), quality > best?.quality ?? 0 { best = (language, quality) }
    }
    return best?.language
  }
}
