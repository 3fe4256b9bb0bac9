package import JSONText

/// A value of the model that knows its keys.
///
/// Each part lists its keys once, in ``describe(_:)``; the same list reads and writes. What is
/// found but not listed, or is of the wrong kind, is kept in ``extra`` and written back.
package protocol DescriptionPart: Sendable, Hashable, Codable {
  init()

  /// Keys that the model does not know, as they came.
  var extra: [JSON.Member] { get set }

  /// Names every key once, with the property that it fills.
  mutating func describe(_ keys: inout DescriptionKeys)

  /// The part that a lone text stands for, when the part has a short form.
  static func short(_ text: String) -> Self?

  /// The lone text that says all of this part, when one does.
  var shortText: String? { get }
}

extension DescriptionPart {
  package static func short(_ text: String) -> Self? { nil }
  package var shortText: String? { nil }

  /// Reads a part from a tree, collecting what was wrong.
  package init(reading value: JSON, problems: inout [DatasetProblem]) {
    switch value {
    case .object(let members):
      self.init()
      var keys = DescriptionKeys(reading: members)
      describe(&keys)
      extra = keys.remaining
      problems += keys.problems
    case .string(let text):
      if let part = Self.short(text) {
        self = part
      } else {
        self.init()
        problems.append(.expected("a mapping", found: value))
      }
    default:
      self.init()
      problems.append(.expected("a mapping", found: value))
    }
  }

  /// The part as a tree: known keys in their order, then the unknown ones.
  package var tree: JSON {
    if extra.isEmpty, let shortText { return .string(shortText) }
    var copy = self
    var keys = DescriptionKeys.writing()
    copy.describe(&keys)
    return .object(keys.written + extra)
  }

  package init(from decoder: any Decoder) throws {
    var problems: [DatasetProblem] = []
    self.init(reading: try JSON(from: decoder), problems: &problems)
    if let problem = problems.first(where: { $0.severity == .error }) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "\(problem.path): \(problem.message) — \(problem.remedy)"))
    }
  }

  package func encode(to encoder: any Encoder) throws { try tree.encode(to: encoder) }
}

extension DatasetProblem {
  static func expected(_ wanted: String, found value: JSON, at path: String = "") -> DatasetProblem
  {
    DatasetProblem(
      .error, at: path,
      "\(wanted) is expected here, not \(value.kindName)",
      remedy: "write \(wanted)")
  }
}

