internal import JSONText

/// A message of a conversation: who says what, and what else is known of it.
///
/// What is said is a text or a list of parts, of which those that are no text stand in brackets; a message
/// may call tools besides, or instead of saying anything.
struct Turn {
  /// The names that data sets give to who speaks and to what is said.
  private static let spellings = [
    (role: "role", text: "content"), (role: "from", text: "value"),
    (role: "role", text: "text"), (role: "role", text: "value"),
    (role: "speaker", text: "text"), (role: "from", text: "content"),
  ]
  /// Where the calls of tools stand.
  private static let callKeys = ["tool_calls", "function_call"]
  /// Bytes of what a part is besides its text that are shown; a picture in letters is longer.
  private static let shownBytes = 1_000

  let role: String
  /// What is said, on as many lines as it has.
  let text: String
  /// The members that ``role`` and ``text`` do not tell.
  let others: [JSON.Member]

  init?(_ value: JSON) {
    guard case .object(let members) = value else { return nil }
    var read: [String] = []
    var calls: [String] = []
    for key in Self.callKeys {
      let found = value[key]?.elements.map(Self.call) ?? []
      if found.isEmpty || found.contains(nil) { continue }
      read.append(key)
      calls += found.compactMap(\.self)
    }
    for spelling in Self.spellings {
      guard let role = value[spelling.role]?.string else { continue }
      var said = Self.lines(of: value[spelling.text] ?? .null)
      if !calls.isEmpty, said == nil || said == [""] { said = [] }
      guard let said else { continue }
      self.role = role
      text = (said + calls).joined(separator: "\n")
      read += [spelling.role, spelling.text]
      others = members.filter { !read.contains($0.key) }
      return
    }
    return nil
  }

  /// What is said; `nil` for a value that nobody says.
  private static func lines(of content: JSON) -> [String]? {
    switch content {
    case .string(let text): return [text]
    case .array(let parts):
      let lines = parts.map(line)
      return lines.isEmpty || lines.contains(nil) ? nil : lines.compactMap(\.self)
    case .null, .bool, .number, .object: return nil
    }
  }

  /// A part of what is said; `nil` for a value that is none.
  private static func line(of part: JSON) -> String? {
    if let text = part.string { return text }
    guard let members = part.members else { return nil }
    let type = part["type"]?.string
    if type == "tool_use", let call = call(part) { return call }
    let text = part["text"]?.string
    let rest = members.filter { $0.key != "type" && ($0.key != "text" || text == nil) }
      .map { member in
        let value = written(member.value)
        let shown = value.utf8.count <= shownBytes ? value : "\(value.utf8.count) bytes"
        return member.key == type ? shown : "\(member.key): \(shown)"
      }.joined(separator: ", ")
    if let text { return rest.isEmpty ? text : "\(text) [\(rest)]" }
    return type.map { rest.isEmpty ? "[\($0)]" : "[\($0): \(rest)]" }
  }

  /// `calls NAME(ARGUMENTS) as ID`; `nil` for a value that is no call.
  private static func call(_ value: JSON) -> String? {
    let function = value["function"] ?? value
    guard let name = function["name"]?.string else { return nil }
    let arguments = (function["arguments"] ?? function["input"]).map(written) ?? ""
    return "calls \(name)(\(arguments))" + (value["id"].map { " as " + written($0) } ?? "")
  }

  private static func written(_ value: JSON) -> String { value.string ?? value.text }
}
