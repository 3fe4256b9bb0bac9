internal import Analysis
internal import Datasets
internal import Storage

/// Turns the words of descriptions, or of a query, into terms with positions.
///
/// Text becomes terms as it does in the records: the analyzer `standard` folds and cuts it, so
/// traditional characters find simplified ones, and every character and pair of unspaced text is a
/// term. Positions run on from text to text, with a gap that no phrase reaches across.
struct DescriptionTerms: ~Copyable {
  /// What a term is made of.
  enum Kind: Sendable {
    case word
    /// One character of unspaced text.
    case character
    /// Two neighbours of unspaced text.
    case pair
  }

  /// One term and where it stands.
  struct Term: Hashable, Sendable {
    var text: String
    var position: UInt32
    var kind: Kind
  }

  /// The first position that is still free.
  private(set) var position: UInt32 = 0
  private var batch = TokenBatch()
  private let analyzer = Analyzer(.standard)

  init() {}

  /// The terms of one text alone.
  static func of(_ text: String) -> [Term] {
    var terms = DescriptionTerms()
    var found: [Term] = []
    terms.add(
      text,
      word: { bytes, position in
        found.append(Term(text: bytes.text, position: position, kind: .word))
      },
      run: { first, second, position in
        found.append(
          Term(
            text: RunTerm(first, second).text, position: position,
            kind: second == nil ? .character : .pair))
      })
    return found
  }

  /// The analyzer's name and version, on which stored terms depend.
  static var recipe: String { Analyzer(.standard).identifier }

  /// Begins anew with another description.
  mutating func begin() { position = 0 }

  /// Adds a text; no phrase reaches from one text into the next.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - word: Gets every word, folded.
  ///   - run: Gets every character of unspaced text, alone and with the one behind it.
  mutating func add(
    _ text: String, word: (BufferView<UInt8>, UInt32) -> Void,
    run: (UInt32, UInt32?, UInt32) -> Void
  ) {
    if position > 0 { position += 2 }
    Array(text.utf8).withView { analyzer.analyze($0, into: &batch) }
    for index in 0..<batch.pieces.count {
      let piece = batch.pieces[index]
      let start = Int(piece.start)
      let first = position + piece.position
      if !piece.isRun {
        word(batch.bytes.view[start..<start + piece.count], first)
        continue
      }
      for at in 0..<piece.count {
        let scalar = batch.scalars[start + at]
        run(scalar, nil, first + UInt32(at))
        if at + 1 < piece.count { run(scalar, batch.scalars[start + at + 1], first + UInt32(at)) }
      }
    }
    position += batch.length
  }
}

/// One or two characters of unspaced text as a number, which hashes faster than a string.
struct RunTerm: Hashable, Sendable {
  let bits: UInt64

  init(_ first: UInt32, _ second: UInt32?) {
    bits = UInt64(first) << 32 | UInt64(second ?? 0)
  }

  /// The characters.
  var text: String {
    var text = String.UnicodeScalarView()
    for value in [UInt32(bits >> 32), UInt32(truncatingIfNeeded: bits)] where value != 0 {
      text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    return String(text)
  }
}

/// The searchable texts of one dataset.
struct DescriptionText {
  /// In the order of their positions.
  let texts: [String]
  /// How many of them, at the beginning, are names.
  let nameCount: Int

  /// A longer text is searched by its beginning only.
  static let limit = 1_000_000

  /// - Parameters:
  ///   - dataset: The description.
  ///   - introduction: What introduces its cluster.
  init(_ dataset: Dataset, introduction: [String]) {
    var texts: [String] = []
    for name in [dataset.id] + dataset.aliases {
      texts.append(name)
      // Signs that hold a word together in a sentence only part the words of an id.
      if name.utf8.contains(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }) {
        texts.append(String(name.map { $0 == "_" || $0 == "." ? " " : $0 }))
      }
    }
    texts += dataset.title.all
    nameCount = texts.count
    self.texts = texts + Self.texts(of: dataset) + introduction
  }

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
