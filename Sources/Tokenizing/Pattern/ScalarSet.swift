/// A set of code points: ranges and categories of Unicode.
///
/// Membership in the Basic Multilingual Plane is looked up in a bitmap that is made once.
struct ScalarSet: Sendable {
  /// One piece of a set.
  indirect enum Item: Sendable {
    case range(ClosedRange<UInt32>)
    case whitespace
    /// Letters and digits of words: alphabetic, marks, decimal digits, connectors, joiners.
    case word
    /// General categories, by their two letters or the first of them.
    case category(String)
    case not(Item)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .range(let range): range.contains(scalar.value)
      case .whitespace: scalar.properties.isWhitespace
      case .word:
        scalar.properties.isAlphabetic || scalar.properties.isJoinControl
          || ["Mn", "Mc", "Me", "Nd", "Pc"].contains(scalar.category)
      case .category(let name): scalar.category.hasPrefix(name)
      case .not(let item): !item.contains(scalar)
      }
    }
  }

  private let items: [Item]
  private let isInverted: Bool
  private let plane: [UInt64]

  init(_ items: [Item], isInverted: Bool = false) {
    self.items = items
    self.isInverted = isInverted
    var plane = [UInt64](repeating: 0, count: 1024)
    for value in 0..<UInt32(0x10000) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if items.contains(where: { $0.contains(scalar) }) != isInverted {
        plane[Int(value >> 6)] |= 1 << UInt64(value & 63)
      }
    }
    self.plane = plane
  }

  func contains(_ value: UInt32) -> Bool {
    if value < 0x10000 { return plane[Int(value >> 6)] >> UInt64(value & 63) & 1 == 1 }
    guard let scalar = Unicode.Scalar(value) else { return false }
    return items.contains { $0.contains(scalar) } != isInverted
  }
}

extension Unicode.Scalar {
  /// The general category by its two letters.
  var category: String {
    switch properties.generalCategory {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
