package import JSONText
internal import Records

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
  /// Strings that are written as bytes are in JSON.
  private var base64Count = 0

  /// Whether its values could be the ids of records.
  private(set) var ids = IDFitness()

  private var lastRecord = -1

  init(path: String) { self.path = path }

  /// Values that are neither null nor structures.
  package var scalarCount: Int { integerCount + realCount + booleanCount + stringCount }

  package var meanStringBytes: Double {
    stringCount == 0 ? 0 : Double(stringByteCount) / Double(stringCount)
  }

  /// The strings are bytes written as text, in which no words can be found.
  package var looksLikeBase64: Bool { base64Count > 0 && base64Count == stringCount }

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
      ids.refuse("several values", record: record)
    } else {
      recordCount += 1
      lastRecord = record
    }
    if isInArray {
      isRepeated = true
      ids.refuse("a list", record: record)
    }
    switch value {
    case .null: nullCount += 1
    case .bool:
      booleanCount += 1
      ids.refuse("true or false", record: record)
    case .number(let digits):
      if digits.utf8.contains(where: { $0 == UInt8(ascii: "N") || $0 == UInt8(ascii: "I") }) {
        nullCount += 1
      } else if Int64(digits) != nil {
        integerCount += 1
        ids.note(digits, record: record)
      } else {
        realCount += 1
        let isWhole = !digits.utf8.contains {
          $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e")
        }
        ids.refuse(
          isWhole ? "a number beyond 64 bits" : "a number that is not whole", record: record)
      }
    case .string(let text):
      note(text)
      ids.note(text, record: record)
    case .array, .object: structureCount += 1
    }
  }

  /// Whether a text begins as 16 or more bytes in base64 do, in letters of both cases.
  private static func isBase64(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(400))
    guard text.utf8.count >= 24, text.utf8.count % 4 == 0 else { return false }
    func has(_ range: ClosedRange<UInt8>) -> Bool { bytes.contains { range.contains($0) } }
    let padding = bytes.suffix(2).count { $0 == UInt8(ascii: "=") }
    let isWritten = bytes.dropLast(padding).allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
      default: false
      }
    }
    return isWritten && has(0x41...0x5A) && has(0x61...0x7A)
  }

  private mutating func note(_ text: String) {
    stringCount += 1
    let byteCount = text.utf8.count
    stringByteCount += byteCount
    longestString = max(longestString, byteCount)
    if base64Count == stringCount - 1, Self.isBase64(text) { base64Count += 1 }
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
}

/// Everything that some records hold, path by path.
package struct RecordSample: Sendable {
  /// Records looked at.
  package private(set) var recordCount = 0
  /// The paths, in the order in which they were first seen.
  package private(set) var fields: [FieldStatistics] = []
  /// Where the records of each file begin.
  private var files: [(path: String, first: Int)] = []

  private var numbers: [ExactText: Int] = [:]

  /// Nested keys deeper than this are not looked at.
  private static var maximumDepth: Int { 4 }
  /// Objects used as maps would otherwise give a path per entry.
  private static var maximumFieldCount: Int { 2000 }
  private static var maximumElementCount: Int { 50 }

  package init() {}

  package subscript(path: String) -> FieldStatistics? {
    numbers[ExactText(path)].map { fields[$0] }
  }

  /// Says that the records which follow are those of a file.
  mutating func begin(_ path: String) { files.append((path, recordCount)) }

  /// Where a record stands, by its number in the sample; as records of a file are counted that can be
  /// read.
  func place(of record: Int) -> String {
    guard let file = files.last(where: { $0.first <= record }) else {
      return "record \(record + 1)"
    }
    return "\(file.path), record \(record - file.first + 1)"
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
    if let known = numbers[ExactText(path)] {
      number = known
    } else {
      guard fields.count < Self.maximumFieldCount else { return }
      number = fields.count
      numbers[ExactText(path)] = number
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
