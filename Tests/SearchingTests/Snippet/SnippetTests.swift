import Analysis
import Segments
import Storage
import TestSupport
import Testing

@testable import QueryLanguage
@testable import Searching

private let schema = QuerySchema(textFields: ["text", "title"])

/// The snippet that a query gives of a text.
private func snippet(_ query: String, _ text: String, context: Int? = nil) throws -> Snippet {
  try snippet(query, Array(text.utf8), context: context)
}

private func snippet(_ query: String, _ text: [UInt8], context: Int? = nil) throws -> Snippet {
  let parsed = try QueryParser(schema: schema).parse(query)
  var builder = PlanBuilder(Analyzer(.standard), written: parsed)
  let plan = builder.build(parsed.query)
  let maker = SnippetMaker(
    SnippetQuery(plan, names: [nil], analyzer: Analyzer(.standard)), analyzer: Analyzer(.standard))
  return text.withView { maker.snippet(of: $0, context: context) }
}

extension Snippet {
  /// The text with highlights in brackets.
  fileprivate var marked: String {
    var bytes: [UInt8] = []
    let source = Array(text.utf8)
    var place = 0
    for range in highlights {
      bytes += source[place..<range.lowerBound] + Array("[".utf8) + source[range] + Array("]".utf8)
      place = range.upperBound
    }
    return String(decoding: bytes + source[place...], as: UTF8.self)
  }
}

private let filler = String(repeating: "Nothing of note happens here. ", count: 20)

struct SnippetTests {
  @Test(arguments: [
    ("whale", "The white Whale swam.", "The white [Whale] swam."),
    ("white whale", "The white, WHITE whale.", "The [white], [WHITE] [whale]."),
    (#""white whale""#, "white or white  Whale", "white or [white Whale]"),
    ("whal*", "whales whaling whole", "[whales] [whaling] whole"),
    ("whale~1", "whele while wheel", "[whele] [while] wheel"),
    ("/wh.le/", "while whale whales", "[while] [whale] whales"),
    ("GPT-4", "the GPT 4 and GPT-5", "the [GPT 4] and GPT-5"),
    ("人工智能", "发展人工智能技术，人工降雨。", "发展[人工智能]技术，人工降雨。"),
    ("机器学习", "機器學習與機器", "[機器學習]與機器"),
    (#""能技""#, "人工智能技术", "人工智[能技]术"),
    ("能", "人工智能技术能", "人工智[能]技术[能]"),
    (#""哈哈""#, "哈哈哈", "[哈哈哈]"),
    ("GPT4模型", "用GPT4模型、GPT4 模型训练", "用[GPT4模型]、[GPT4 模型]训练"),
    ("+whale -ship", "The whale and the ship", "The [whale] and the ship"),
    ("title:whale sea", "whale sea", "whale [sea]"),
    (#"exact:"White Whale""#, "A White Whale", "A [White Whale]"),
    ("nothing", "The  white\n\twhale", "The white whale"),
    ("b", " \u{1b}[31m a\u{7} \u{202e}b\r\n\r\n c ", "[31m a [b] c"),
    ("café", "Un CAFE\u{301} noir", "Un [CAFE\u{301}] noir"),
    ("ﬁsh", "a ﬁsh, a FISH", "a [ﬁsh], a [FISH]"),
    ("whale", "", ""), ("*", "The whale", "The whale"), ("whale", " \n ", ""),
  ])
  func `what was found is highlighted in one clean line`(
    _ query: String, _ text: String, _ marked: String
  ) throws {
    #expect(try snippet(query, text).marked == marked)
  }

  @Test func `a passage begins at its sentence and is cut at words`() throws {
    let text = filler + "The white whale was seen off the coast of Japan. " + filler
    let found = try snippet("whale", text)
    #expect(
      found.marked.hasPrefix("…The white [whale] was seen off the coast of Japan. Nothing of"))
    #expect(found.text.hasSuffix("…") && !found.text.hasSuffix(" …"))
    let chinese = String(repeating: "这里没有什么可看的东西。", count: 30)
    let other = try snippet("白鲸", chinese + "海上出现了一头白鲸，水手们大声呼喊。" + chinese)
    #expect(other.marked.hasPrefix("…海上出现了一头[白鲸]，水手们大声呼喊。这里"))
  }

  @Test func `the passage with most of the query wins`() throws {
    let text =
      "A whale. " + filler + "A whale and a whale and a whale. " + filler
      + "The captain saw the white whale. " + filler + "white"
    #expect(
      try snippet("white whale captain", text).marked.contains("[captain] saw the [white] [whale]"))
    #expect(try snippet("whale", text).marked.contains("A [whale] and a [whale] and a [whale]."))
    #expect(try snippet(#""white whale""#, text).marked.contains("[white whale]"))
  }

  @Test func `each occurrence stands apart from what is on both sides of it`() throws {
    func parts(_ query: String, _ text: String, context: Int) throws -> [[String]] {
      try snippet(query, text, context: context).occurrences.map {
        [$0.before, $0.match, $0.after]
      }
    }
    // Passages that meet are one in the snippet, and two here.
    #expect(
      try parts("whale", "A whale\n saw a whale.", context: 8) == [
        ["A ", "whale", " saw a w…"], ["…e saw a ", "whale", "."],
      ])
    #expect(try parts("白鲸", "海上出现了一头白鲸，水手们", context: 3) == [["…了一头", "白鲸", "，水手…"]])
    #expect(try parts("whale", "a whale", context: 0) == [["…", "whale", ""]])
    #expect(try parts("shark", "a whale", context: 5).isEmpty)
    let many = try snippet("whale", String(repeating: "whale ", count: 23), context: 3)
    #expect(many.occurrences.count == 20 && many.remark == "and 3 more")
    #expect(try snippet("whale", "a whale").occurrences.isEmpty)
  }

  @Test func `a keyword stands in its context`() throws {
    #expect(
      try snippet("whale", "The great white whale swam", context: 6).marked == "…white [whale] swam"
    )
    #expect(try snippet("白鲸", "海上出现了一头白鲸，水手们", context: 3).marked == "…了一头[白鲸]，水手…")
    #expect(try snippet("whale", "a whale", context: 0).marked == "…[whale]")
  }

