internal import Foundation

/// What a tokenizer of SentencePiece replaces characters by, as its file keeps it: a trie of texts, and
/// what they become (the normalizer `Precompiled`; T5, XLM-RoBERTa, ALBERT and others have it).
///
/// The trie is a double array as the library Darts lays it out; texts that are looked up end at a zero.
struct CharacterMap: Sendable {
  private let units: [UInt32]
  /// Texts, each with a zero behind it.
  private let texts: [UInt8]

  /// Longer clusters of characters are taken character by character, in bytes.
  private static let longestCluster = 5

  /// Reads the map of a file.
  ///
  /// - Parameter text: Base64 of the trie's size, the trie, and the texts.
  /// - Throws: ``TokenizerError/malformed(_:)`` where it is none.
  init(_ text: String) throws(TokenizerError) {
    guard let bytes = Data(base64Encoded: text).map(Array.init), bytes.count >= 4 else {
      throw .malformed("the map of characters is no base64")
    }
    func number(at offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }
    let size = Int(number(at: 0))
    guard size > 0, size.isMultiple(of: 4), size <= bytes.count - 4 else {
      throw .malformed("the map of characters is cut off")
    }
    units = stride(from: 4, to: 4 + size, by: 4).map(number)
    texts = Array(bytes[(4 + size)...])
  }

  /// The text with everything replaced that the map has.
  ///
  /// A cluster that people see as one character is looked up as a whole, where it is short, and else
  /// each of its characters.
  func applied(to text: String) -> String {
    var made: [UInt8] = []
    made.reserveCapacity(text.utf8.count)
    for cluster in text {
      let bytes = Array(cluster.utf8)
      if bytes.count <= Self.longestCluster, let known = replacement(of: bytes) {
        made += known
        continue
      }
      for scalar in cluster.unicodeScalars {
        let part = Array(String(scalar).utf8)
        made += replacement(of: part) ?? part[...]
      }
    }
    return String(decoding: made, as: UTF8.self)
  }

  /// What the shortest beginning of some bytes that the map has becomes; `nil` where it has none.
  private func replacement(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    guard let root = units.first else { return nil }
    var node = Self.offset(root)
    for byte in bytes {
      // A zero ends what is looked up.
      if byte == 0 { return nil }
      node ^= Int(byte)
      guard units.indices.contains(node), Self.label(units[node]) == UInt32(byte) else {
        return nil
      }
      let unit = units[node]
      node ^= Self.offset(unit)
      guard Self.hasValue(unit) else { continue }
      guard units.indices.contains(node) else { return nil }
      let start = Int(units[node] & 0x7FFF_FFFF)
      guard texts.indices.contains(start) else { return nil }
      return texts[start...].prefix { $0 != 0 }
    }
    return nil
  }

  // MARK: - Units of the trie

  private static func hasValue(_ unit: UInt32) -> Bool { unit >> 8 & 1 == 1 }
  private static func label(_ unit: UInt32) -> UInt32 { unit & 0x8000_00FF }
  private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
}
