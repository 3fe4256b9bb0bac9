/// The media types that a client takes, as its header `Accept` says (RFC 9110, section 12.5.1).
struct AcceptedTypes: Sendable {
  /// One range of types, such as `text/*;q=0.5`.
  private struct Range: Sendable {
    var type: String
    /// What tells the vocabularies of one type apart.
    var profile: String
    /// From 0, which refuses, to 1.
    var quality: Double

    init?(_ text: Substring) {
      let parts = text.split(separator: ";").map { part in
        part.filter { $0 != " " && $0 != "\"" && $0 != "\t" }.lowercased()
      }
      guard let name = parts.first, name.contains("/") else { return nil }
      type = AcceptedTypes.spellings[name] ?? name
      profile = parts.dropFirst().first { $0.hasPrefix("profile=") } ?? ""
      let given = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) }
      quality = given.flatMap { Double($0) } ?? 1
    }

    /// How closely the range names a type; `nil` where it does not mean it.
    func closeness(to offered: String) -> Int? {
      if type == offered { return 2 }
      if type == "*/*" { return 0 }
      return type.hasSuffix("/*") && offered.hasPrefix(type.dropLast()) ? 1 : nil
    }
  }

  /// Other names of types that are served.
  private static let spellings = [
    "text/yaml": "application/yaml", "application/x-yaml": "application/yaml",
  ]

  private let ranges: [Range]

  /// What a header says; without one everything is taken.
  init(_ header: String?) {
    ranges = (header ?? "").split(separator: ",").compactMap { Range($0) }
  }

  /// The type that the client likes best of those on offer: of equal ones that which it names first.
  ///
  /// Browsers are served the first where they ask for a page that is not there.
  ///
  /// - Parameter offered: Media types, the usual one first.
  /// - Returns: The type with the profile that was asked for, or `nil` when it takes none of them.
  func best(of offered: [String]) -> Route.Form? {
    guard let usual = offered.first, !ranges.isEmpty else {
      return offered.first.map { Route.Form(type: $0) }
    }
    var best: (form: Route.Form, quality: Double, place: Int)?
    for type in offered {
      let named = ranges.enumerated().compactMap { place, range in
        range.closeness(to: type).map { (closeness: $0, place: place, range: range) }
      }
      guard
        let closest = named.max(by: { ($0.closeness, $1.place) < ($1.closeness, $0.place) }),
        closest.range.quality > 0
      else { continue }
      let found = (closest.range.quality, -closest.place)
      if best.map({ found > ($0.quality, -$0.place) }) ?? true {
        best = (
          Route.Form(type: type, profile: closest.range.profile), closest.range.quality,
          closest.place
        )
      }
    }
    if let best { return best.form }
    return ranges.contains { $0.type == "text/html" && $0.quality > 0 }
      ? Route.Form(type: usual) : nil
  }

  /// The types that would be served, where the client takes none of them.
  static func problem(offered: [String]) -> Problem {
    Problem(
      status: 406,
      "none of the media types of Accept is served here, but \(offered.joined(separator: ", "))")
  }
}
