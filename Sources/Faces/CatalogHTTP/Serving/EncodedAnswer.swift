internal import CatalogService
internal import JSONText

/// An answer as bytes, with what has to be said of them.
struct EncodedAnswer: Sendable {
  /// The bytes that are sent.
  var bytes: [UInt8]
  /// They are packed by gzip.
  var isPacked = false
  /// How many there are unpacked.
  var byteCount: Int
  /// The media type.
  var type: String
  /// What tells the answer from others to the same question; weak, since packed and plain bytes have the
  /// same one.
  var tag: String
  /// Goes on behind the answer.
  var next: String?

  /// A JSON answer.
  init(_ tree: JSON) {
    let tree = tree.withNonFiniteQuoted
    self.init(tree.bytes, type: "application/json", hash: Self.hash(of: tree))
    next = tree["next"]?.string
  }

  /// A text.
  init(text: String, type: String) {
    let bytes = Array(text.utf8)
    self.init(bytes, type: type, hash: Self.hash(bytes))
  }

  /// A page.
  init(_ page: HTML) { self.init(text: page.source, type: "text/html; charset=utf-8") }

  private init(_ bytes: [UInt8], type: String, hash: UInt64) {
    self.bytes = bytes
    byteCount = bytes.count
    self.type = type
    tag = "W/\"\(String(hash, radix: 16))\""
  }

  /// What an answer says as a number; how long it took is no part of it.
  private static func hash(of tree: JSON) -> UInt64 {
    guard let members = tree.members, members.contains(where: { $0.key == "took_ms" }) else {
      return hash(tree.bytes)
    }
    return hash(JSON.object(members.filter { $0.key != "took_ms" }).bytes)
  }

  /// FNV-1a: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
