import Corpora
import JSONText
import Records
import Storage
import TestSupport
import Testing

@Suite struct FieldDetectionTests {
  /// A detection over records written as JSON, each `%` standing for the record's number.
  func detect(
    _ shapes: String..., count: Int = 20, textFields: [String] = [], recordID: String? = nil,
    columns: [RecordSchema.Column] = [], columnLimit: Int = 64
  ) throws -> FieldDetection {
    var sample = RecordSample()
    for number in 0..<count {
      let shape = shapes[number % shapes.count]
      let json = shape.split(separator: "%", omittingEmptySubsequences: false)
        .joined(separator: "\(number)")
      sample.add(try JSONReader.read(json))
    }
    return try FieldDetection(
      sample: sample, textFields: textFields, recordID: recordID, columns: columns,
      columnLimit: columnLimit)
  }

  static let english = "The whale number % swam slowly through the cold and quiet sea at night."

  /// A record shape with the text fields and the id that must be found.
  typealias Shape = (json: String, textFields: [String], recordID: String?)

  static let shapes: [Shape] = [
    (#"{"id": %, "content": "鲸鱼在海里游"}"#, ["content"], "id"),
    (
      #"{"text": "a b", "quality": {"roberta_qwen": 0.%, "fine_web": 2}, "domain": "math", "loss": 1.5}"#,
      ["text"], nil
    ),
    (#"{"text": "a", "timestamp": "2019-04-25T12:57:54Z", "url": "http://x/%"}"#, ["text"], nil),
    (
      #"{"url": "http://x", "raw_content": "a b c", "nlines": 3, "perplexity": 1.5, "digest": "x%"}"#,
      ["raw_content"], nil
    ),
    (
      #"{"messages": [{"role": "user", "content": "q %"}, {"role": "assistant", "content": "a"}]}"#,
      ["messages.content"], nil
    ),
    (
      #"{"conversations": [{"from": "human", "value": "q %"}, {"from": "gpt", "value": "a"}]}"#,
      ["conversations.value"], nil
    ),
    (#"{"instruction": "do", "input": "", "output": "done %"}"#, ["instruction+input+output"], nil),
    (#"{"instruction": "do", "output": "done", "text": "do done"}"#, ["instruction+output"], nil),
    (#"{"prompt": "p", "chosen": "c %", "rejected": "r"}"#, ["prompt+chosen+rejected"], nil),
    (
      #"{"prompt": "p", "chosen": [{"role": "a", "content": "c"}], "rejected": [{"role": "a", "content": "r"}]}"#,
      ["prompt+chosen.content+rejected.content"], nil
    ),
    (#"{"chosen": "c %", "rejected": "r"}"#, ["chosen+rejected"], nil),
    (
      #"{"prompt": [{"role": "u", "content": "q %"}], "chosen": [{"role": "a", "content": "c"}], "rejected": [{"role": "a", "content": "r"}]}"#,
      ["prompt.content+chosen.content+rejected.content"], nil
    ),
    (#"{"prompt": "p", "completion": "c %", "label": true}"#, ["prompt+completion"], nil),
    (
      #"{"prompt": [{"role": "u", "content": "q %"}], "completion": [{"role": "a", "content": "c"}]}"#,
      ["prompt.content+completion.content"], nil
    ),
    (
      #"{"conversation_id": %, "conversation": [{"human": "q", "assistant": "a long answer"}]}"#,
      ["conversation.human+conversation.assistant"], "conversation_id"
    ),
    (#"{"id": "q%", "question": "p", "answer": "c"}"#, ["question+answer"], "id"),
    (#"{"id": "x%", "问": "鲸鱼?", "答": "在海里", "来源": "网"}"#, ["问+答"], "id"),
    (
      #"{"文件名": "a%.txt", "段落数": 2, "段落": [{"行号": 0, "内容": "一"}, {"行号": 1, "内容": "二"}]}"#,
      ["段落.内容"], nil
    ),
    (
      #"{"title": "T %", "content": "words", "uniqueKey": "k%"}"#, ["content", "title"], "uniqueKey"
    ),
    (
      #"{"content": "c", "warc_headers": {"warc-record-id": "<urn:%>", "warc-date": "2021"}, "metadata": {"harmful_pp": 1.5}}"#,
      ["content"], "warc_headers.warc-record-id"
    ),
  ]

  @Test(arguments: shapes)
  func `published shapes are known`(shape: Shape) throws {
    let (json, textFields, recordID) = shape
    let detection = try detect(json)
    #expect(detection.schema.textFields == textFields)
    #expect(detection.schema.recordID == recordID)
    #expect(detection.titleField == (textFields.contains("title") ? "title" : nil))
    #expect(detection.decisions.allSatisfy { !$0.reason.isEmpty })
  }

  @Test func `columns have the type of their values`() throws {
    let columns = try detect(
      #"{"text": "a", "n": %, "q": 0.5, "b": true, "s": "x", "m": 1, "meta": {"deep": {"k": 2}}, "list": [1, 2], "nothing": null, "mixed": "3"}"#,
      #"{"text": "a", "n": %, "q": 3, "b": false, "s": 4, "m": "12", "meta": {"deep": {"k": 3}}, "tags": ["a"], "mixed": "x"}"#
    ).columns
    #expect(
      columns.map { "\($0.name) \($0.types.map(\.rawValue))\($0.isList ? ", lists" : "")" } == [
        #"n ["integer"]"#, #"q ["real"]"#, #"b ["boolean"]"#, #"s ["integer", "string"]"#,
        #"m ["integer", "string"]"#, #"meta.deep.k ["integer"]"#, #"list ["integer"], lists"#,
        #"mixed ["string"]"#, #"tags ["string"], lists"#,
      ])
    #expect(columns.allSatisfy { $0.name == $0.path })
  }

  @Test(arguments: [
    ("d29yZHMgb2YgdGhlIHF1YXksIGFuZCB0aGUg54Gv5aGU", true),
    ("words of the quay and Lantern.", false),
    ("abcdefghijklmnopqrstuvwx", false),
  ])
  func `a body of bytes in base64 is said to be one`(text: String, isDoubtful: Bool) throws {
    let detection = try detect("{\"text\": \"\(text)\", \"n\": 1}")
    #expect((detection.doubt?.hasPrefix("text holds bytes in base64") ?? false) == isDoubtful)
  }

  @Test func `long values, lists and rare fields are columns`() throws {
    let long = String(repeating: "x", count: 5000)
    var sample = RecordSample()
    for number in 0..<500 {
      let rare = number == 7 ? #", "rare": 1"# : ""
      sample.add(
        try JSONReader.read(
          #"{"text": "a", "long": "\#(long)", "spans": [[1, 2]], "fine": 1\#(rare)}"#))
    }
    let detection = try FieldDetection(sample: sample)
    #expect(detection.columns.map(\.name) == ["long", "spans", "fine", "rare"])
    #expect(detection.schema.leftOut == [])
    #expect(detection.decisions.allSatisfy { $0.role != .left })
  }

  @Test func `there are at most sixty-four columns`() throws {
    let many = (0..<100).map { "\"c\($0)\": \($0)" }.joined(separator: ", ")
    let detection = try detect("{\"text\": \"a\", \(many)}")
    #expect(detection.columns.map(\.name) == (0..<64).map { "c\($0)" })
    #expect(detection.decisions.count { $0.role == .left } == 36)
  }

  @Test func `declared columns come first and always count`() throws {
    let detection = try detect(
      #"{"text": "a", "b": 1, "meta": {"year": "1999"}}"#,
      columns: [
        .init(name: "year", path: "meta.year", type: .integer), .init(name: "x", path: "never"),
      ], columnLimit: 1)
    #expect(detection.columns.map(\.name) == ["year", "x"])
    #expect(detection.schema.columns.map(\.path) == ["meta.year", "never"])
    #expect(detection.schema.columnLimit == 2)
    #expect(detection.decisions.last?.field == "b")
  }

  @Test func `a text that is a string here and a list of parts there is read in both shapes`()
    throws
  {
    let plain = #"{"messages": [{"role": "user", "content": "q %"}]}"#
    let parts = #"{"messages": [{"role": "user", "content": [{"type": "text", "text": "q %"}]}]}"#
    let both = #"{"messages": [{"content": [{"text": "q %"}]}, {"content": "a"}]}"#
    for shapes in [[plain, plain, plain, parts], [parts, parts, plain], [both, both, both]] {
      #expect(
        try detect(shapes[0], shapes[1], shapes[2], shapes.last ?? "").schema.textFields
          == ["messages.content+messages.content.text"])
    }
    #expect(try detect(parts).schema.textFields == ["messages.content.text"])
    #expect(
      try detect(
        #"{"prompt": "p %", "chosen": "c", "rejected": "r"}"#,
        #"{"prompt": [{"role": "user", "content": "p %"}], "chosen": "c", "rejected": "r"}"#,
        #"{"prompt": "p %", "chosen": "c", "rejected": "r"}"#
      ).schema.textFields == ["prompt+prompt.content+chosen+rejected"])
  }

  @Test func `without a usual name the longest running text is taken`() throws {
    let detection = try detect(
      #"{"fetched_url": "https://example.org/a/very/long/address/that/is/no/text/%?x=\#(String(repeating: "1", count: 90))", "story": "\#(Self.english)", "note": "short words"}"#
    )
    #expect(detection.schema.textFields == ["story"])
    #expect(detection.decisions.first?.role == .body)
  }

  @Test func `further running text is searched too`() throws {
    let long = Self.english + " " + Self.english + " " + Self.english
    let detection = try detect(#"{"text": "a b", "summary": "\#(long)", "tag": "x"}"#)
    #expect(detection.schema.textFields == ["text", "summary"])
    #expect(detection.columns.map(\.name) == ["tag"])
  }

  @Test func `an id that repeats or is missing is not taken`() throws {
    #expect(try detect(#"{"id": 1, "text": "a"}"#).schema.recordID == nil)
    #expect(try detect(#"{"id": %, "text": "a"}"#, #"{"text": "a"}"#).schema.recordID == nil)
    #expect(try detect(#"{"id": [%], "text": "a"}"#).schema.recordID == nil)
    let detection = try detect(#"{"id": "same", "uuid": "u%", "text": "a"}"#)
    #expect(detection.schema.recordID == "uuid")
    #expect(detection.columns.map(\.name) == ["id"])
  }

  @Test func `what the user chose stands`() throws {
    let detection = try detect(
      #"{"id": %, "text": "a", "title": "t", "other": "b", "key": 1, "turns": [{"say": "x"}]}"#,
      textFields: ["other", "turns[].say", "text+title"], recordID: "key")
    #expect(detection.schema.textFields == ["other", "turns[].say", "text+title"])
    #expect(detection.schema.recordID == "key")
    #expect(detection.columns.map(\.name) == ["id"])
  }

  @Test func `a chosen field of objects is told with where its text is`() throws {
    let json =
      #"{"messages": [{"role": "u", "content": "q"}], "notes": {"by": "me", "says": "words"}, "n": [1]}"#
    func textless(_ fields: String...) throws -> [String] {
      try detect(json, textFields: fields).textlessFields.map {
        "\($0.path): \($0.parts.joined(separator: "+"))"
      }
    }
    #expect(try textless("messages") == ["messages: messages.content"])
    #expect(
      try textless("messages[]+notes") == ["messages[]: messages[].content", "notes: notes.says"])
    #expect(try textless("messages.content", "n").isEmpty)
    // An extract names both shapes of its source, whichever its own records have.
    #expect(try textless("messages+messages.content").isEmpty)
  }

  @Test func `a chosen field that never occurs is an error that names those that do`() {
    #expect(throws: CorpusError.unknownField(name: "boddy", known: ["id", "body", "meta.n"])) {
      try detect(#"{"id": %, "body": "a", "meta": {"n": 1}}"#, textFields: ["boddy"])
    }
    #expect(throws: CorpusError.unknownRecordID(name: "key", known: ["body"])) {
      try detect(#"{"body": "a"}"#, recordID: "key")
    }
    #expect(throws: CorpusError.noTextField(known: ["n", "m"])) {
      try detect(#"{"n": 1, "m": 2}"#)
    }
  }

  @Test func `files are sampled and damaged lines passed over`() throws {
    let folder = ScratchFolder()
    for file in 0..<12 {
      let lines = (0..<300).map { #"{"id": "\#(file)-\#($0)", "text": "a", "f\#(file)": 1}"# }
      folder.write("{broken\n" + lines.joined(separator: "\n"), to: "\(file + 10).jsonl")
    }
    let detection = try FieldDetection(files: try CorpusFiles([folder.path]).files)
    #expect(detection.sample.recordCount == 1000)
    #expect(detection.schema.recordID == "id")
    #expect(detection.columns.map(\.name) == (0..<12).map { "f\($0)" })
  }

  /// Ids as they stand in three records, `nil` for none, and why records go by numbers.
  static let refusals: [(ids: [String?], why: String)] = [
    ([#""a""#, #""b""#, #""a""#], "“a” stands at FILE, record 1 and at FILE, record 3"),
    (["1", nil, "3"], "1 of 3 records looked at lacks it, the first at FILE, record 2"),
    (["null", "2", "null"], "2 of 3 records looked at lack it, the first at FILE, record 1"),
    (["1", "2", "18446744073709551617"], "a number beyond 64 bits at FILE, record 3"),
    (["1.5", "2", "3"], "a number that is not whole at FILE, record 1"),
    (["1", "true", "3"], "true or false at FILE, record 2"),
    (["[1, 2]", "3", "4"], "a list at FILE, record 1"),
    (
      [#""a""#, "\"" + String(repeating: "b", count: 5_000) + "\"", #""c""#],
      "a value of 5000 bytes, where ids have at most 512, at FILE, record 2"
    ),
  ]

  @Test(arguments: refusals)
  func `why a field is no id is said with the record that shows it`(
    ids: [String?], why: String
  ) throws {
    let folder = ScratchFolder()
    let lines = ids.map { id in
      "{" + (id.map { "\"id\": \($0), " } ?? "") + "\"text\": \"\(Self.english)\"}\n"
    }
    let path = folder.write(lines.joined(), to: "a.jsonl")
    let detection = try FieldDetection(files: try CorpusFiles([path]).files)
    #expect(detection.schema.recordID == nil)
    #expect(detection.refusedID == "id is no record id: " + why.replacing("FILE", with: path))
  }

  @Test func `a corpus without records cannot be judged`() throws {
    let folder = ScratchFolder()
    let path = folder.write("{broken\n", to: "a.jsonl")
    let file = CorpusFile(
      path: path, name: "a.jsonl", byteCount: 8, modifiedNanoseconds: 0, packing: .plain)
    #expect(throws: CorpusError.self) { try FieldDetection(files: [file]) }
  }

  @Test func `why a corpus has no records is said by what was found in its first file`() throws {
    let folder = ScratchFolder()
    func refusal(_ bytes: [UInt8], _ format: String) -> CorpusError? {
      let file = CorpusFile(
        path: folder.write(bytes, to: "a"), name: "a", byteCount: 0, modifiedNanoseconds: 0,
        format: format)
      let other = CorpusFile(
        path: folder.write("", to: "b"), name: "b", byteCount: 0, modifiedNanoseconds: 0)
      return #expect(throws: CorpusError.self) { try FieldDetection(files: [file, other]) }
    }
    for (bytes, format, what) in [
      (Array("{broken\n".utf8), "jsonl", "line 1 (byte 1): invalid JSON: "),
      (Array("PAR1 and no more".utf8), "parquet", "it cannot be read: byte 12: the file does not"),
      (
        Packing.gzip(Array("{\"text\": 1}\n".utf8)).dropLast(12), "jsonl",
        "it cannot be read: byte "
      ),
      (Array("id,text\n".utf8), "csv", "it is whole and has none"),
    ] {
      let error = refusal(bytes, format)
      #expect(error?.place == folder.path + "/a")
      #expect(error?.what.contains("records: \(what)") == true, "\(String(describing: error))")
    }
  }

  @Test func `a first value that is very long is looked at like others`() throws {
    let folder = ScratchFolder()
    let long = String(repeating: "a long story, ", count: 1_500_000)
    folder.write("id,text\n1,\"\(long)\"\n2,short\n", to: "a.csv")
    let detection = try FieldDetection(files: try CorpusFiles([folder.path]).files)
    #expect(detection.schema.textFields == ["text"])
  }
}
