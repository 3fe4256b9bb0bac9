package import JSONText

/// What some records hold at one path.
package struct FieldStatistics: Sendable, Equatable {
  /// Keys joined by dots; arrays on the way are not written.
  package let path: String
  /// Records in which the path occurs, with whatever value.
  package private(set) var recordCount = 0
  /// Values by kind; an array's elements count one by one.
  package private(set) var integerCount = 0
  package private(set) var realCount = 0
  package private(set) var booleanCount = 0
  package private(set) var stringCount = 0
  package private(set) var nullCount = 0
  /// Objects, and arrays of arrays.
  package private(set) var structureCount = 0
  /// Some record holds more than one value here, or a list.
  package private(set) var isRepeated = false
  package private(set) var stringByteCount = 0
  package private(set) var longestString = 0
  /// Characters of the first few hundred of each string, by what they are.
  package private(set) var characterCount = 0
  package private(set) var letterCount = 0
  package private(set) var unspacedCount = 0
  package private(set) var spaceCount = 0

  private var lastRecord = -1
  private var distinct: Set<String> = []
  private var hasEqualValues = false
  private var sizeOfFirst = 0

  init(path: String) { self.path = path }

  /// Values that are neither null nor structures.
  package var scalarCount: Int { integerCount + realCount + booleanCount + stringCount }

  package var meanStringBytes: Double {
    stringCount == 0 ? 0 : Double(stringByteCount) / Double(stringCount)
  }

  /// No two scalar values are equal.
  package var isUnique: Bool { !hasEqualValues && scalarCount > 0 }

  /// The strings read like language: mostly letters, in words or in an unspaced script.
  package var looksLikeLanguage: Bool {
    guard characterCount > 0 else { return false }
    let letters = Double(letterCount) / Double(characterCount)
    let spaces = Double(spaceCount) / Double(characterCount)
    let unspaced = Double(unspacedCount) / Double(characterCount)
    return letters >= 0.5 && (spaces >= 0.05 || unspaced >= 0.2)
  }

  // MARK: - Looking

  mutating func note(_ value: JSON, record: Int, isInArray: Bool) {
    if record == lastRecord {
      isRepeated = true
    } else {
      recordCount += 1
      lastRecord = record
    }
    if isInArray { isRepeated = true }
    switch value {
    case .null: nullCount += 1
    case .bool(let flag):
      booleanCount += 1
      noteDistinct(flag ? "true" : "false")
    case .number(let digits):
      if digits.utf8.contains(where: { $0 == UInt8(ascii: "N") || $0 == UInt8(ascii: "I") }) {
        nullCount += 1
      } else if Int64(digits) != nil {
        integerCount += 1
        noteDistinct(digits)
      } else {
        realCount += 1
        noteDistinct(digits)
      }
    case .string(let text): note(text)
    case .array, .object: structureCount += 1
    }
  }

  private mutating func note(_ text: String) {
    stringCount += 1
    let byteCount = text.utf8.count
    stringByteCount += byteCount
    longestString = max(longestString, byteCount)
    noteDistinct(byteCount <= 256 ? text : String(text.prefix(200)) + "\(byteCount)")
    for scalar in text.unicodeScalars.prefix(400) {
      characterCount += 1
      if scalar.properties.isAlphabetic {
        letterCount += 1
        // Thai to Burmese, kana, hangul and Han are written without spaces.
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF,
          0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
          unspacedCount += 1
        default: break
        }
      } else if scalar.properties.isWhitespace {
        spaceCount += 1
      }
    }
  }

  private mutating func noteDistinct(_ value: String) {
    guard !hasEqualValues else { return }
    if !distinct.insert(value).inserted {
      hasEqualValues = true
      distinct = []
    }
  }
}

/// Everything that some records hold, path by path.
package struct RecordSample: Sendable {
  /// Records looked at.
  package private(set) var recordCount = 0
  /// The paths, in the order in which they were first seen.
  package private(set) var fields: [FieldStatistics] = []

  private var numbers: [String: Int] = [:]

  /// Nested keys deeper than this are not looked at.
  private static var maximumDepth: Int { 4 }
  /// Objects used as maps would otherwise give a path per entry.
  private static var maximumFieldCount: Int { 2000 }
  private static var maximumElementCount: Int { 50 }

  package init() {}

  package subscript(path: String) -> FieldStatistics? {
    numbers[path].map { fields[$0] }
  }

  package mutating func add(_ record: JSON) {
    guard case .object(let members) = record else { return }
    for member in members { note(member.value, at: member.key, depth: 1, isInArray: false) }
    recordCount += 1
  }

  private mutating func note(_ value: JSON, at path: String, depth: Int, isInArray: Bool) {
    if case .array(let elements) = value {
      for element in elements.prefix(Self.maximumElementCount) {
        note(element, at: path, depth: depth, isInArray: true)
      }
      return
    }
    let number: Int
    if let known = numbers[path] {
      number = known
    } else {
      guard fields.count < Self.maximumFieldCount else { return }
      number = fields.count
      numbers[path] = number
      fields.append(FieldStatistics(path: path))
    }
    fields[number].note(value, record: recordCount, isInArray: isInArray)
    if case .object(let members) = value, depth < Self.maximumDepth {
      for member in members {
        note(
          member.value, at: path + "." + member.key, depth: depth + 1, isInArray: isInArray)
      }
    }
  }
}
