internal import JSONText

/// Byte-pair encoding: the pair of neighbours that was learned first is joined, until none is left
/// (Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units", ACL
/// 2016).
///
/// A word begins as its bytes, where the pre-tokenizer is byte-level, and else as its characters.
struct BytePairModel: TokenModel {
  private let vocabulary: [[UInt8]: Int32]
  /// Pairs of tokens, with the order in which they are joined and what they become.
  private let merges: [UInt64: Merge]
  /// Where words are bytes: the token of each.
  private let byteTokens: [Int32]?
  /// Where characters without a token become bytes: the token of each.
  private let fallback: [Int32]?
  private let unknown: Int32?
  private let joinsUnknown: Bool
  private let looksWordsUp: Bool
  private let prefix: [UInt8]
  private let suffix: [UInt8]

  private struct Merge {
    var rank: Int32
    var token: Int32
  }

  init(_ tree: JSON, isByteLevel: Bool) throws(TokenizerError) {
    if let dropout = tree["dropout"]?.double, dropout > 0 {
      throw .unsupported("part of BPE", "dropout")
    }
    vocabulary = try TokenVocabulary.read(tree["vocab"])
    prefix = Array((tree["continuing_subword_prefix"]?.string ?? "").utf8)
    suffix = Array((tree["end_of_word_suffix"]?.string ?? "").utf8)
    looksWordsUp = tree["ignore_merges"]?.bool ?? false
    joinsUnknown = tree["fuse_unk"]?.bool ?? false
    unknown = tree["unk_token"]?.string.flatMap { [vocabulary] in vocabulary[Array($0.utf8)] }
    merges = try Self.merges(tree["merges"], vocabulary, prefix: prefix)
    fallback = tree["byte_fallback"]?.bool == true ? Self.fallback(vocabulary) : nil
    byteTokens = isByteLevel ? try Self.bytes(vocabulary) : nil
    if isByteLevel, !prefix.isEmpty || !suffix.isEmpty {
      throw .unsupported("part of byte-level BPE", "a prefix or suffix of tokens")
    }
  }

