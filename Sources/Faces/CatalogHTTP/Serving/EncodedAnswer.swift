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
    let (bytes, hash) = Self.encoded(tree)
    self.init(bytes, type: "application/json", hash: hash)
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

  /// An answer as bytes, and what it says as a number; how long it took is no part of that.
  private static func encoded(_ tree: JSON) -> (bytes: [UInt8], hash: UInt64) {
    guard let members = tree.members,
      let place = members.firstIndex(where: { $0.key == "took_ms" })
    else {
      let bytes = tree.bytes
      return (bytes, hash(bytes))
    }
    // The parts before and behind it are written once, for both.
    let before = JSON.object(Array(members[..<place])).bytes.dropLast()
    let behind = JSON.object(Array(members[(place + 1)...])).bytes.dropFirst()
    let time = JSON.object([members[place]]).bytes.dropFirst().dropLast()
    let comma = [UInt8(ascii: ",")]
    return (
      before + (place > 0 ? comma : []) + time + (behind.count > 1 ? comma : []) + behind,
      hash(behind, after: hash(before))
    )
  }

  /// FNV-1a: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm", draft-eastlake-fnv.
  private static func hash(
    _ bytes: some Sequence<UInt8>, after start: UInt64 = 0xCBF2_9CE4_8422_2325
  ) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
