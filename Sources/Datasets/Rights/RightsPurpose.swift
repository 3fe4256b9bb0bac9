/// What somebody wants to do with data; each purpose asks for more than the one before.
package enum RightsPurpose: String, Sendable, CaseIterable {
  /// Research and teaching.
  case academic
  /// Training or building something that is sold.
  case commercial
  /// Every use, passing on the data or something made from it included.
  case any

  /// A purpose by its name, or by a word that people use for it.
  package init?(name: String) {
    let key = name.lowercased()
    guard let purpose = RightsPurpose(rawValue: key) ?? Self.spellings[key] else { return nil }
    self = purpose
  }
}

/// The answer to whether data may be used for a purpose, from the best to the worst.
package enum RightsVerdict: Int, Sendable, CaseIterable, Comparable {
  /// Its own licences, and those of everything that it comes from or is part of, allow the use.
  case clear
  /// Its own label allows the use, and where it comes from is not stated.
  case byLabel
  /// Something about it is not known.
  case unknown
  /// A licence or a condition forbids the use.
  case blocked

  /// The word in answers, facets and conditions.
  package var name: String {
    switch self {
    case .clear: "clear"
    case .byLabel: "by-label"
    case .unknown: "unknown"
    case .blocked: "blocked"
    }
  }

  /// The words in a sentence.
  package var words: String { self == .byLabel ? "by label only" : name }

  package static func < (left: RightsVerdict, right: RightsVerdict) -> Bool {
    left.rawValue < right.rawValue
  }
}