  private static func merges(
    _ tree: JSON?, _ vocabulary: [[UInt8]: Int32], prefix: [UInt8]
  ) throws(TokenizerError) -> [UInt64: Merge] {
    var merges: [UInt64: Merge] = [:]
    for (rank, pair) in (tree?.elements ?? []).enumerated() {
      let parts =
        pair.string.map { $0.split(separator: " ", maxSplits: 1).map { Array($0.utf8) } }
        ?? pair.elements.map { Array(($0.string ?? "").utf8) }
      guard parts.count == 2, let left = vocabulary[parts[0]], let right = vocabulary[parts[1]],
        let token = vocabulary[parts[0] + parts[1].dropFirst(prefix.count)]
      else { throw .malformed("merge \(rank) speaks of tokens that are not in the vocabulary") }
      let key = key(left, right)
      if merges[key] == nil { merges[key] = Merge(rank: Int32(rank), token: token) }
    }
    return merges
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The tokens `<0x00>` to `<0xFF>`; `nil` unless all are there.
  private static func fallback(_ vocabulary: [[UInt8]: Int32]) -> [Int32]? {
    let tokens = (0..<256).compactMap { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return vocabulary[Array("<0x\(byte < 16 ? "0" : "")\(digits)>".utf8)]
    }
    return tokens.count == 256 ? tokens : nil
  }

  /// The token of each byte.
  private static func bytes(_ vocabulary: [[UInt8]: Int32]) throws(TokenizerError) -> [Int32] {
    let tokens = (0..<256).compactMap { vocabulary[ByteAlphabet.spelled([UInt8($0)])] }
    guard tokens.count == 256 else {
      throw .unsupported("vocabulary", "without a token for each byte")
    }
    return tokens
  }

  func count(_ word: ArraySlice<UInt32>) -> Int {
    if looksWordsUp, vocabulary[spelled(word)] != nil { return 1 }
    var tokens: [Int32] = []
    if let byteTokens {
      tokens = word.utf8.map { byteTokens[Int($0)] }
    } else {
      begin(word, &tokens)
    }
    return join(&tokens)
  }

  /// The word as it would stand in the vocabulary.
  private func spelled(_ word: ArraySlice<UInt32>) -> [UInt8] {
    byteTokens == nil ? word.utf8 : ByteAlphabet.spelled(word.utf8)
  }

  /// The characters of a word as tokens.
  private func begin(_ word: ArraySlice<UInt32>, _ tokens: inout [Int32]) {
    var wasUnknown = false
    for index in word.indices {
      var bytes = word[index..<index + 1].utf8
      if index > word.startIndex { bytes = prefix + bytes }
      if index == word.endIndex - 1 { bytes += suffix }
      if let token = vocabulary[bytes] {
        tokens.append(token)
        wasUnknown = false
      } else if let fallback {
        tokens += bytes.map { fallback[Int($0)] }
        wasUnknown = false
      } else if let unknown {
        if !wasUnknown || !joinsUnknown { tokens.append(unknown) }
        wasUnknown = true
      }
    }
  }

  /// Joins neighbours, the pair with the least rank first and of equal ones the leftmost.
  ///
  /// - Returns: The tokens left.
  private func join(_ tokens: inout [Int32]) -> Int {
    if tokens.count > 48 { return joinMany(tokens) }
    while tokens.count > 1 {
      var best: (at: Int, merge: Merge)?
      for at in 0..<tokens.count - 1 {
        guard let merge = merges[Self.key(tokens[at], tokens[at + 1])] else { continue }
        if best.map({ merge.rank < $0.merge.rank }) ?? true { best = (at, merge) }
      }
      guard let best else { break }
      tokens[best.at] = best.merge.token
      tokens.remove(at: best.at + 1)
    }
    return tokens.count
  }

  /// The same with a heap of pairs, for words as long as a text.
  ///
  /// - Complexity: O(*n* log *n*).
  private func joinMany(_ initial: [Int32]) -> Int {
    var tokens = initial
    var next = Array(1...tokens.count)
    var before = Array(-1..<tokens.count - 1)
    var heap = PairHeap()
    func offer(_ left: Int, _ heap: inout PairHeap) {
      guard next[left] < tokens.count,
        let merge = merges[Self.key(tokens[left], tokens[next[left]])]
      else { return }
      heap.insert(PairHeap.Pair(rank: merge.rank, at: Int32(left), token: merge.token))
    }
    for at in 0..<tokens.count - 1 { offer(at, &heap) }
    var count = tokens.count
    while let pair = heap.popLeast() {
      let left = Int(pair.at)
      // A pair that has changed since was offered anew.
      guard tokens[left] >= 0, next[left] < tokens.count,
        let merge = merges[Self.key(tokens[left], tokens[next[left]])], merge.token == pair.token,
        merge.rank == pair.rank
      else { continue }
      let right = next[left]
      tokens[left] = merge.token
      tokens[right] = -1
      next[left] = next[right]
      if next[left] < tokens.count { before[next[left]] = left }
      count -= 1
      offer(left, &heap)
      if before[left] >= 0 { offer(before[left], &heap) }
    }
    return count
  }
}

/// How byte-level vocabularies spell bytes.
enum ByteAlphabet {
  private static let characters: [[UInt8]] = {
    var next: UInt32 = 0x100
    return (0..<UInt32(256)).map { byte in
      switch byte {
      case 0x21...0x7e, 0xa1...0xac, 0xae...0xff: return [byte][...].utf8
      default:
        next += 1
        return [next - 1][...].utf8
      }
    }
  }()

  /// Bytes as the vocabulary has them: those that print stand for themselves, the others for the
  /// characters from U+0100 on.
  static func spelled(_ bytes: [UInt8]) -> [UInt8] { bytes.flatMap { characters[Int($0)] } }
}

/// Pairs of neighbours, the one to join next in front.
private struct PairHeap {
  struct Pair {
    var rank: Int32
    var at: Int32
    var token: Int32

    func precedes(_ other: Pair) -> Bool { (rank, at) < (other.rank, other.at) }
  }

  private var pairs: [Pair] = []

  mutating func insert(_ pair: Pair) {
    pairs.append(pair)
    var at = pairs.count - 1
    while at > 0, pairs[at].precedes(pairs[(at - 1) / 2]) {
      pairs.swapAt(at, (at - 1) / 2)
      at = (at - 1) / 2
    }
  }

  mutating func popLeast() -> Pair? {
    guard let least = pairs.first else { return nil }
    let last = pairs.removeLast()
    if pairs.isEmpty { return least }
    pairs[0] = last
    var at = 0
    while true {
      var smallest = at
      for child in [2 * at + 1, 2 * at + 2]
      where child < pairs.count && pairs[child].precedes(pairs[smallest]) {
        smallest = child
      }
      if smallest == at { return least }
      pairs.swapAt(at, smallest)
      at = smallest
    }
  }
}
