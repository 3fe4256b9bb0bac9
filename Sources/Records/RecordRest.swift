internal import JSONText
package import Storage

/// The rest of a record: what it holds besides its searched texts, and how both become the record's
/// JSON value again.
///
/// A rest is the record's JSON object in UTF-8, without space between its tokens, keys in the order
/// of the source and numbers in its characters. In place of a string that is a text, or a piece of
/// one, stands a *marker*: a byte below 0x20, which JSON has nowhere but between tokens, followed by
/// varints.
///
/// | marker | varints | stands for the string that is |
/// | --- | --- | --- |
/// | 1 | field | the whole text of the field |
/// | 2 | field, count | the next piece of the text: it begins behind the one before it and a separator, the first at 0 |
/// | 3 | field, offset, count | the piece that begins at the offset |
///
/// A format leaves a string out only where writing the piece as a JSON string gives an equal value: a
/// string with half of a surrogate pair stays, because the text has U+FFFD in its place. A rest
/// without markers is the record's whole value.
package enum RecordRest {
  package static let wholeText: UInt8 = 1
  package static let nextPiece: UInt8 = 2
  package static let pieceElsewhere: UInt8 = 3

  /// Why no value can be made: the bytes contradict each other.
  package struct Malformed: Error, Equatable {
    package var detail: String
  }

  /// Appends a record's JSON value: UTF-8, no space between tokens.
  ///
  /// - Parameters:
  ///   - rest: As a format or ``RecordRestWriter`` made it.
  ///   - texts: Bytes that hold the texts.
  ///   - fields: Where in `texts` each field stands, `nil` where it is missing.
  ///   - value: Grows by the value.
  /// - Throws: ``Malformed`` when the rest names what the texts do not have; `value` is then undefined.
  package static func appendValue(
    rest: ByteSlice, texts: ByteSlice, fields: [Range<Int>?], to value: inout GrowableBuffer<UInt8>
  ) throws(Malformed) {
    guard rest.count >= 2, rest[0] == UInt8(ascii: "{"), rest[rest.count - 1] == UInt8(ascii: "}")
    else { throw Malformed(detail: "the rest of a record is no object") }
    var ends = [Int](repeating: 0, count: fields.count)
    var offset = 0
    var copied = 0
    while offset < rest.count {
      let byte = rest[offset]
      guard byte < 0x20 else {
        offset += 1
        continue
      }
      value.append(contentsOf: rest[copied..<offset].readOnlyView)
      offset += 1
      let piece = try piece(byte, in: rest, at: &offset, fields, &ends)
      appendString(texts[piece], to: &value)
      copied = offset
    }
    value.append(contentsOf: rest[copied..<rest.count].readOnlyView)
  }

  /// Where in the texts the string of a marker stands; `offset` moves behind the marker.
  private static func piece(
    _ marker: UInt8, in rest: ByteSlice, at offset: inout Int, _ fields: [Range<Int>?],
    _ ends: inout [Int]
  ) throws(Malformed) -> Range<Int> {
    guard (wholeText...pieceElsewhere).contains(marker) else {
      throw Malformed(detail: "the rest of a record has the unknown marker \(marker)")
    }
    let field = try number(in: rest, at: &offset)
    guard fields.indices.contains(field), let text = fields[field] else {
      throw Malformed(detail: "the rest of a record names a text that it does not have")
    }
    if marker == wholeText { return text }
    // Pieces are joined by one separator.
    let next = ends[field] == 0 ? 0 : ends[field] + 1
    let begin = marker == nextPiece ? next : try number(in: rest, at: &offset)
    let count = try number(in: rest, at: &offset)
    guard begin <= text.count, count <= text.count - begin else {
      throw Malformed(detail: "the rest of a record reaches past a text")
    }
    ends[field] = begin + count
    return text.lowerBound + begin..<text.lowerBound + begin + count
  }

  private static func number(
    in rest: ByteSlice, at offset: inout Int
  ) throws(Malformed) -> Int {
    guard let value = rest.varint(at: &offset), value <= UInt64(Int32.max) else {
      throw Malformed(detail: "the rest of a record ends in a marker")
    }
    return Int(value)
  }

  /// Appends a text as a JSON string with its quotes.
  package static func appendString(_ text: ByteSlice, to json: inout GrowableBuffer<UInt8>) {
    json.append(UInt8(ascii: "\""))
    // What needs no escape is copied in one go.
    var copied = 0
    for index in 0..<text.count where JSONEscape.isNeeded(for: text[index]) {
      json.append(contentsOf: text[copied..<index].readOnlyView)
      json.append(contentsOf: JSONEscape.of(text[index]))
      copied = index + 1
    }
    json.append(contentsOf: text[copied..<text.count].readOnlyView)
    json.append(UInt8(ascii: "\""))
  }
}

/// Writes the rest of one record whose members are known one by one.
package struct RecordRestWriter: ~Copyable {
  private var members = 0

  package init() {}

  /// Begins the object.
  package func begin(_ rest: inout GrowableBuffer<UInt8>) { rest.append(UInt8(ascii: "{")) }

  /// Adds a member with a value in JSON.
  package mutating func append(_ key: String, json: [UInt8], to rest: inout GrowableBuffer<UInt8>) {
    append(key: key, to: &rest)
    rest.append(contentsOf: json)
  }

  /// Adds a member whose value is the whole text of a field.
  package mutating func append(_ key: String, text: Int, to rest: inout GrowableBuffer<UInt8>) {
    append(key: key, to: &rest)
    rest.append(RecordRest.wholeText)
    var field = ByteWriter()
    field.append(varint: UInt64(text))
    rest.append(contentsOf: field.bytes.view)
  }

  /// Ends the object.
  package func end(_ rest: inout GrowableBuffer<UInt8>) { rest.append(UInt8(ascii: "}")) }

  private mutating func append(key: String, to rest: inout GrowableBuffer<UInt8>) {
    if members > 0 { rest.append(UInt8(ascii: ",")) }
    members += 1
    rest.append(contentsOf: JSON.string(key).bytes)
    rest.append(UInt8(ascii: ":"))
  }
}