/// The keys of one mapping while a part reads or writes itself.
package struct DescriptionKeys {
  private let isReading: Bool
  /// Set while only the names of the keys are wanted.
  private var isNaming = false
  /// The names met so far, in that mode.
  private(set) var named: Set<String> = []
  private var members: [JSON.Member]
  private var isTaken: [Bool]
  /// What was wrong with the values read so far.
  private(set) var problems: [DatasetProblem] = []

  init(reading members: [JSON.Member]) {
    isReading = true
    self.members = members
    isTaken = Array(repeating: false, count: members.count)
  }

  static func writing() -> DescriptionKeys { DescriptionKeys() }

  /// Collects the names of keys and touches no value.
  static func naming() -> DescriptionKeys {
    var keys = DescriptionKeys()
    keys.isNaming = true
    return keys
  }

  private init() {
    isReading = false
    members = []
    isTaken = []
  }

  /// Members that no key took.
  var remaining: [JSON.Member] {
    zip(members, isTaken).compactMap { $1 ? nil : $0 }
  }

  /// Members written so far.
  var written: [JSON.Member] { members }

  // MARK: - Kinds of values

  /// A text; numbers are taken by their digits (`version: 1.10`).
  package mutating func text(_ key: String, _ value: inout String?) {
    guard isReading else { return put(key, value.map { .string($0) }) }
    guard let found = take(key) else { return }
    if let text = found.scalarText { value = text } else { refuse(key, "a text", found) }
  }

  /// A text that is never missing.
  package mutating func text(_ key: String, _ value: inout String) {
    var optional: String? = value.isEmpty ? nil : value
    text(key, &optional)
    value = optional ?? ""
  }

  /// Texts; a lone one counts as a list of one.
  package mutating func texts(_ key: String, _ value: inout [String]) {
    guard isReading else { return put(key, value.isEmpty ? nil : .strings(value)) }
    guard let found = take(key) else { return }
    let texts = found.elements.compactMap(\.scalarText)
    if texts.count == found.elements.count {
      value = texts
    } else {
      refuse(key, "a list of texts", found, of: "a text") { $0.scalarText != nil }
    }
  }

  /// A whole number.
  package mutating func integer(_ key: String, _ value: inout Int64?) {
    guard isReading else { return put(key, value.map { .integer($0) }) }
    guard let found = take(key) else { return }
    if let number = found.integer { value = number } else { refuse(key, "a whole number", found) }
  }

  /// A number.
  package mutating func number(_ key: String, _ value: inout Double?) {
    guard isReading else { return put(key, value.map { .double($0) }) }
    guard let found = take(key) else { return }
    if let number = found.double { value = number } else { refuse(key, "a number", found) }
  }

  /// A truth value.
  package mutating func flag(_ key: String, _ value: inout Bool?) {
    guard isReading else { return put(key, value.map { .bool($0) }) }
    guard let found = take(key) else { return }
    // An edit writes its value as a text, and some people write yes and no.
    let words = ["true": true, "yes": true, "false": false, "no": false]
    if let flag = found.bool ?? found.string.flatMap({ words[$0.lowercased()] }) {
      value = flag
    } else {
      refuse(key, "true or false", found)
    }
  }

  /// One of a closed list of words.
  package mutating func choice<Choice>(_ key: String, _ value: inout Choice?)
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    guard isReading else { return put(key, value.map { .string($0.rawValue) }) }
    guard let found = take(key) else { return }
    if let text = found.scalarText, let choice = ValueSpelling.choice(Choice.self, for: text) {
      value = choice
      if choice.rawValue != text { problems.append(.kept(text, as: choice.rawValue, at: key)) }
    } else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      untake(key)
      problems.append(
        DatasetProblem(
          .error, at: key, "“\(found.scalarText ?? found.kindName)” is not a known value",
          remedy: "use one of \(words)"))
    }
  }

  /// One of a closed list of words that has a value for “not known”, which is not written.
  package mutating func choice<Choice>(_ key: String, _ value: inout Choice, unknown: Choice)
  where Choice: RawRepresentable & CaseIterable & Equatable, Choice.RawValue == String {
    var optional: Choice? = value == unknown ? nil : value
    choice(key, &optional)
    value = optional ?? unknown
  }

  /// Several of some words.
  package mutating func choices<Choice: RawRepresentable & CaseIterable & Equatable>(
    _ key: String, _ value: inout [Choice]
  ) where Choice.RawValue == String {
    guard isReading else { return put(key, value.isEmpty ? nil : .strings(value.map(\.rawValue))) }
    guard let found = take(key) else { return }
    let choices = found.elements.compactMap { element in
      element.string.flatMap { ValueSpelling.choice(Choice.self, for: $0) }
    }
    if choices.count == found.elements.count {
      value = choices
    } else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      for (index, element) in found.elements.enumerated() {
        guard let word = element.string, ValueSpelling.choice(Choice.self, for: word) == nil
        else { continue }
        untake(key)
        problems.append(
          DatasetProblem(
            .error, at: found.array == nil ? key : "\(key)[\(index)]",
            "“\(word)” is not a known value", remedy: "use one of \(words)"))
        return
      }
      refuse(key, "a list of " + words, found, of: "a text") { $0.string != nil }
    }
  }

  /// A text by language.
  package mutating func localized(_ key: String, _ value: inout LocalizedText) {
    guard isReading else { return put(key, value.isEmpty ? nil : value.tree) }
    guard let found = take(key) else { return }
    if let text = LocalizedText(found) {
      value = text
    } else {
      let wanted = "a text, or a mapping from language to text"
      if let wrong = found.members?.first(where: { $0.value.scalarText == nil }) {
        refuse(key, "a text", wrong.value, at: "\(key).\(wrong.key)")
      } else {
        refuse(key, wanted, found)
      }
    }
  }

  /// A part of its own.
  package mutating func part<Part: DescriptionPart>(_ key: String, _ value: inout Part?) {
    guard isReading else { return put(key, value?.tree) }
    guard let found = take(key) else { return }
    var inner: [DatasetProblem] = []
    value = Part(reading: found, problems: &inner)
    problems += inner.map { $0.inside(key) }
  }

  /// Parts of one kind; a lone one counts as a list of one.
  package mutating func parts<Part: DescriptionPart>(_ key: String, _ value: inout [Part]) {
    guard isReading else { return put(key, value.isEmpty ? nil : .array(value.map(\.tree))) }
    guard let found = take(key) else { return }
    value = []
    for (index, element) in found.elements.enumerated() {
      var inner: [DatasetProblem] = []
      value.append(Part(reading: element, problems: &inner))
      problems += inner.map { $0.inside("\(key)[\(index)]") }
    }
  }

  /// A tree that the model does not look into.
  package mutating func tree(_ key: String, _ value: inout JSON?) {
    guard isReading else { return put(key, value) }
    if let found = take(key) { value = found }
  }

  // MARK: - Taking and putting

  private mutating func put(_ key: String, _ value: JSON?) {
    if isNaming {
      named.insert(key)
    } else if let value {
      members.append(JSON.Member(key, value))
    }
  }

  /// The value of a key that is there and not null.
  private mutating func take(_ key: String) -> JSON? {
    guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
    isTaken[index] = true
    return members[index].value == .null ? nil : members[index].value
  }

  private mutating func untake(_ key: String) {
    if let index = members.firstIndex(where: { $0.key == key }) { isTaken[index] = false }
  }

  /// Notes a value of the wrong kind, which stays among the unknown ones; `path` is where it is wrong
  /// inside of the key's.
  private mutating func refuse(
    _ key: String, _ wanted: String, _ value: JSON, at path: String? = nil
  ) {
    untake(key)
    problems.append(.expected(wanted, found: value, at: path ?? key))
  }

  /// Notes the first element of a list that is of the wrong kind, or what is no list.
  private mutating func refuse(
    _ key: String, _ wanted: String, _ value: JSON, of element: String, unless fits: (JSON) -> Bool
  ) {
    guard let list = value.array, let index = list.firstIndex(where: { !fits($0) }) else {
      return refuse(key, wanted, value)
    }
    refuse(key, element, list[index], at: "\(key)[\(index)]")
  }
}
