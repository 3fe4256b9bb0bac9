import Corpora
import JSONText
import Records
import Storage
import TestSupport
import Testing

/// What is kept of a line besides its texts, and the value that comes of both.
@Suite struct RecordRestTests {
  private static func check(
    _ line: String, _ fields: [String], _ rest: String, _ value: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try #require(
      try rests([line], schema: RecordSchema(textFields: fields, recordID: "id")).first)
    #expect(found.rest == rest, sourceLocation: sourceLocation)
    if let value { #expect(found.value == value, sourceLocation: sourceLocation) }
    #expect(
      try JSONReader.read(found.value, options: .records)
        == JSONReader.read(line, options: .records), sourceLocation: sourceLocation)
  }

  @Test func `a text is left out and comes back, and nothing else changes`() throws {
    try Self.check(
      #"{ "id" : "a" , "text":"b\n\"c\" \u767d" ,"n": 1.50, "x":[ 1 , {"y" : null } ], "z":"" }"#,
      ["text"], #"{"id":"a","text":<1 0>,"n":1.50,"x":[1,{"y":null}],"z":""}"#,
      #"{"id":"a","text":"b\n\"c\" 白","n":1.50,"x":[1,{"y":null}],"z":""}"#)
    try Self.check(#"{"text":""}"#, ["text"], #"{"text":<1 0>}"#, #"{"text":""}"#)
  }

  @Test func `turns of a conversation are pieces of one text`() throws {
    try Self.check(
      #"{"m":[{"r":"u","c":"one"},{"r":"a","c":"three"}]}"#, ["m.c"],
      #"{"m":[{"r":"u","c":<2 0 3>},{"r":"a","c":<2 0 5>}]}"#)
    // A number among them is text as well, and stays where it is.
    try Self.check(
      #"{"m":[{"c":"one"},{"c":22},{"c":"three"}]}"#, ["m.c"],
      #"{"m":[{"c":<2 0 3>},{"c":22},{"c":<3 0 7 5>}]}"#)
    try Self.check(#"{"m":[{"c":"alone"}]}"#, ["m.c"], #"{"m":[{"c":<1 0>}]}"#)
    try Self.check(#"{"m":["","a"]}"#, ["m"], #"{"m":[<2 0 0>,<3 0 1 1>]}"#)
  }

  @Test func `a text of several fields is joined in the order of the plan`() throws {
    try Self.check(
      #"{"out":"four","in":"three"}"#, ["in+out"], #"{"out":<3 0 6 4>,"in":<3 0 0 5>}"#)
    try Self.check(#"{"in":"","out":"four"}"#, ["in+out"], #"{"in":<2 0 0>,"out":<1 0>}"#)
    try Self.check(#"{"out":"four","in":null}"#, ["in+out"], #"{"out":<1 0>,"in":null}"#)
    try Self.check(
      #"{"a":"x","b":["y","z"],"t":"w"}"#, ["t", "a+b"],
      #"{"a":<2 1 1>,"b":[<2 1 1>,<2 1 1>],"t":<1 0>}"#)
  }

  @Test func `of a key that stands twice the last text is left out`() throws {
    try Self.check(
      #"{"text":"first","text":"second"}"#, ["text"], #"{"text":"first","text":<1 0>}"#)
    try Self.check(
      #"{"t":"b","text":"first","text":["second"]}"#, ["text"],
      #"{"t":"b","text":"first","text":[<1 0>]}"#)
    try Self.check(
      #"{"t":"b","text":"","text":null}"#, ["t", "text"], #"{"t":<1 0>,"text":"","text":null}"#)
    try Self.check(
      #"{"t":"b","text":["x"],"text":null}"#, ["t", "text"],
      #"{"t":<1 0>,"text":["x"],"text":null}"#)
    try Self.check(#"{"a.b":"x","a":{"b":"y"}}"#, ["a.b"], #"{"a.b":"x","a":{"b":<3 0 2 1>}}"#)
  }

  @Test func `what a text does not say exactly stays as it was written`() throws {
    try Self.check(
      #"{"text":"half \ud83d","t":"\udc0b"}"#, ["t", "text"],
      #"{"text":"half \ud83d","t":"\udc0b"}"#)
    try Self.check(#"{"text":7,"b":true}"#, ["text", "b"], #"{"text":7,"b":true}"#)
    try Self.check(
      #"{"text":"t","n":[NaN,-Infinity,-0,1E+400,100000000000000000000.0]}"#, ["text"],
      #"{"text":<1 0>,"n":[NaN,-Infinity,-0,1E+400,100000000000000000000.0]}"#)
  }

  @Test func `bytes that are no UTF-8 become the same character in text and rest`() throws {
    var chunk = RawChunk()
    let line = Array(#"{"text":"a"#.utf8) + [0xFF] + Array(#"b","k":""#.utf8) + [0xE7, 0x99]
    let bytes = line + Array(#""}"#.utf8)
    chunk.pieces.append(RawChunk.Piece(start: 0, count: UInt32(bytes.count)))
    chunk.numbers.append(0)
    chunk.bytes.append(contentsOf: bytes + [0x0A])
    let schema = RecordSchema(textFields: ["text"])
    var batch = RecordBatch(schema: schema, keepsRests: true)
    var problems = ProblemLog(limit: 10)
    JSONLinesFormat().parser(for: schema).parse(chunk, into: &batch, problems: &problems)
    #expect(try batch.value(of: 0) == "{\"text\":\"a\u{FFFD}b\",\"k\":\"\u{FFFD}\"}")
  }

  @Test(
    arguments: [
      [0x7B, 1, 1, 0x7D], [0x7B, 1, 5, 0x7D], [0x7B, 2, 0, 9, 0x7D], [0x7B, 3, 0, 4, 1, 0x7D],
      [0x7B, 3, 0, 0], [0x7B, 4, 0, 0x7D], [0x7B, 1], [0x7B], [], [0x5B, 0x5D],
      [0x7B, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x7D],
    ] as [[UInt8]])
  func `a rest that contradicts its texts is refused`(rest: [UInt8]) {
    let texts = Array("abc".utf8)
    var value = GrowableBuffer<UInt8>()
    rest.withView { rest in
      texts.withView { texts in
        _ = #expect(throws: RecordRest.Malformed.self) {
          try RecordRest.appendValue(
            rest: rest.slice, texts: texts.slice, fields: [0..<3, nil], to: &value)
        }
      }
    }
  }
}
