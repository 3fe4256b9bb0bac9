import Records
import TestSupport
import Testing

@testable import QueryLanguage

private let schema = QuerySchema(
  textFields: ["text", "title"],
  columns: [
    .init(name: "lang", types: [.string]), .init(name: "quality", types: [.integer, .real]),
    .init(name: "date", types: [.string]), .init(name: "clean", types: [.boolean]),
    .init(name: "meta.url", types: [.string]),
  ])

private func query(_ text: String, all: Bool = false) throws -> Query {
  try QueryParser(schema: schema, requiresAll: all).parse(text).query
}

private func problem(_ text: String) -> QueryProblem? {
  do {
    _ = try QueryParser(schema: schema).parse(text)
    return nil
  } catch {
    return error
  }
}

struct QueryParserTests {
  /// Each query beside its canonical form, in which every operator is a sign or a group.
  @Test(arguments: [
    ("whale", "whale"),
    ("white whale", "white OR whale"),
    ("+a -b", "+a -b"),
    ("a AND b", "+a +b"),
    ("a OR b", "a OR b"),
    ("NOT b", "-b"),
    ("-b", "-b"),
    ("a NOT b", "a -b"),
    ("a AND NOT b", "+a -b"),
    ("a OR NOT b", "a OR (-b)"),
    ("NOT NOT a", "-(-a)"),
    ("a b AND c", "a OR (+b +c)"),
    ("a AND b OR c AND d", "(+a +b) OR (+c +d)"),
    ("a OR b c", "(a OR b) OR c"),
    ("(a OR b) AND c", "+(a OR b) +c"),
    ("a AND(b OR c)", "+a +(b OR c)"),
    ("+a", "a"),
    ("+(a b) -(c d)", "+(a OR b) -(c OR d)"),
    ("(-b) a", "(-b) OR a"),
    ("and or not", "and OR or OR not"),
    ("a - b", #"a OR \- OR b"#),
    ("a--b --c", #"a\-\-b OR \-\-c"#),
    ("a+b", #"a\+b"#),
    ("C++ C#", #"C\+\+ OR C#"#),
    ("GPT-4", #"GPT\-4"#),
    ("don't", "don't"),
    ("http://x.org/a", #"http\:\/\/x.org\/a"#),
    ("print(x) OR f(a)(b)", #"print\(x\) OR f\(a\)\(b\)"#),
    ("(print(x) y)", #"print\(x\) OR y"#),
    (#""white whale""#, #""white whale""#),
    (#""white whale"~5 a"#, #""white whale"~5 OR a"#),
    (#""white whale"~0"#, #""white whale""#),
    ("“白鲸 记”~3", #""白鲸 记"~3"#),
    (#""a \"b\" \c""#, #""a \"b\" \\c""#),
    (#"a"b c"d"#, #"a OR "b c" OR d"#),
    (#"5\" disk"#, #"5\" OR disk"#),
    (#"-"a b""#, #"-"a b""#),
    ("人工智能", "人工智能"),
    ("「人工智能」，机器（学习）：AI", "「人工智能」，机器（学习）：AI"),
    ("他说“你好”吗", "他说“你好”吗".replacing("“", with: #"\“"#)),
    ("人工智能　机器学习", "人工智能 OR 机器学习"),
    ("whal*", "whal*"),
    (#"whal\*"#, #"whal\*"#),
    ("*", "*"),
    ("*** a", #"\*\*\* OR a"#),
    ("whale~1", "whale~1"),
    ("whale~0", "whale"),
    ("10~20 ~ a~b", #"10\~20 OR \~ OR a\~b"#),
    ("/wh.le/", "/wh.le/"),
    (#"/a\/b(c|d)/"#, #"/a\/b(c|d)/"#),
    ("(a OR /b+/)", "a OR /b+/"),
    ("/usr/bin/ /etc a/b/", #"\/usr\/bin\/ OR \/etc OR a\/b\/"#),
    (#"exact:"GPT-4""#, #"exact:"GPT-4""#),
    (#"title:exact:“GPT-4”"#, #"title:exact:"GPT-4""#),
    ("exact:GPT", #"exact\:GPT"#),
    ("title:whale", "title:whale"),
    (#"-title:"white whale"~2"#, #"-title:"white whale"~2"#),
    ("title:(a b AND c)", "title:a OR (+title:b +title:c)"),
    ("title:whal* title:/a/ title:a~2", "title:whal* OR title:/a/ OR title:a~2"),
    ("titl:a", #"titl\:a"#),
    ("title: a", #"title\: OR a"#),
    (#"title\:a"#, #"title\:a"#),
    ("lang:zh", #"lang:"zh""#),
    ("lang:(zh OR en)", #"lang:"zh" OR lang:"en""#),
    (#"lang:"zh cn""#, #"lang:"zh cn""#),
    ("lang:*", "lang:*"),
    ("meta.url:http://x.org/a:b", #"meta.url:"http://x.org/a:b""#),
    ("quality:>=15", #"quality:>="15""#),
    ("quality:!=1e8", #"quality:!="1e8""#),
    ("quality:[1 TO 5}", #"quality:["1" TO "5"}"#),
    ("quality:{* TO 5.2TB]", #"quality:[* TO "5.2TB"]"#),
    ("quality:{* TO *}", #"quality:[* TO *]"#),
    ("date:[2023-01 TO 2024-06]", #"date:["2023-01" TO "2024-06"]"#),
    ("clean:true", #"clean:"true""#),
    ("whale lang:zh -quality:<3", #"+whale -quality:<"3" +lang:"zh""#),
    ("white whale lang:zh", #"+(white OR whale) +lang:"zh""#),
    ("lang:(zh en) clean:true", #"+(lang:"zh" OR lang:"en") +clean:"true""#),
    ("whale lang:(zh en)", #"+whale +(lang:"zh" OR lang:"en")"#),
    ("whale OR lang:zh", #"whale OR lang:"zh""#),
  ])
  func `a query means its canonical form`(_ text: String, _ canonical: String) throws {
    let parsed = try query(text)
    #expect(parsed.description == canonical)
    #expect(try query(canonical).withoutRanges == parsed.withoutRanges)
  }

  @Test(arguments: [
    ("a b", "+a +b"), ("a -b", "+a -b"), ("a OR b c", "+(a OR b) +c"),
    ("(a b) OR c", "(+a +b) OR c"),
    ("a", "a"),
  ])
  func `all words can be required`(_ text: String, _ canonical: String) throws {
    #expect(try query(text, all: true).description == canonical)
  }

  @Test(arguments: [
    ("", 0), ("  ", 0), ("(a b", 0), ("a)", 1), ("a b)", 3), ("a ()", 2), (#"a "b c"#, 2),
    ("“白鲸", 0), ("a AND", 5), ("OR a", 0), ("a OR AND b", 5), ("NOT", 3), ("(a OR ) b", 6),
    ("a OR +b", 5), ("-NOT a", 1), (#""""#, 0), (#"白鲸 """#, 3), ("whale~3", 0),
    (#""a b"~99999"#, 5), ("quality:abc", 8), ("quality:>=", 10), ("quality:>= 5", 10),
    ("quality:[1 5]", 11), ("quality:[1 TO 5", 8), ("quality:[1 TO 5 6]", 16), ("clean:2", 6),
    ("title:[a TO b]", 6), (#"lang:"zh"#, 5), ("e\u{301}e\u{301} )", 3),
    (#"exact:"""#, 6),
    ("/[/", 1), ("/(/", 1), ("/a{2/", 2), ("/*/", 1), ("a /b)/", 4), ("/a|*/", 3), ("/a**/", 3),
    ("/[^]/", 1), ("/[z-a]/", 2), ("/a{300}/", 2), ("/a{5,2}/", 2), ("/x(a{99}){99}/", 1),
    (#"白鲸 title:/\/\/[/"#, 14), ("(e\u{301} OR /+/)", 7), (#"/[\]/"#, 1), ("/c++/", 3),
    ("/(((){255}){255}){255}/", 1),
  ])
  func `a problem is located in characters`(_ text: String, _ column: Int) throws {
    let found = try #require(problem(text))
    #expect(found.column == column, "\(found)")
    #expect(!found.message.isEmpty)
    #expect(found.expected != nil)
  }

  @Test(arguments: [
    ("/[/", "this [ is never closed", "] at the end of the set"),
    ("/a{2/", "this { begins no count", "{2}, {2,} or {2,5}"),
    ("/*/", "this * has nothing to repeat", "a character, a set or a group before it"),
    ("/[z-a]/", "the range z-a runs backwards", "a-z"),
    ("/a)/", "this ) closes nothing", "a ( before it"),
  ])
  func `an unreadable pattern says what is wrong`(
    _ text: String, _ message: String, _ expected: String
  ) throws {
    let found = try #require(problem(text))
    #expect(found.message == message)
    #expect(found.expected == expected)
    #expect(found.suggestion == .write("\"\(text)\"", effect: "searches the text itself"))
  }

  @Test func `nesting is bounded`() throws {
    let deep = String(repeating: "(", count: 64) + "a" + String(repeating: ")", count: 64)
    #expect(try query(deep).description == "a")
    for unit in ["(", "NOT ", "title:", "-(", "title:(", "NOT("] {
      let found = try #require(problem(String(repeating: unit, count: 100_000) + "a"))
      #expect(found.message.contains("nested"))
    }
    let groups = String(repeating: "(", count: 100_000)
    #expect(try #require(problem("/\(groups)a/")).message.contains("nested"))
  }

  @Test func `leaves know where they stand`() throws {
    let parsed = try QueryParser(schema: schema).parse(
      #"白鲸 -title:"a b"~2 quality:>=15 (whal* OR /x/)"#)
    let written = parsed.query.leaves.map { parsed.written($0.range) }
    #expect(Set(written) == ["白鲸", #""a b""#, ">=15", "whal*", "/x/"])
    #expect(parsed.query.positiveLeaves.count == 4)
  }

  @Test(arguments: [
    ("titel:whale", "title"), ("Lang:zh", "lang"), ("qualty:>=15", "quality"),
    ("wh*le", "/wh.*le/"),
    ("title: a", "title:VALUE"), ("a&&b", "AND"), ("whale ||b", "OR"), ("whale|ship", "OR"),
    ("nope=1", "are names"), ("-nope!=zh", "are names"), ("[1 TO", "lang:[1 TO 5]"),
    ("[1 TO 5", "lang:[1 TO 5]"), ("{1 TO 5]", "lang:{1 TO 5]"), ("/wh[ae]le", "/wh[ae]le/"),
    ("/wh[ae]le/i", "/wh[ae]le/"), ("exact: a", "exact:"), ("lang:/x3/", #""/x3/""#),
    ("lang:zh~1", #""zh~1""#), ("lang:'zh'", #""zh""#), ("lang:z?h", #""z?h""#),
    ("lang:z*", #""z*""#), ("lang:zh,en", #""zh,en""#), ("-lang:(zh|en)", #""zh|en""#),
    ("lang:!=z*", #""z*""#), ("（whale OR ship", "( … )"), ("－ship", "-ship"), ("–ship", "-ship"),
    ("ＡＮＤ", "AND"), ("lang：en", "lang:"), ("quality≥5", "quality:"), ("exact：“x”", "exact:"),
    ("whal＊", "whal*"), ("whale～1", "~"), ("／wh.le／", "/…/"), ("「whale」", "phrase"),
    ("whaleANDship", " AND "), ("灯塔AND海上", " AND "), ("ORship", " OR "), ("lang::en", #"":en""#),
    (#"\d+"#, #"/\d+/"#), (#"whale\w+"#, #"/whale\w+/"#), (#"\bwhale\b"#, #"/\bwhale\b/"#),
    ("wh[ae]le", "/wh[ae]le/"), ("/wh.le/i", "/wh.le/"), ("/whale/i", "/whale/"),
    ("lang:en,", #""en,""#), ("lang:en、zh", #""en、zh""#), ("lang:en;zh", #""en;zh""#),
    ("meta.url:null", "missing"), ("lang:%en%", #""%en%""#),
  ])
  func `a likely mistake is searched as text and hinted at`(_ text: String, _ hint: String) throws {
    let parsed = try QueryParser(schema: schema).parse(text)
    #expect(parsed.hints.count == 1)
    #expect(parsed.hints.first?.suggestion?.description.contains(hint) == true)
  }

  @Test(arguments: [
    "http://x.org", "whale", "“x:y”", "12:30", #"titel\:whale"#, "R&D", "AT&T", "x= 1", "a=>b",
    "http://x.org/?q=1&r=2", "/usr/share/doc", "/usr/bin/", "[1] TOMORROW", "|x|",
    #"lang:"z*""#, #"lang:"/x/""#, "meta.url:http://x.org/a?b=c,d", "meta.url:/usr/share",
    #"lang:z\*"#, "lang:*", "date:2024-06-30", "https://x.org/a?q=3&t=1#frag", "b->c",
    "Jerry</p>", "Really?!", "¿Qué?", "3*4=12", "**bold**", "~5 minutes", "~/.bashrc",
    "a=b@c.org", "i=0; i<10;", "（一）总则", "白鲸－", "don’t", "NASA", "ORNL", "ANDROID", "a - b",
    "AND-gate",
    "lang:zh_CN", "meta.url:a+b", "quality:1,200", #"C:\data\whale"#, #"\begin{document}"#,
    #"\section"#, "“x”，“y”",
  ])
  func `ordinary text gives no hint`(_ text: String) throws {
    #expect(try QueryParser(schema: schema).parse(text).hints == [])
  }

  /// Strings of the language's own signs, of words, and of anything.
  @Test func `any string is parsed or gives a located problem`() throws {
    var random = SeededGenerator.announced("query parser")
    let parts = [
      "a", "whale", "白鲸", "人工智能", " ", "  ", "　", "\n", "\"", "“", "”", "'", "(", ")", "[", "]",
      "{", "}", "+", "-", "~", "~1", "~2", "~9", "*", "/", ":", "\\", "AND", "OR", "NOT", " AND ",
      " OR ", " NOT ", "TO", " TO ", "title:", "lang:", "quality:", "date:", "exact:", "exact:\"",
      ">=", "<", "=", "!=", "1", "15", "2024-06", "1e8", "，", "「", "：", "e\u{301}", "👩‍👩‍👧",
      "\u{0}", "\u{200d}", "\r\n", "\u{10ffff}", "/x/", "\"a b\"", "(a OR b)", "lang:zh",
      "[1 TO 5]", "quality:[1 TO 5}",
    ]
    for round in 0..<20_000 {
      var text = ""
      for _ in 0..<random.number(0..<14) {
        if random.once(in: 12), let scalar = Unicode.Scalar(UInt32(random.number(0..<0x11_0000))) {
          text.unicodeScalars.append(scalar)
        } else {
          text += random.pick(parts)
        }
      }
      do {
        let parsed = try QueryParser(schema: schema, requiresAll: round % 2 == 0).parse(text)
        for leaf in parsed.query.leaves {
          #expect(leaf.range.upperBound <= text.utf8.count && !leaf.range.isEmpty)
        }
        let canonical = parsed.query.description
        let again = try QueryParser(schema: schema).parse(canonical).query
        #expect(again.withoutRanges == parsed.query.withoutRanges, "\(text.debugDescription)")
      } catch {
        let problem = error
        #expect(problem.column >= 0 && problem.column <= text.count, "\(text.debugDescription)")
        #expect(!problem.message.isEmpty)
      }
    }
  }
}
