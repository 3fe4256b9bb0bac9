extension JSON {
  /// The tree as JSON on one line, without spaces.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// ``text`` as UTF-8.
  package var bytes: [UInt8] {
    var writer = JSONWriter(indent: nil)
    writer.write(self, level: 0)
    return writer.output
  }

  /// The tree as JSON that a person reads: two spaces a level and a final line break.
  package var prettyText: String {
    var writer = JSONWriter(indent: 2)
    writer.write(self, level: 0)
    writer.output.append(0x0A)
    return String(decoding: writer.output, as: UTF8.self)
  }
}

/// Writes a tree as JSON, in UTF-8, with only the escapes that JSON demands.
private struct JSONWriter {
  let indent: Int?
  var output: [UInt8] = []

  init(indent: Int?) { self.indent = indent }

  mutating func write(_ value: JSON, level: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .number(let text): append(text)
    case .string(let text): quote(text)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        begin(index, level)
        write(element, level: level + 1)
      }
      if !elements.isEmpty { breakLine(level) }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        begin(index, level)
        quote(member.key)
        output.append(UInt8(ascii: ":"))
        if indent != nil { output.append(UInt8(ascii: " ")) }
        write(member.value, level: level + 1)
      }
      if !members.isEmpty { breakLine(level) }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// What stands before an element of a list or an object.
  private mutating func begin(_ index: Int, _ level: Int) {
    if index > 0 { output.append(UInt8(ascii: ",")) }
    breakLine(level + 1)
  }

  private mutating func breakLine(_ level: Int) {
    guard let indent else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: indent * level))
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in unsafe output.append(contentsOf: bytes) }
  }

  private mutating func quote(_ text: String) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      if unsafe JSONEscape.isNeeded(in: bytes) {
        unsafe escape(bytes)
      } else {
        unsafe output.append(contentsOf: bytes)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>) {
    // What needs no escape is copied in one go.
    var start = 0
    for index in bytes.indices where unsafe JSONEscape.isNeeded(for: bytes[index]) {
      unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
      start = index + 1
      unsafe output.append(contentsOf: JSONEscape.of(bytes[index]))
    }
    unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
  }
}
