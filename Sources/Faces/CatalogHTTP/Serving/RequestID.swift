/// What a request is called in logs and answers.
enum RequestID {
  /// The client's own name for it, when that is harmless, else one of 64 random bits.
  static func of(_ request: HTTPRequest) -> String {
    if let given = request.header("x-request-id"), (1...64).contains(given.utf8.count),
      given.utf8.allSatisfy(isPlain)
    {
      return given
    }
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}
