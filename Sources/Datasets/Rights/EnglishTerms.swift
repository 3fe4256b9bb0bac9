/// English words in which people limit what data may be used for.
struct EnglishTerms {
  private let words: [Substring]

  /// Words in lower case, without signs.
  init(_ words: [Substring]) { self.words = words }

  // MARK: - Research only

  /// Whether they allow research and teaching alone: `only for scientific research`,
  /// `for educational purposes only`, `restricted to research`.
  var limitToResearch: Bool {
    words.indices.contains { place in
      if Self.limits.contains(words[place]) {
        return limitsAhead(of: place) || limitsBehind(place)
      }
      return Self.bounds.contains(words[place]) && boundsToResearch(place)
    }
  }

  /// `only for academic research`, `solely be used for teaching`.
  private func limitsAhead(of place: Int) -> Bool {
    guard word(place - 1) != "not" else { return false }
    let rest = words[(place + 1)...].prefix(5)
    guard let preposition = rest.firstIndex(of: "for") else { return false }
    return words[(preposition + 1)...].prefix(3).contains(where: Self.isResearch)
  }

  /// `research only`, `for research and educational purposes only`.
  private func limitsBehind(_ place: Int) -> Bool {
    var start = place
    var speaksOfResearch = false
    while let before = word(start - 1), Self.isResearch(before) || Self.besides.contains(before) {
      if Self.isResearch(before) { speaksOfResearch = true }
      start -= 1
    }
    if word(start - 1) == "for" { start -= 1 }
    return speaksOfResearch && !isDenied(start)
  }

  /// `restricted to research`, `limited to academic use`, but not `limited to research papers`.
  private func boundsToResearch(_ place: Int) -> Bool {
    guard word(place + 1) == "to", word(place - 1) != "not" else { return false }
    let rest = words[(place + 2)...]
    guard let first = rest.prefix(3).firstIndex(where: Self.isResearch) else { return false }
    let next = words[first...].first { !Self.isResearch($0) }
    return next.map { Self.besides.contains($0) || Self.limits.contains($0) } ?? true
  }

  /// Whether what begins at a place is denied: `not limited to research only`.
  private func isDenied(_ start: Int) -> Bool {
    guard let denial = words[..<start].suffix(4).lastIndex(of: "not") else { return false }
    return denial == start - 1 || Self.bounds.contains(words[denial + 1])
      || Self.limits.contains(words[denial + 1])
  }

  // MARK: - No commerce

  /// Whether they forbid commercial use, or ask for a permission first.
  var denyCommerce: Bool {
    words.indices.contains { place in
      if words[place] == "not" || words[place] == "never" || words[place] == "cannot" {
        let rest = words[(place + 1)...].prefix(8)
        let permits = rest.first.map { Self.limits.contains($0) || Self.bounds.contains($0) }
        return permits == false && rest.indices.contains(where: isCommerce)
      }
      return isCommerce(place) && (isRefused(place) || needsPermission(place))
    }
  }

  /// `commercial use is prohibited`, `commercial use is not permitted`.
  private func isRefused(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(6)
    return rest.indices.contains { place in
      Self.refusals.contains(words[place]) && word(place - 1) != "not"
        || words[place] == "not" && word(place + 1).map(Self.grants.contains) == true
    }
  }

  /// `commercial usage requires a license`, `contact the authors for commercial use`.
  private func needsPermission(_ place: Int) -> Bool {
    let rest = words[(place + 1)...].prefix(6)
    if let need = rest.firstIndex(where: { Self.needs.contains($0) }), word(need - 1) != "not" {
      return words[(need + 1)...].prefix(6).contains(where: Self.permissions.contains)
    }
    if rest.contains("request") { return true }
    guard word(place - 1) == "for" || word(place - 2) == "before" else { return false }
    let before = words[..<place].suffix(7)
    return !before.contains("granted")
      && before.contains { $0 == "contact" || $0 == "permission" || $0 == "consent" }
  }

  private func isCommerce(_ place: Int) -> Bool {
    switch words[place] {
    case "commercial", "commercialize", "commercialise", "commercialized", "commercialised": true
    // What is “not commercially available” is not forbidden.
    case "commercially": word(place + 1).map { !["available", "viable"].contains($0) } ?? true
    default: false
    }
  }

  private func word(_ place: Int) -> Substring? {
    words.indices.contains(place) ? words[place] : nil
  }

  private static func isResearch(_ word: Substring) -> Bool { research.contains(word) }

  private static let research: Set<Substring> = [
    "research", "academic", "academia", "scientific", "scholarly", "educational", "education",
    "teaching",
  ]
  private static let besides: Set<Substring> = [
    "use", "uses", "usage", "purpose", "purposes", "and", "or", "non", "commercial",
  ]
  private static let limits: Set<Substring> = [
    "only", "solely", "exclusively", "purely", "strictly", "alone",
  ]
  private static let bounds: Set<Substring> = ["limited", "restricted", "confined"]
  private static let refusals: Set<Substring> = [
    "prohibited", "forbidden", "disallowed", "banned", "excluded",
  ]
  private static let grants: Set<Substring> = ["allowed", "permitted", "granted", "possible"]
  private static let needs: Set<Substring> = [
    "require", "requires", "required", "need", "needs", "needed", "must",
  ]
  private static let permissions: Set<Substring> = [
    "license", "licence", "permission", "authorization", "authorisation", "approval", "consent",
    "agreement", "contract", "pay", "fee", "payment",
  ]
}