  /// Long texts are not analysed whole; what is found must be as good.
  @Test(arguments: [0, 1, 7_000, 100_000, 300_000])
  func `a long text is searched to its end`(_ size: Int) throws {
    let words = String(repeating: "Alles and nichts, whitewash whales. ", count: size / 36 + 300)
    #expect(try snippet("whale", words + "Whale here").marked.contains("[Whale] here"))
    #expect(try snippet("whale", "Whale here " + words).marked.hasPrefix("[Whale] here"))
    let mixed = words + "so nichts and alles WHITE, whale there " + words
    #expect(try snippet(#""white whale""#, mixed).marked.contains("[WHITE, whale] there"))
    #expect(try snippet("there whale", mixed).marked.contains("[whale] [there]"))
    #expect(try snippet("whit* whale~1", mixed).marked.contains("["))
    let chinese = String(repeating: "機器與學習。机器和学习。", count: size / 36 + 300)
    #expect(try snippet("机器学习", chinese + "這是機器學習的方法").marked.contains("[機器學習]的方法"))
    #expect(try snippet("здесь кит", words + "Здесь КИТ").marked.contains("[Здесь] [КИТ]"))
  }

  @Test func `a spelling that only folding finds is found near the beginning`() throws {
    let text = filler + "Ｗｈａｌｅ " + String(repeating: filler, count: 40)
    #expect(try snippet("whale", text).marked.contains("[Ｗｈａｌｅ]"))
  }

  @Test func `any bytes give a clean line with highlights on borders`() throws {
    var random = SeededGenerator.announced("snippets")
    let parts: [[UInt8]] = [
      Array("whale ".utf8), Array("White".utf8), Array("白鲸".utf8), Array("機器學習".utf8), [0xff],
      [0xe4, 0xb8], [0xf0, 0x9f], Array("e\u{301}".utf8), Array("👩‍👩‍👧".utf8), Array("\n\n".utf8),
      [0], [0x1b], Array("\u{202e}".utf8), Array("。".utf8), Array(". ".utf8), Array("　".utf8),
      Array("abc".utf8), Array("ﬁ".utf8), Array("한국어".utf8),
    ]
    let queries = [
      "whale", "白鲸", #""white whale""#, "机器学习", "器学", "whal*", "abc~1", "fi*", "한국", "nothing",
    ]
    for round in 0..<400 {
      var text: [UInt8] = []
      for _ in 0..<random.number(0..<(round % 10 == 0 ? 3_000 : 120)) { text += random.pick(parts) }
      let context = random.once(in: 3) ? random.number(0..<40) : nil
      let found = try snippet(random.pick(queries), text, context: context)
      let bytes = Array(found.text.utf8)
      for scalar in found.text.unicodeScalars {
        #expect(scalar.value >= 0x20 && scalar.value != 0x7f && scalar.value != 0x202e)
      }
      #expect(!found.text.contains("  "))
      var last = 0
      for range in found.highlights {
        #expect(range.lowerBound >= last && !range.isEmpty && range.upperBound <= bytes.count)
        #expect(bytes[range.lowerBound] & 0xc0 != 0x80)
        #expect(range.upperBound == bytes.count || bytes[range.upperBound] & 0xc0 != 0x80)
        last = range.upperBound
      }
      if context == nil { #expect(bytes.count < 2_000) }
      // What is told apart is what is marked, in the same order.
      let marked = found.highlights.map { String(decoding: bytes[$0], as: UTF8.self) }
      #expect(context == nil || marked.joined() == found.occurrences.map(\.match).joined())
    }
  }
}
