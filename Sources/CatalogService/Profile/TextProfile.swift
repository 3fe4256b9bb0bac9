internal import Datasets
internal import JSONText

/// What the texts of a dataset are like, gathered while they pass.
struct TextProfile {
  private(set) var bytes: UInt64 = 0
  private(set) var characters: UInt64 = 0
  private(set) var empty: UInt64 = 0
  private(set) var lengths = LengthHistogram()
  private(set) var scripts = [UInt64](repeating: 0, count: Script.allCases.count)
  private(set) var languages: [String: UInt64] = [:]
  private(set) var texts = HashSample()

  /// Takes note of the body of one record.
  mutating func add(_ text: String) {
    var own = [UInt64](repeating: 0, count: Script.allCases.count)
    let span = text.utf8.span
    let counted = Self.count(span, &own)
    bytes += UInt64(span.count)
    characters += UInt64(counted)
    lengths.add(counted)
    for index in own.indices { scripts[index] += own[index] }
    if counted == 0 {
      empty += 1
      return
    }
    languages[LanguageGuess.tag(of: span, letters: own), default: 0] += 1
    texts.add(HashSample.hash(text))
  }

  /// Counts the characters of each script.
  ///
  /// - Returns: All characters.
  private static func count(_ bytes: Span<UInt8>, _ scripts: inout [UInt64]) -> Int {
    let ascii = Script.ofASCII
    var characters = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      characters += 1
      if byte < 0x80 {
        scripts[ascii[Int(byte)].rawValue] += 1
        index += 1
        continue
      }
      // Texts are valid UTF-8; a sequence that were cut short would end the text.
      let length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      var value = UInt32(byte) & (0x7f >> UInt32(length))
      for offset in 1..<length where index + offset < bytes.count {
        value = value << 6 | UInt32(bytes[index + offset] & 0x3f)
      }
      scripts[Script(beyondASCII: value).rawValue] += 1
      index += length
    }
    return characters
  }

  var tree: JSON {
    let letters = Script.allCases.filter(\.isLetter).reduce(0) { $0 + scripts[$1.rawValue] }
    return .keys([
      "bytes": .integer(bytes), "characters": .integer(characters), "empty": .integer(empty),
      "length": .keys([
        "unit": .string("characters"), "min": .integer(lengths.count == 0 ? 0 : lengths.least),
        "p10": .integer(lengths.percentile(0.1)), "p50": .integer(lengths.percentile(0.5)),
        "p90": .integer(lengths.percentile(0.9)), "p99": .integer(lengths.percentile(0.99)),
        "max": .integer(lengths.most), "mean": .measured(lengths.mean),
      ]),
      "languages": .shares(languages.map { ($0.key, $0.value) }, of: lengths.count - empty),
      "scripts": .shares(
        Script.allCases.filter(\.isLetter).map { ($0.name, scripts[$0.rawValue]) }, of: letters),
      "other_characters": .shares(
        Script.allCases.filter { !$0.isLetter }.map { ($0.name, scripts[$0.rawValue]) },
        of: characters),
      "duplicates": .keys([
        "texts": .integer(texts.repeated), "exact": .bool(texts.isExact),
      ]),
    ])
  }
}

extension JSON {
  /// Shares of a whole, largest first, to four decimals; what is not there is left out.
  static func shares(_ counts: [(name: String, count: UInt64)], of whole: UInt64) -> JSON {
    .object(
      counts.filter { $0.count > 0 }
        .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        .map { entry in
          let share = Double(entry.count) / Double(max(1, whole))
          return Member(entry.name, .double((share * 10_000).rounded() / 10_000))
        })
  }
}
