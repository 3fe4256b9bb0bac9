internal import Datasets
internal import Foundation

/// Turns the words of a description, or of a query, into terms with positions.
///
/// Words are runs of letters and digits in lower case. Chinese, Japanese, Korean, Thai, Lao, Khmer
/// and Burmese are written without spaces: there every character is a term, and every two
/// neighbours are one, so that any piece of such a text is found exactly, down to one character.
/// A gap in the positions keeps phrases from reaching across punctuation between such runs.
struct DescriptionTerms {
  /// One term and where it stands.
  struct Term: Hashable {
    var text: String
    var position: UInt32
  }

  private(set) var terms: [Term] = []
  /// The first position that is still free.
  private(set) var position: UInt32 = 0
  private var word: [Unicode.Scalar] = []
  private var run: [Unicode.Scalar] = []
  private var endedRun = false

  init() {}

  /// The terms of one text alone.
  static func of(_ text: String) -> [Term] {
    var terms = DescriptionTerms()
    terms.add(text)
    return terms.terms
  }

  /// Adds a text; no phrase reaches from one text into the next.
  mutating func add(_ text: String) {
    if position > 0 { position += 2 }
    endedRun = false
    for scalar in text.unicodeScalars { add(scalar) }
    endWord()
    endRun()
  }

  private mutating func add(_ original: Unicode.Scalar) {
    let scalar = Self.narrowed(original)
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9":
        endRun()
        word.append(scalar)
      case "+", "#":
        // Names such as c++ and c# end with their signs.
        if word.last?.properties.isAlphabetic == true || word.last == "+" {
          word.append(scalar)
        } else {
          endWord()
          endRun()
        }
      default:
        endWord()
        endRun()
      }
      return
    }
    if Self.isUnspaced(scalar) {
      endWord()
      run.append(scalar)
    } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || (scalar.properties.generalCategory == .nonspacingMark && !word.isEmpty)
    {
      endRun()
      word.append(scalar)
    } else if scalar.properties.isDefaultIgnorableCodePoint {
      return
    } else {
      endWord()
      endRun()
    }
  }

  private mutating func endWord() {
    guard !word.isEmpty else { return }
    var text = ""
    var isASCII = true
    for scalar in word {
      if !scalar.isASCII {
        text += scalar.properties.lowercaseMapping
        isASCII = false
      } else {
        let isUpper = scalar.value >= 0x41 && scalar.value <= 0x5A
        text.unicodeScalars.append(isUpper ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar)
      }
    }
    // One spelling for what looks and compares the same (é in one or two code points).
    if !isASCII { text = text.precomposedStringWithCompatibilityMapping }
    terms.append(Term(text: text, position: position))
    position += 1
    word.removeAll(keepingCapacity: true)
    endedRun = false
  }

  private mutating func endRun() {
    guard !run.isEmpty else { return }
    if endedRun { position += 1 }
    for (index, scalar) in run.enumerated() {
      var text = String(Character(scalar))
      terms.append(Term(text: text, position: position))
      if index + 1 < run.count {
        text.unicodeScalars.append(run[index + 1])
        terms.append(Term(text: text, position: position))
      }
      position += 1
    }
    run.removeAll(keepingCapacity: true)
    endedRun = true
  }

  /// Full-width Latin letters, digits and signs as ASCII.
  private static func narrowed(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard scalar.value >= 0xFF01, scalar.value <= 0xFF5E else { return scalar }
    return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
  }

  /// True for characters of scripts that put no spaces between words.
  static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF,
      0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3031...0x3035, 0x303B...0x303C,
      0x3041...0x3096, 0x3099...0x309A, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF,
      0x3105...0x312F, 0x3131...0x318E, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC,
      0x1B000...0x1B16F, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}

/// The searchable text of one dataset.
struct DescriptionText {
  /// In the order of the text.
  let terms: [DescriptionTerms.Term]
  /// Positions below this lie in names.
  let nameEnd: UInt32

  /// The number of terms.
  var length: Int { terms.count }

  init(_ dataset: Dataset) {
    var terms = DescriptionTerms()
    terms.add(dataset.id)
    for text in dataset.aliases + dataset.title.all { terms.add(text) }
    nameEnd = terms.position
    for text in Self.texts(of: dataset) { terms.add(text) }
    self.terms = Array(terms.terms.prefix(Self.limit))
  }

  /// A longer text is searched by its beginning only.
  static let limit = 1_000_000

  /// What is searched besides names, most telling first.
  private static func texts(of dataset: Dataset) -> [String] {
    var texts: [String] = []
    func add(_ text: String?) {
      if let text, !text.isEmpty { texts.append(text) }
    }
    texts += dataset.summary.all + dataset.description.all
    add(dataset.cluster)
    add(dataset.publisher?.name)
    texts += dataset.creators.compactMap(\.name)
    texts += dataset.tags + dataset.tasks + dataset.sectors
    texts += dataset.industries.flatMap { [$0.english, $0.chinese] }
    add(dataset.kind == .unknown ? nil : dataset.kind.rawValue)
    texts += dataset.modalities + dataset.formats + dataset.licenseLabels
    for subset in dataset.subsets {
      add(subset.name)
      texts += subset.title.all + subset.description.all
      add(subset.meaning)
    }
    texts += dataset.lineage.compactMap(\.name) + dataset.processing
    texts += dataset.safety.compactMap(\.text) + dataset.citations.compactMap(\.text)
    for field in dataset.schema?.fields ?? [] { add(field.name) }
    add(dataset.accessNote)
    return texts
  }
}
