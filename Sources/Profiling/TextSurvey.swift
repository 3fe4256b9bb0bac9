/// Languages, writing systems and the number of tokens of a corpus, added up over texts: all of them
/// or a sample.
package struct TextSurvey: Sendable {
  /// How much of a corpus is in a language.
  package struct Part: Sendable, Equatable {
    package var records: UInt64 = 0
    package var characters: UInt64 = 0
  }

  /// Texts looked at.
  package private(set) var texts: UInt64 = 0
  /// Their characters.
  package private(set) var characters: UInt64 = 0
  package private(set) var languages: [String: Part] = [:]
  /// Characters by ``Script``.
  private var scripts = [Double](repeating: 0, count: Script.allCases.count)

  package init() {}

  /// A survey of a sample.
  package init(_ sample: TextSample) {
    for measures in sample.measures { add(measures) }
  }

  /// Takes note of a text; where only its beginning was looked at, the rest counts as being like it.
  package mutating func add(_ measures: TextMeasures) {
    texts += 1
    characters += measures.characters
    languages[measures.language, default: Part()].records += 1
    languages[measures.language, default: Part()].characters += measures.characters
    let seen = measures.scripts.characters
    guard seen > 0 else { return }
    let weight = Double(measures.characters) / Double(seen)
    for script in Script.allCases {
      scripts[script.rawValue] += Double(measures.scripts[script]) * weight
    }
  }

  /// Characters of a writing system.
  package subscript(script: Script) -> Double { scripts[script.rawValue] }

  /// Characters that are letters.
  package var letters: Double {
    Script.allCases.filter(\.isLetter).reduce(0) { $0 + self[$1] }
  }
}
