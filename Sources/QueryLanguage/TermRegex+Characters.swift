extension TermRegex {
  /// The characters that may stand at one place of a term: a literal, a set, a class such as `\d`.
  struct Characters: Sendable {
    /// Kinds of characters that patterns have names for.
    enum Class: Sendable {
      case digit, letter, word

      /// `[:digit:]` and the like, by the name between the colons.
      static let named: [String: Class] = [
        "digit": .digit, "alpha": .letter, "lower": .letter, "alnum": .word, "word": .word,
      ]

      func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .digit: ("0"..."9").contains(scalar)
        case .letter: scalar.isLetterOrDigit && scalar.properties.numericType == nil
        case .word: scalar.isLetterOrDigit || scalar == "_"
        }
      }
    }

    var ranges: [ClosedRange<UInt32>] = []
    var classes: [(class: Class, isNegated: Bool)] = []
    /// All but these.
    var isNegated = false
    /// Letters stand for themselves in either case.
    var ignoresCase = false

    /// Any character.
    static let any = Characters([0...0x10_FFFF])

    init(
      _ ranges: [ClosedRange<UInt32>] = [], _ classes: [(class: Class, isNegated: Bool)] = [],
      isNegated: Bool = false, ignoresCase: Bool = false
    ) {
      self.ranges = ranges
      self.classes = classes
      self.isNegated = isNegated
      self.ignoresCase = ignoresCase
    }

    var isEmpty: Bool { ranges.isEmpty && classes.isEmpty }

    func contains(_ value: UInt32) -> Bool {
      var isIn = holds(value)
      if !isIn, ignoresCase, let properties = Unicode.Scalar(value)?.properties {
        isIn = [properties.lowercaseMapping, properties.uppercaseMapping].contains { mapping in
          mapping.unicodeScalars.count == 1 && mapping.unicodeScalars.allSatisfy { holds($0.value) }
        }
      }
      return isIn != isNegated
    }

    private func holds(_ value: UInt32) -> Bool {
      if ranges.contains(where: { $0.contains(value) }) { return true }
      guard !classes.isEmpty, let scalar = Unicode.Scalar(value) else { return false }
      return classes.contains { $0.class.contains(scalar) != $0.isNegated }
    }

    /// The one character that this is, if it is one.
    var literal: Unicode.Scalar? {
      guard !isNegated, !ignoresCase, classes.isEmpty, ranges.count == 1,
        ranges[0].lowerBound == ranges[0].upperBound
      else { return nil }
      return Unicode.Scalar(ranges[0].lowerBound)
    }

    /// Characters of a range that are tried to find one that occurs.
    private static let triedCount = 4096
    /// Where sets without bounds have members that occur in words of most scripts.
    private static let tried: ClosedRange<UInt32> = 0x20...0x1FFF

    /// Whether some member passes a test; of a long range, evenly spread members are tried.
    func containsAny(where passes: (Unicode.Scalar) -> Bool) -> Bool {
      let isOpen = isNegated || ignoresCase || !classes.isEmpty
      for range in isOpen ? [Self.tried] + ranges : ranges {
        let step = max(1, range.count / Self.triedCount)
        for value in stride(from: range.lowerBound, through: range.upperBound, by: step) {
          if let scalar = Unicode.Scalar(value), contains(value), passes(scalar) { return true }
        }
      }
      return false
    }
  }
}
