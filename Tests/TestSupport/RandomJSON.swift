/// Random JSON objects as text, in many spellings of the same thing.
package struct RandomJSON {
  package var generator: SeededGenerator

  package init(generator: SeededGenerator) { self.generator = generator }

  package static let keys = [
    "id", "text", "title", "meta", "source", "quality", "a.b", "段落", "messages", "content", "x",
    "", "q\\\"uote", "\\u6bb5\\u843d",
  ]

  /// One object on one line.
  package mutating func object(depth: Int = 3) -> String {
    var used: Set<String> = []
    var members: [String] = []
    for _ in 0..<generator.number(0..<7) {
      let key = generator.pick(Self.keys)
      // Equal keys mean different things to different readers.
      guard used.insert(key == "\\u6bb5\\u843d" ? "段落" : key).inserted else { continue }
      members.append("\"\(key)\"\(space())" + ":" + space() + value(depth: depth - 1) + space())
    }
    return "{" + space() + members.joined(separator: "," + space()) + "}"
  }

  /// A value of any kind.
  package mutating func value(depth: Int) -> String {
    switch generator.number(0..<(depth > 0 ? 9 : 6)) {
    case 0: return generator.pick(["null", "true", "false"])
    case 1:
      return generator.pick([
        "0", "-0", "7", "-12", "3.5", "1e3", "-2.5E-2", "9007199254740993", "1234567890123",
        "0.1", "100.0",
      ])
    case 6: return object(depth: depth)
    case 7, 8:
      let count = generator.number(0..<4)
      var elements: [String] = []
      for _ in 0..<count { elements.append(space() + value(depth: depth - 1) + space()) }
      return "[" + elements.joined(separator: ",") + (count == 0 ? space() : "") + "]"
    default: return string()
    }
  }

  /// A string with its quotes.
  package mutating func string() -> String {
    let pieces = [
      "a", "word ", "白鲸", "é", "🐋", "\\n", "\\\"", "\\\\", "\\/", "\\t", "\\b\\f\\r",
      "\\u0041", "\\u767d", "\\ud83d\\udc0b", "\\uD83D\\uDC0B", "{", "]", ":", ",", "  ",
      String(repeating: "long run of text ", count: generator.number(1..<12)),
    ]
    var text = "\""
    for _ in 0..<generator.number(0..<9) { text += generator.pick(pieces) }
    return text + "\""
  }

  private mutating func space() -> String {
    generator.pick(["", "", "", " ", "  ", "\t", "\r"])
  }
}
