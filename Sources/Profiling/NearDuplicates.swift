package import Storage

/// Finds how many texts are nearly the same as one before, in bounded memory.
///
/// A text is the set of its runs of three words; a character of an unspaced script is a word. Two
/// texts are near duplicates when their sets share at least ``threshold`` of all their runs
/// (Jaccard), which is estimated from 64 minima of hashes, one for each of 64 parts of the runs (Li,
/// Owen and Zhang, "One Permutation Hashing", NIPS 2012). Texts are compared with those that have
/// the same least run of all: two that share a part *s* of their runs do so with probability *s*, so
/// the number found is low, by a fifth at the threshold and by nothing for equal texts. Memory holds
/// the texts whose least run has so many zero bits in its hash, an even sample of the groups.
package struct NearDuplicates: Sendable {
  /// Shared runs from which on two texts are near duplicates.
  package static let threshold = 0.8
  private static let minima = 64
  /// Different texts of a group that later ones are compared with.
  private static let groupCapacity = 16

  private struct Signature: Sendable {
    var minima: [UInt32]

    /// The estimated share of runs that two texts have in common.
    func likeness(_ other: Signature) -> Double {
      var filled = 0
      var equal = 0
      for index in minima.indices {
        let (left, right) = (minima[index], other.minima[index])
        if left == .max, right == .max { continue }
        filled += 1
        if left == right { equal += 1 }
      }
      return filled == 0 ? 0 : Double(equal) / Double(filled)
    }
  }

  private struct Group: Sendable {
    var signatures: [Signature] = []
    var found: UInt64 = 0
  }

  /// Groups held at most.
  private let capacity: Int
  private var level = 0
  private var groups: [UInt64: Group] = [:]
  /// Texts with at least one run.
  package private(set) var texts: UInt64 = 0
  /// Texts that are too short to have a run.
  package private(set) var short: UInt64 = 0

  package init(capacity: Int = 1 << 15) { self.capacity = capacity }

  /// Every text was compared.
  package var isWhole: Bool { level == 0 }

  /// Texts that are nearly the same as one before; an estimate, see the type.
  package var found: UInt64 { groups.values.reduce(0) { $0 + $1.found } << UInt64(level) }

  /// By how many ``found`` is off because not every text was compared, in 19 of 20 cases at most.
  package var error: UInt64 {
    if isWhole { return 0 }
    let squares = groups.values.reduce(0.0) { $0 + Double($1.found) * Double($1.found) }
    return UInt64(2 * squares.squareRoot()) << UInt64(level)
  }

  /// Takes note of a text: valid UTF-8.
  package mutating func add(_ text: BufferView<UInt8>) {
    var minima = [UInt32](repeating: .max, count: Self.minima)
    var least = UInt64.max
    var words = WordHashes(text)
    guard var first = words.next(), var second = words.next() else { return short += 1 }
    guard let third = words.next() else { return short += 1 }
    var last: UInt64? = third
    while let word = last {
      let run = Hashing.mix(
        Hashing.mix(first ^ Hashing.first, second ^ Hashing.second), word ^ Hashing.first)
      least = min(least, run)
      let hash = Hashing.mix(run, Hashing.second)
      let part = Int(hash & UInt64(Self.minima - 1))
      minima[part] = min(minima[part], UInt32(truncatingIfNeeded: hash >> 32) & ~1)
      (first, second) = (second, word)
      last = words.next()
    }
    texts += 1
    let key = TextDigest.hash(least)
    guard key.trailingZeroBitCount >= level else { return }
    let signature = Signature(minima: minima)
    var group = groups[key] ?? Group()
    if group.signatures.contains(where: { $0.likeness(signature) >= Self.threshold }) {
      group.found += 1
    } else if group.signatures.count < Self.groupCapacity {
      group.signatures.append(signature)
    }
    groups[key] = group
    while groups.count > capacity {
      level += 1
      groups = groups.filter { $0.key.trailingZeroBitCount >= level }
    }
  }
}

/// The words of a text as hashes: runs of ASCII letters and digits in small letters, runs of other
/// alphabets, and each character of an unspaced script alone.
struct WordHashes {
  private let text: BufferView<UInt8>
  private var at = 0

  init(_ text: BufferView<UInt8>) { self.text = text }

  mutating func next() -> UInt64? {
    var hash = Hashing.first
    var length = 0
    while at < text.count {
      let byte = text[at]
      if byte < 0x80 {
        let lower = byte | 0x20
        let isWord =
          byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
          || lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
        at += 1
        if isWord {
          hash = Hashing.mix(hash ^ UInt64(lower), Hashing.second)
          length += 1
        } else if length > 0 {
          return hash
        }
        continue
      }
      let size = min(byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4, text.count - at)
      // Characters of three and four bytes are those of unspaced scripts, and signs.
      if size > 2, length > 0 { return hash }
      for index in at..<at + size {
        hash = Hashing.mix(hash ^ UInt64(text[index]), Hashing.second)
      }
      at += size
      length += 1
      if size > 2 { return hash }
    }
    return length > 0 ? hash : nil
  }
}
