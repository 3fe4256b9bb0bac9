/// Reads the notation of a ``SplitPattern``.
struct SplitPatternParser {
  indirect enum Piece {
    case sequence([Piece])
    case either([Piece])
    case optional(Piece)
    case ahead(Piece, isNegative: Bool)
    case set(ScalarSet, least: Int, most: Int, isPossessive: Bool)
  }

  private let pattern: String
  private let scalars: [Unicode.Scalar]
  private var at = 0
  private var ignoresCase = false

  init(_ pattern: String) {
    self.pattern = pattern
    scalars = Array(pattern.unicodeScalars)
  }

  mutating func whole() throws(TokenizerError) -> Piece {
    let piece = try alternatives()
    if at < scalars.count { throw refused("a “)” without its beginning") }
    return piece
  }

  private func refused(_ what: String) -> TokenizerError {
    .unsupported("notation of the pattern", "\(what), at character \(at + 1) of \(pattern)")
  }

  private var current: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[at...].starts(with: wanted) else { return false }
    at += wanted.count
    return true
  }

  private mutating func alternatives() throws(TokenizerError) -> Piece {
    var pieces = [try sequence()]
    while take("|") { pieces.append(try sequence()) }
    return pieces.count == 1 ? pieces[0] : .either(pieces)
  }

  private mutating func sequence() throws(TokenizerError) -> Piece {
    var pieces: [Piece] = []
    while let current, current != "|", current != ")" { pieces.append(try repeated()) }
    return .sequence(pieces)
  }

  private mutating func repeated() throws(TokenizerError) -> Piece {
    if current == "(" {
      let piece = try group()
      if take("?+") || take("??") { throw refused("a group that is possessive or lazy") }
      if take("?") { return .optional(piece) }
      if let current, "*+{".unicodeScalars.contains(current) {
        throw refused("a repeated group")
      }
      return piece
    }
    let set = try single()
    guard let (least, most) = try bounds() else {
      return .set(set, least: 1, most: 1, isPossessive: false)
    }
    if current == "?" { throw refused("lazy repetition") }
    return .set(set, least: least, most: most, isPossessive: take("+"))
  }

  private mutating func bounds() throws(TokenizerError) -> (Int, Int)? {
    if take("?") { return (0, 1) }
    if take("*") { return (0, .max) }
    if take("+") { return (1, .max) }
    guard take("{") else { return nil }
    let least = number()
    if take("}"), let least { return (least, least) }
    guard take(",") else { throw refused("“{” without bounds") }
    let most = number()
    guard take("}") else { throw refused("“{” without bounds") }
    return (least ?? 0, most ?? .max)
  }

  private mutating func number() -> Int? {
    var digits = ""
    while let current, ("0"..."9").contains(current), digits.count < 6 {
      digits.unicodeScalars.append(current)
      at += 1
    }
    return Int(digits)
  }

  private mutating func group() throws(TokenizerError) -> Piece {
    let before = ignoresCase
    defer { ignoresCase = before }
    func closed(_ piece: Piece) throws(TokenizerError) -> Piece {
      guard take(")") else { throw refused("a “(” without its end") }
      return piece
    }
    if take("(?!") { return try closed(.ahead(try alternatives(), isNegative: true)) }
    if take("(?=") { return try closed(.ahead(try alternatives(), isNegative: false)) }
    if take("(?i:") {
      ignoresCase = true
    } else if !take("(?:") {
      at += 1
      if current == "?" { throw refused("a group of another kind") }
    }
    return try closed(try alternatives())
  }

  /// One character, set or category.
  private mutating func single() throws(TokenizerError) -> ScalarSet {
    if take("[") { return try set() }
    if take(".") { return ScalarSet([.range(0x0a...0x0a)], isInverted: true) }
    if let current, "^$*+?{".unicodeScalars.contains(current) { throw refused("“\(current)”") }
    return ScalarSet(try item().map { folded($0) } ?? [])
  }

  private mutating func set() throws(TokenizerError) -> ScalarSet {
    let isInverted = take("^")
    var items: [ScalarSet.Item] = []
    while !take("]") {
      if current == "[" || scalars[at...].starts(with: "&&".unicodeScalars) {
        throw refused("a set inside a set")
      }
      guard let first = try item() else { throw refused("a “[” without its end") }
      guard current == "-", at + 1 < scalars.count, scalars[at + 1] != "]",
        case .range(let low) = first
      else {
        items += folded(first)
        continue
      }
      at += 1
      guard case .range(let high)? = try item(), low.lowerBound <= high.upperBound else {
        throw refused("a range without its end")
      }
      items.append(.range(low.lowerBound...high.upperBound))
    }
    return ScalarSet(items, isInverted: isInverted)
  }

  /// A character and its other cases, where case does not matter.
  private func folded(_ item: ScalarSet.Item) -> [ScalarSet.Item] {
    guard ignoresCase, case .range(let range) = item, range.count == 1,
      let scalar = Unicode.Scalar(range.lowerBound)
    else { return [item] }
    // Besides the two cases, the long s and the sign of Kelvin fold to ASCII letters.
    let others = ["s": "\u{17f}", "k": "\u{212a}"][scalar.properties.lowercaseMapping] ?? ""
    return (scalar.properties.lowercaseMapping + scalar.properties.uppercaseMapping + others)
      .unicodeScalars.map { .range($0.value...$0.value) }
  }

  private mutating func item() throws(TokenizerError) -> ScalarSet.Item? {
    guard let scalar = current else { return nil }
    at += 1
    guard scalar == "\\" else { return .range(scalar.value...scalar.value) }
    guard let escaped = current else { throw refused("a “\\” at the end") }
    at += 1
    switch escaped {
    case "s": return .whitespace
    case "S": return .not(.whitespace)
    case "d": return .category("Nd")
    case "D": return .not(.category("Nd"))
    case "w": return .word
    case "W": return .not(.word)
    case "r": return .range(0x0d...0x0d)
    case "n": return .range(0x0a...0x0a)
    case "t": return .range(0x09...0x09)
    case "p": return .category(try category())
    case "P": return .not(.category(try category()))
    default:
      let isLetter = escaped.properties.isAlphabetic || ("0"..."9").contains(escaped)
      if isLetter { throw refused("“\\\(escaped)”") }
      return .range(escaped.value...escaped.value)
    }
  }

  private static let categories: Set<String> = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd",
    "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc",
    "Cf",
    "Co", "Cn",
  ]

  private mutating func category() throws(TokenizerError) -> String {
    var name = ""
    if take("{") {
      while let current, current != "}" {
        name.unicodeScalars.append(current)
        at += 1
      }
      guard take("}") else { throw refused("“\\p{” without its end") }
    } else if let current {
      name = String(current)
      at += 1
    }
    guard Self.categories.contains(name) else { throw refused("the category \(name)") }
    return name
  }
}
