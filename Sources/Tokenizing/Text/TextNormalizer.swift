internal import Foundation
internal import JSONText

/// A step that changes a text before it is cut into words.
enum TextNormalizer: Sendable {
  case nfc, nfd, nfkc, nfkd, lowercase, stripAccents
  case strip(left: Bool, right: Bool)
  case replace(String, with: String)
  case replacePattern(SplitPattern, with: String)
  case prepend(String)
  case map(CharacterMap)
  /// As BERT reads texts.
  case bert(cleansText: Bool, spacesHan: Bool, stripsAccents: Bool, lowercases: Bool)

  /// The steps that a file asks for, in order.
  static func steps(_ tree: JSON?) throws(TokenizerError) -> [TextNormalizer] {
    guard let tree, tree != .null else { return [] }
    let name = tree["type"]?.string ?? "without a type"
    switch name {
    case "Sequence":
      var steps: [TextNormalizer] = []
      for step in tree["normalizers"]?.elements ?? [] { steps += try Self.steps(step) }
      return steps
    case "NFC": return [.nfc]
    case "NFD": return [.nfd]
    case "NFKC": return [.nfkc]
    case "NFKD": return [.nfkd]
    case "Lowercase": return [.lowercase]
    case "StripAccents": return [.stripAccents]
    case "Strip":
      return [
        .strip(
          left: tree["strip_left"]?.bool ?? true, right: tree["strip_right"]?.bool ?? true)
      ]
    case "Replace":
      let content = tree["content"]?.string ?? ""
      if let pattern = tree["pattern"]?["Regex"]?.string {
        return [.replacePattern(try SplitPattern(pattern), with: content)]
      }
      guard let pattern = tree["pattern"]?["String"]?.string, !pattern.isEmpty else {
        throw .unsupported("pattern of the normalizer", "Replace")
      }
      return [.replace(pattern, with: content)]
    case "Precompiled":
      return [.map(try CharacterMap(tree["precompiled_charsmap"]?.string ?? ""))]
    case "Prepend": return [.prepend(tree["prepend"]?.string ?? "")]
    case "BertNormalizer":
      let lowercases = tree["lowercase"]?.bool ?? true
      return [
        .bert(
          cleansText: tree["clean_text"]?.bool ?? true,
          spacesHan: tree["handle_chinese_chars"]?.bool ?? true,
          stripsAccents: tree["strip_accents"]?.bool ?? lowercases, lowercases: lowercases)
      ]
    default: throw .unsupported("normalizer", name)
    }
  }

  /// The step may leave out what a text begins with.
  var mayRemoveBeginning: Bool {
    switch self {
    case .strip(let left, _): left
    case .replace(_, let content), .replacePattern(_, let content): content.isEmpty
    case .bert(let cleansText, _, let stripsAccents, _): cleansText || stripsAccents
    case .map, .stripAccents: true
    case .nfc, .nfd, .nfkc, .nfkd, .lowercase, .prepend: false
    }
  }

  /// What a file calls the step.
  var name: String {
    switch self {
    case .nfc: "NFC"
    case .nfd: "NFD"
    case .nfkc: "NFKC"
    case .nfkd: "NFKD"
    case .lowercase: "Lowercase"
    case .stripAccents: "StripAccents"
    case .strip: "Strip"
    case .replace, .replacePattern: "Replace"
    case .prepend: "Prepend"
    case .map: "Precompiled"
    case .bert: "BertNormalizer"
    }
  }

  /// The text as this step makes it.
  func applied(to text: String) -> String {
    switch self {
    case .nfc: return text.precomposedStringWithCanonicalMapping
    case .nfd: return text.decomposedStringWithCanonicalMapping
    case .nfkc: return text.precomposedStringWithCompatibilityMapping
    case .nfkd: return text.decomposedStringWithCompatibilityMapping
    case .lowercase: return text.lowercased()
    case .stripAccents:
      return String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isMark }))
    case .strip(let left, let right):
      var scalars = text.unicodeScalars[...]
      if left { scalars = scalars.drop { $0.properties.isWhitespace } }
      while right, scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
      return String(String.UnicodeScalarView(scalars))
    case .replace(let pattern, let content):
      return Self.replacing(pattern, with: content, in: text)
    case .replacePattern(let pattern, let content):
      return Self.replacing(pattern, with: content, in: text)
    case .map(let map): return map.applied(to: text)
    case .prepend(let prefix): return text.isEmpty ? text : prefix + text
    case .bert(let cleansText, let spacesHan, let stripsAccents, let lowercases):
      var text = text
      if cleansText || spacesHan {
        text = Self.prepared(text, cleansText: cleansText, spacesHan: spacesHan)
      }
      if stripsAccents {
        text = text.decomposedStringWithCanonicalMapping
        text = String(
          String.UnicodeScalarView(text.unicodeScalars.filter { $0.category != "Mn" }))
      }
      return lowercases ? text.lowercased() : text
    }
  }

  /// Replaces byte for byte, where `String` would see a character and its accents as one.
  private static func replacing(_ pattern: String, with content: String, in text: String) -> String
  {
    let (wanted, bytes) = (Array(pattern.utf8), Array(text.utf8))
    var made: [UInt8] = []
    made.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == wanted[0], bytes[at...].starts(with: wanted) {
        made += Array(content.utf8)
        at += wanted.count
      } else {
        made.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: made, as: UTF8.self)
  }

  private static func replacing(
    _ pattern: SplitPattern, with content: String, in text: String
  ) -> String {
    let scalars = text.unicodeScalars.map(\.value)[...]
    var made: [UInt8] = []
    var at = scalars.startIndex
    while let match = pattern.firstMatch(in: scalars, from: at) {
      made += scalars[at..<match.lowerBound].utf8 + Array(content.utf8)
      at = match.upperBound
    }
    return String(decoding: made + scalars[at...].utf8, as: UTF8.self)
  }

  private static func prepared(_ text: String, cleansText: Bool, spacesHan: Bool) -> String {
    var made = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if cleansText {
        if scalar.value == 0 || scalar.value == 0xfffd { continue }
        let isSpace = scalar == "\t" || scalar == "\n" || scalar == "\r"
        if !isSpace, scalar.category.hasPrefix("C") { continue }
        if isSpace || scalar.properties.isWhitespace {
          made.append(" ")
          continue
        }
      }
      if spacesHan, scalar.isHanOfBERT {
        made.append(contentsOf: [" ", scalar, " "])
      } else {
        made.append(scalar)
      }
    }
    return String(made)
  }
}

extension Unicode.Scalar {
  fileprivate var isMark: Bool { category.hasPrefix("M") }

  /// What BERT calls a Chinese character.
  fileprivate var isHanOfBERT: Bool {
    switch value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
      0x2b920...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
      true
    default: false
    }
  }
}
