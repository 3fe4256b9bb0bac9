internal import Storage

/// Tells which members an object has, from its bytes in pieces of any length.
///
/// Looks at brackets and quotes alone, and keeps nothing of the values.
struct JSONMemberScan {
  struct Member: Equatable {
    var name: String
    /// Objects that it lists.
    var objectCount: UInt64 = 0
  }

  /// The members so far; of very many, the first.
  private(set) var members: [Member] = []
  /// Members that are not named in ``members`` and hold no list of objects.
  private(set) var unnamedCount: UInt64 = 0
  /// The bracket that closes the object was met.
  private(set) var hasEnded = false

  /// Brackets that are open within the object.
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var expectsKey: Bool
  private var key: [UInt8] = []
  private var current = Member(name: "")
  private var isList = false
  /// No member has begun since the last one.
  private var isBetween = true

  /// Members that are named, and bytes of a name that are kept.
  private static var memberLimit: Int { 16 }
  private static var nameLimit: Int { 256 }

  /// - Parameter isBehindMember: The bytes begin behind the value of a member.
  init(isBehindMember: Bool) { expectsKey = !isBehindMember }

  /// Goes on with the bytes behind those of before.
  mutating func scan(_ bytes: BufferView<UInt8>) {
    for index in 0..<bytes.count where !hasEnded { take(bytes[index]) }
  }

  private mutating func take(_ byte: UInt8) {
    if isInString {
      let isEnd = byte == UInt8(ascii: "\"") && !isEscaped
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      if isEnd {
        isInString = false
      } else if depth == 0, expectsKey, key.count < Self.nameLimit {
        key.append(byte)
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: ":") where depth == 0 && expectsKey:
      expectsKey = false
      isBetween = false
      isList = false
      current = Member(name: String(decoding: key, as: UTF8.self))
      key = []
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if depth == 0 { isList = byte == UInt8(ascii: "[") }
      if depth == 1, isList, byte == UInt8(ascii: "{") { current.objectCount += 1 }
      depth += 1
    case UInt8(ascii: "}") where depth == 0:
      endMember()
      hasEnded = true
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth = max(0, depth - 1)
    case UInt8(ascii: ",") where depth == 0: endMember()
    default: break
    }
  }

  /// Notes the member whose value has ended, if there is one.
  mutating func endMember() {
    defer {
      expectsKey = true
      isBetween = true
    }
    if isBetween { return }
    if members.count < Self.memberLimit || current.objectCount > 0 {
      members.append(current)
    } else {
      unnamedCount += 1
    }
  }
}
