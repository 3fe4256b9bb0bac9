import QueryLanguage
import TestSupport
import Testing

@testable import CorpusIndex

/// Notation that the language has, that other languages have, and that none has: each row finds
/// something, says what it was taken for, or is an error with a place.
///
/// Asked are the records of the page on the query language.
@Suite struct NotationTests {
  /// What is written, and all that is said of it.
  struct Row: CustomTestStringConvertible {
    enum Part: String { case query, `where`, sort, by, cursor }

    var part: Part
    var text: String
    /// Ids of the records found, or for ``Part/by`` their number; `nil` for an error.
    var found: String?
    /// Characters in front of the caret.
    var column: Int?
    var message: String?
    var suggestion: String?

    init(_ part: Part, _ text: String, finds found: String) {
      (self.part, self.text, self.found) = (part, text, found)
    }

    init(
      _ part: Part, _ text: String, finds found: String, note column: Int, _ message: String,
      _ suggestion: String? = nil
    ) {
      self.init(part, text, finds: found)
      (self.column, self.message, self.suggestion) = (column, message, suggestion)
    }

    init(
      _ part: Part, _ text: String, error column: Int, _ message: String,
      _ suggestion: String? = nil
    ) {
      (self.part, self.text) = (part, text)
      (self.column, self.message, self.suggestion) = (column, message, suggestion)
    }

    var testDescription: String { "\(part.rawValue) \(text)" }
  }

  // swift-format-ignore
  static let rows: [Row] = [
    Row(.query, "foo:bar", finds: "", note: 0, "“foo” is no field or column, so “foo:” is searched as text", "clean, date, lang, quality, text, title, tokens are names"),
    Row(.query, "titel:whale", finds: "", note: 0, "“titel” is no field or column, so “titel:” is searched as text", "did you mean title:?"),
    Row(.query, "Title:whale", finds: "", note: 0, "“Title” is no field or column, so “Title:” is searched as text", "did you mean title:?"),
    Row(.query, #"foo:"white whale""#, finds: "a", note: 0, "“foo” is no field or column, so “foo:” is searched as text", "clean, date, lang, quality, text, title, tokens are names"),
    Row(.query, "id:a", finds: "", note: 0, "“id” is no field or column, so “id:” is searched as text", "clean, date, lang, quality, text, title, tokens are names"),
    Row(.query, "exact:GPT-4", finds: "", note: 0, "exact: takes a string in quotes, and is searched as text without", #"exact:"GPT-4" finds the literal characters"#),
    Row(.query, #""lang":en"#, finds: "", note: 0, "a name in quotes or with a backslash is text, and so is the : behind it", "lang:VALUE asks lang"),
    Row(.query, #""lang":"en""#, finds: "", note: 0, "a name in quotes or with a backslash is text, and so is the : behind it", "lang:VALUE asks lang"),
    Row(.query, #"“title”:moby"#, finds: "", note: 0, "a name in quotes or with a backslash is text, and so is the : behind it", "title:VALUE asks title"),
    Row(.query, "'lang':en", finds: "", note: 0, "a name in quotes or with a backslash is text, and so is the : behind it", "lang:VALUE asks lang"),
    Row(.query, #""role":user"#, finds: ""),
    Row(.query, "title:", finds: "", note: 0, "“title:” has no value behind it and is searched as text", "title:VALUE without a space searches the field"),
    Row(.query, "lang : en", finds: "", note: 5, "a : between spaces is text", "lang:VALUE without spaces asks lang"),
    Row(.query, "quality>=15", finds: "", note: 0, "a column is asked behind a colon, so “quality>=15” is searched as text", "quality:>=15 asks the column"),
    Row(.query, "quality >= 15", finds: "", note: 8, "a column is asked behind a colon, so “>=” is searched as text", "quality:>=VALUE asks the column"),
    Row(.query, "quality=~5", finds: "", note: 0, "a column is asked behind a colon, so “quality=~5” is searched as text", "quality:5 asks the column"),
    Row(.query, "lang==en", finds: "", note: 0, "a column is asked behind a colon, so “lang==en” is searched as text", "lang:en asks the column"),
    Row(.query, "lang<>en", finds: "", note: 0, "a column is asked behind a colon, so “lang<>en” is searched as text", "lang:en asks the column"),
    Row(.query, "lang!=en", finds: "", note: 0, "a column is asked behind a colon, so “lang!=en” is searched as text", "lang:!=en asks the column"),
    Row(.query, "qualty>=15", finds: "", note: 0, "a column is asked behind a colon, so “qualty>=15” is searched as text", "quality:>=15 asks the column"),
    Row(.query, "lang LIKE en", finds: "", note: 5, "“LIKE” is no comparison and is searched as text", "lang:VALUE asks the column"),
    Row(.query, "quality BETWEEN 9 AND 15", finds: "", note: 8, "“BETWEEN” is no comparison and is searched as text", "quality:VALUE asks the column"),
    Row(.query, "lang:~en", error: 5, "“~” is no comparison; expected one of = != < <= > >=; a value that begins so stands in quotes"),
    Row(.query, "lang:!en", error: 5, "“!” is no comparison; expected one of = != < <= > >=; a value that begins so stands in quotes"),
    Row(.query, "lang:z*", finds: "", note: 5, "a column is compared with whole values, so the * is part of this one", #""z*" says that it is meant so"#),
    Row(.query, "[a TO b]", finds: "b d", note: 0, "a range without a column in front is searched as words", "lang:[a TO b] asks the column"),
    Row(.query, "quality:[1 5]", error: 11, "the range has no TO; expected TO and an upper bound", "quality:[1 TO 5]"),
    Row(.query, "quality:good", error: 8, "the column quality holds numbers, and “good” is none; expected a number such as 15, 0.5, 1e8, 100M, 5.2TB or 4GiB"),
    Row(.query, "title:>a", error: 6, "title is a text, and ranges need a column; expected a word or a phrase; columns are lang, quality, tokens, date, clean"),
    Row(.query, "whale && dawn", finds: "a b d", note: 6, "“&&” is no operator and is searched as text", "AND requires both sides"),
    Row(.query, "whale || dawn", finds: "a b d", note: 6, "“||” is no operator and is searched as text", "OR takes either side"),
    Row(.query, "whale XOR dawn", finds: "a b d", note: 6, "“XOR” is no operator and is searched as text", "(a OR b) -(a AND b) takes one side alone"),
    Row(.query, "whale NEAR/3 snow", finds: "a b d", note: 6, "“NEAR/3” is no operator and is searched as text", #""a b"~5 finds words near each other"#),
    Row(.query, "!whale", finds: "a b d", note: 0, "a ! in front of a piece is text", "-whale forbids the word"),
    Row(.query, "whale AND", error: 9, "AND has nothing on its right; expected a word, a phrase or a group", #""AND" searches the word itself"#),
    Row(.query, "OR whale", error: 0, "OR has nothing on its left; expected a word, a phrase or a group", #""OR" searches the word itself"#),
    Row(.query, "'white whale'", finds: "a b d", note: 0, "single quotes are text", #""white whale" is a phrase"#),
    Row(.query, "whale~", finds: "a b d", note: 0, "a ~ behind a word needs a number", "whale~1 allows a change"),
    Row(.query, "whale~3", error: 0, "words cannot differ that much; expected ~1 or ~2 behind a word", #"\~ searches the character itself"#),
    Row(.query, #""white whale"~"#, finds: "a", note: 13, "a ~ behind a phrase needs a number", #""…"~5 allows five places"#),
    Row(.query, "~1", finds: "", note: 0, "a ~ in front of a piece is text", "word~1 allows a change"),
    Row(.query, "whal?", finds: "", note: 0, "a ? in a piece is text", "/wh.le/ is a pattern, in which . is any character"),
    Row(.query, "wh?le", finds: "", note: 0, "a ? in a piece is text", "/wh.le/ is a pattern, in which . is any character"),
    Row(.query, "wh*le", finds: "", note: 0, "a * in front of the end of a piece is text", "/wh.*le/ is a pattern, whal* a beginning"),
    Row(.query, "*hale", finds: "", note: 0, "a * in front of the end of a piece is text", "/wh.*le/ is a pattern, whal* a beginning"),
    Row(.query, "whale^2", finds: "", note: 0, "a ^ is text: words cannot be given weights", #"\^ searches the character itself"#),
    Row(.query, "whale*~1", finds: "a b d", note: 0, "a * in front of the end of a piece is text", "/wh.*le/ is a pattern, whal* a beginning"),
    Row(.query, #""white wha*""#, finds: "a"),
    Row(.query, #"("white wha*" OR snow)"#, finds: "a b"),
    Row(.query, #"title:"white wha*""#, finds: ""),
    Row(.query, #""white wha*"~2"#, error: 12, "a phrase with an open end cannot be loose as well; expected the phrase without ~2, or without its *"),
    Row(.query, #""wh* whale""#, finds: "", note: 0, "a * inside quotes is text, but for one behind the last word", "/wh.*le/ is a pattern for one word"),
    Row(.query, #""white *""#, finds: "a b d", note: 0, "a * inside quotes is text, but for one behind the last word"),
    Row(.query, #""surf*""#, finds: "a"),
    Row(.query, #"/\d+/"#, finds: "d"),
    Row(.query, #"/\w+le/"#, finds: "a b d"),
    Row(.query, #"/wh\Sle/"#, finds: "a b d"),
    Row(.query, #"/\D+/"#, finds: "a b d"),
    Row(.query, "/[[:digit:]]+/", finds: "d"),
    Row(.query, "/[[:alpha:]]{5}/", finds: "a b d"),
    Row(.query, #"/[\w]{8}/"#, finds: "a"),
    Row(.query, "/wh.{2}e/", finds: "a b d"),
    Row(.query, "/(?i)WHALE/", finds: "a b d"),
    Row(.query, "/(?:white|snow)/", finds: "a b d"),
    Row(.query, "/^whale/", error: 1, "^ marks a place, and a pattern describes the whole word; expected what the word consists of", "/whale/ describes the whole word"),
    Row(.query, "/whale$/", error: 6, "$ marks a place, and a pattern describes the whole word; expected what the word consists of", "/whale/ describes the whole word"),
    Row(.query, #"/\bwhale\b/"#, error: 1, #"\b marks a place, and a pattern describes the whole word; expected what the word consists of"#, "/whale/ describes the whole word"),
    Row(.query, "/Whale/", error: 1, "words are folded, and no folded word holds “W”", "/whale/ describes the folded word"),
    Row(.query, "/[A-Z]+/", error: 1, "words are folded, and no folded word holds any of these characters", "/[a-z]+/ describes the folded word"),
    Row(.query, "/foo bar/", finds: "", note: 0, "a pattern describes one word, so text with a space between slashes is searched as words", #""…" is a phrase"#),
    Row(.query, #"/white\s+whale/"#, error: 6, "no word holds a space; expected one word; words side by side are a phrase in quotes", #""/white\s+whale/" searches the text itself"#),
    Row(.query, "/鲸.*/", error: 1, "no word holds “鲸”; unspaced writing and signs are found as they stand", #""…" finds unspaced writing, exact:"…" signs"#),
    Row(.query, "/a{0}/", error: 0, "this pattern describes no letter or digit, and every word has one", "* finds every record"),
    Row(.query, "/wh.*?le/", error: 5, "what * repeats cannot be repeated again; expected ( ) around what comes before", "/wh.*le/ describes the whole word"),
    Row(.query, "/wh(?=ale).*/", error: 3, "a pattern cannot look ahead or back; expected what the word consists of", #""/wh(?=ale).*/" searches the text itself"#),
    Row(.query, "/(?<x>whale)/", error: 1, "groups have no names; expected ( ) alone", #""/(?<x>whale)/" searches the text itself"#),
    Row(.query, "/(?s)whale/", error: 1, "this is no option of a pattern; expected (?i), and only where the pattern begins", #""/(?s)whale/" searches the text itself"#),
    Row(.query, #"/(w)\1/"#, error: 4, "a pattern cannot refer back to a group; expected what the word consists of", #""/(w)\1/" searches the text itself"#),
    Row(.query, #"/\p{L}+/"#, error: 1, #"\p means nothing in a pattern; expected \d, \w, \S, the character itself, or \ before a sign"#, #""/\p{L}+/" searches the text itself"#),
    Row(.query, "/[[:upper:]]+/", error: 2, "[:upper:] is no class of characters; expected one of [:alnum:], [:alpha:], [:digit:], [:lower:], [:word:]", #""/[[:upper:]]+/" searches the text itself"#),
    Row(.query, "/[[:punct:]]/", error: 2, "[:punct:] is no class of characters; expected one of [:alnum:], [:alpha:], [:digit:], [:lower:], [:word:]", #""/[[:punct:]]/" searches the text itself"#),
    Row(.query, "/wh[aeiou]le/i", finds: "", note: 0, "patterns have no letters behind their last /, so this is text", "/wh[aeiou]le/ is a pattern for one word"),
    Row(.query, #"/wh\w/g"#, finds: "", note: 0, "patterns have no letters behind their last /, so this is text", #"/wh\w/ is a pattern for one word"#),
    Row(.query, #"/wh\w"#, finds: "", note: 0, "a / begins a pattern only where another / ends the piece, so this is text", #"/wh\w/ is a pattern for one word"#),
    Row(.query, "/whale, /", finds: "a b d", note: 0, "a pattern describes one word, so text with a space between slashes is searched as words", #""…" is a phrase"#),
    Row(.query, "/[,;]/", error: 0, "this pattern describes no letter or digit, and every word has one", "* finds every record"),
    Row(.query, "whale OR /W/", error: 10, "words are folded, and no folded word holds “W”", "/w/ describes the folded word"),
    Row(.query, "!!!", finds: "", note: 0, "“!!!” holds no word that is indexed, so it finds nothing", #"exact:"!!!" reads every record for the characters"#),
    Row(.query, "+", finds: "", note: 0, "“+” holds no word that is indexed, so it finds nothing", #"exact:"+" reads every record for the characters"#),
    Row(.query, #""...""#, finds: "", note: 0, #"“"..."” holds no word that is indexed, so it finds nothing"#),
    Row(.query, "whale AND ---", finds: "", note: 10, "“---” holds no word that is indexed, so it finds nothing", #"exact:"---" reads every record for the characters"#),
    Row(.query, #"exact:"!!""#, finds: ""),
    Row(.query, #"exact:"...""#, finds: ""),
    Row(.query, #"exact:"""#, error: 6, "there is nothing between the quotes; expected a word or more"),
    Row(.query, "-whale", finds: "c"),
    Row(.query, "-whale -snow", finds: "c"),
    Row(.query, "NOT whale", finds: "c"),
    Row(.query, "(whale", error: 0, "this ( is never closed; expected ) at the end of the group", #"\( searches the character itself"#),
    Row(.query, "whale)", error: 5, "this ) closes nothing; expected a ( before it; groups begin at the start of a piece", #"\) searches the character itself"#),
    Row(.where, "lang=~en", error: 4, "“=~” is no comparison; expected one of = != < <= > >=; a value that begins so stands in quotes"),
    Row(.where, "lang ~= en", error: 5, "“~=” is no comparison; expected one of = != < <= > >=; a value that begins so stands in quotes"),
    Row(.where, "lang === en", error: 5, "“===” is no comparison; expected one of = != < <= > >=; a value that begins so stands in quotes"),
    Row(.where, "lang LIKE en", error: 5, "“LIKE” is no comparison; expected = != < <= > >= in (…) or is unknown"),
    Row(.where, "lang CONTAINS e", error: 5, "“CONTAINS” is no comparison; expected = != < <= > >= in (…) or is unknown"),
    Row(.where, "quality BETWEEN 1 AND 5", error: 8, "“BETWEEN” is no comparison; expected = != < <= > >= in (…) or is unknown"),
    Row(.where, "qualty>=15", error: 0, "there is no column “qualty”; expected one of lang, quality, tokens, date, clean", "did you mean quality?"),
    Row(.where, "lang=en && quality>1", error: 8, "the condition goes on where it should end; expected and, or, or the end", "and requires both sides"),
    Row(.where, "lang=en || lang=zh", error: 8, "the condition goes on where it should end; expected and, or, or the end", "or takes either side"),
    Row(.where, "lang=a=b", error: 6, "the condition goes on where it should end; expected and, or, or the end", #""a=b" is one value"#),
    Row(.where, "lang=en us", error: 8, "the condition goes on where it should end; expected and, or, or the end", #""en us" is one value"#),
    Row(.where, "lang=f(x) y and quality>1", error: 6, "the condition goes on where it should end; expected and, or, or the end", #""f(x) y" is one value"#),
    Row(.where, "(lang=f(x))", error: 7, "the condition goes on where it should end; expected and, or, or )", #""f(x)" is one value"#),
    Row(.where, "lang=en,zh", error: 7, "the condition goes on where it should end; expected and, or, or the end", "lang in (a, b) takes several values"),
    Row(.where, "lang=(en)", error: 5, #"lang is compared with nothing; expected a value; an empty one is """#, "lang in (a, b) takes several values"),
    Row(.where, "quality>=1 <=2", error: 11, "the condition goes on where it should end; expected and, or, or the end"),
    Row(.where, "'lang'=en", finds: "a b d"),
    Row(.where, "“lang”=en", finds: "a b d"),
    Row(.where, #""lang"=en"#, finds: "a b d"),
    Row(.where, "lang", error: 4, "the column lang is not compared with anything; expected = != < <= > >= in (…) or is unknown"),
    Row(.where, "lang is zh", error: 8, "“is” asks for missing values only; expected unknown, or not unknown", "lang=VALUE compares"),
    Row(.where, "lang <> en", finds: "c"),
    Row(.sort, "qualty", error: 0, "there is no column “qualty”; expected one of lang, quality, tokens, date, clean", "did you mean quality?"),
    Row(.sort, "quality:up", error: 8, "“up” is no order; expected quality:asc or quality:desc"),
    Row(.sort, "quality:desc", finds: "a b c d"),
    Row(.by, "corpsu", error: 0, "there is no column “corpsu”; expected one of lang, quality, tokens, date, clean, corpus", "did you mean corpus?"),
    Row(.by, "lng", error: 0, "there is no column “lng”; expected one of lang, quality, tokens, date, clean, corpus", "did you mean lang?"),
    Row(.cursor, "abc", error: 0, "this is no cursor; expected the “next” of an earlier answer"),
    Row(.cursor, "0-0-0-0-0", error: 0, "this cursor belongs to another question; expected the “next” of an answer to this query, over the same datasets in the same order"),
    Row(.query, "/'/", error: 0, "this pattern describes no letter or digit, and every word has one", "* finds every record"),
    Row(.query, "/[._]+/", error: 0, "this pattern describes no letter or digit, and every word has one", "* finds every record"),
    Row(.query, #"/\bwhale\b$/"#, error: 1, #"\b marks a place, and a pattern describes the whole word; expected what the word consists of"#, "/whale/ describes the whole word"),
    Row(.query, "/don't/", finds: ""),
    Row(.query, "lang:EN", finds: "", note: 5, "no record has “EN” in lang", "did you mean en?"),
    Row(.query, "-lang:EN", finds: "a b c d", note: 6, "no record has “EN” in lang", "did you mean en?"),
    Row(.query, "lang:(de zh)", finds: "c", note: 6, "no record has “de” in lang"),
    Row(.query, "lang:!=EN", finds: "a b c d", note: 7, "no record has “EN” in lang", "did you mean en?"),
    Row(.where, "lang=ＺＨ", finds: "", note: 5, "no record has “ＺＨ” in lang", "did you mean zh?"),
    Row(.where, "lang in (en, fr)", finds: "a b d", note: 13, "no record has “fr” in lang"),
    Row(.where, "date=2024-6-11", finds: "", note: 5, "no record has “2024-6-11” in date", "did you mean 2024-06-11?"),
    Row(.where, "date=2024-06-11", finds: "b"),
    Row(.query, "whale AND-snow", finds: "a b d", note: 6, "“AND” touches a sign, so “AND-snow” is searched as text", " AND  between spaces is an operator"),
    Row(.query, "whale,OR snow", finds: "b", note: 0, "“OR” touches a sign, so “whale,OR” is searched as text", " OR  between spaces is an operator"),
    Row(.query, "whale NOT-snow", finds: "a b d", note: 6, "“NOT” touches a sign, so “NOT-snow” is searched as text", " NOT  between spaces is an operator"),
    Row(.query, "whale -", finds: "a b d", note: 6, "a - that nothing follows is text", "-word forbids the word"),
    Row(.query, "whale｜snow", finds: "", note: 0, "“|” is no operator, so “whale｜snow” is searched as text", "OR takes either side"),
    Row(.query, "whale ＆＆ snow", finds: "a b d", note: 6, "“＆＆” is no operator and is searched as text", "AND requires both sides"),
    Row(.query, "foo：bar", finds: "", note: 0, "“foo” is no field or column, so “foo：” is searched as text", "clean, date, lang, quality, text, title, tokens are names"),
    Row(.query, #"print("whale")"#, finds: "a b d", note: 13, "the ( that this ) closes stands inside a piece, so both are text", #"\" for each quote makes all of it one piece"#),
    Row(.query, #"print("whale") AND snow"#, finds: "b", note: 13, "the ( that this ) closes stands inside a piece, so both are text", #"\" for each quote makes all of it one piece"#),
    Row(.query, "f(white whale)", finds: "a b d", note: 13, "the ( that this ) closes stands inside a piece, so both are text", #"\" for each quote makes all of it one piece"#),
  ]

  @Test(arguments: rows)
  func `what is written is found, noted or refused`(_ row: Row) throws {
    let searcher = try #require(QueryPageTests.searcher).searcher
    var options = SearchOptions()
    if row.part == .where { options.condition = row.text }
    if row.part == .sort { options.sort = row.text }
    if row.part == .by { options.facets = [row.text] }
    if row.part == .cursor { options.cursor = row.text }
    let query = row.part == .query ? row.text : "*"
    do {
      let answer = try searcher.search(query, options: options)
      #expect(answer.hits.map(\.reference.record).sorted().joined(separator: " ") == row.found)
      let notice = answer.notices.first
      #expect(notice?.message == row.message)
      #expect(notice?.query?.column == row.column)
      #expect(notice?.query?.suggestion == row.suggestion)
      #expect(answer.notices.count <= 1)
      // Counting says what searching says.
      if row.part == .query { #expect(try searcher.count(query).notices == answer.notices) }
    } catch let failure as IndexFailure {
      let fault = try #require(failure.query)
      #expect(row.found == nil, "\(failure.message)")
      #expect(failure.message + (fault.expected.map { "; expected \($0)" } ?? "") == row.message)
      #expect(fault.column == row.column)
      #expect(fault.suggestion == row.suggestion)
      #expect(fault.text == row.text)
    }
  }

  @Test func `notices are few, however much there is to say`() throws {
    let searcher = try #require(QueryPageTests.searcher).searcher
    let query = String(repeating: "titel:whale ", count: 2_000)
    #expect(try searcher.search(query).notices.count == 10)
  }

  @Test func `a cursor belongs to its query, its order, its conditions and its corpora`() throws {
    let searcher = try #require(QueryPageTests.searcher).searcher
    var options = SearchOptions()
    options.limit = 1
    let cursor = try #require(try searcher.search("whale", options: options).next)
    options.cursor = cursor
    #expect(try searcher.search("whale", options: options).hits.count == 1)
    // Fewer or more hits a page are no other question.
    options.limit = 2
    #expect(try searcher.search("whale", options: options).hits.count == 2)
    var others = [options, options, options, options]
    others[0].sort = "quality"
    others[1].condition = "lang=en"
    others[2].all = true
    others[3].k1 = 2
    for other in others {
      #expect(throws: IndexFailure.self) { try searcher.search("whale", options: other) }
    }
    #expect(throws: IndexFailure.self) { try searcher.search("dawn", options: options) }
    #expect(throws: IndexFailure.self) {
      try CorpusSearcher(
        [SearchedCorpus(name: "other", snapshot: try #require(QueryPageTests.snapshot))]
      ).search("whale", options: options)
    }
  }

  /// Pieces of patterns, each with a word's part that it describes.
  private static let patternParts: [(pattern: String, word: String)] = [
    ("a", "a"), ("whale", "whale"), ("[b-d]", "c"), ("[^x]", "y"), (".", "k"), ("\\d", "7"),
    ("\\w", "w"), ("\\D", "d"), ("\\S", "s"), ("[[:digit:]]+", "42"), ("[[:alpha:]a]", "q"),
    ("(ab|cd)", "cd"), ("(?:x|y)*", "xyx"), ("z{2,3}", "zzz"), ("é?", "é"), ("q*", "q"),
    ("W", "W"), ("鲸", "鲸"), ("[A-F]", "D"), ("Ä", "Ä"), ("０", "０"),
  ]

  /// A leaf in every notation, with a text in which it must be found if anywhere.
  private static func leaf(_ random: inout SeededGenerator) -> (query: String, text: String) {
    let words = [
      "whale", "White", "GPT-4", "don't", "白鲸", "人工智能模型", "3.14", "Straße", "…", "😀", "x_y", "№7",
      "!!", "é", "ﬁne", "İ", "ｗｉｄｅ", "१२", "的",
    ]
    func text() -> String {
      (0..<random.number(1..<4)).map { _ in random.pick(words) }.joined(separator: " ")
    }
    switch random.number(0..<7) {
    case 0:
      let word = random.pick(words)
      return (word, word)
    case 1:
      let text = text()
      return ("\"\(text)\"", text)
    case 2:
      let text = text()
      return ("\"\(text)*\"", text + "s")
    case 3:
      let word = random.pick(words)
      return (word + "*", word + "s")
    case 4:
      let text = text()
      return ("exact:\"\(text)\"", text)
    case 5:
      let word = random.pick(words)
      return (word + "~1", word)
    default:
      let parts = (0..<random.number(1..<5)).map { _ in random.pick(patternParts) }
      return ("/\(parts.map(\.pattern).joined())/", parts.map(\.word).joined())
    }
  }

  /// What finds nothing is either said to find nothing, or is found in a record made for it.
  ///
  /// A word exists when analysis makes it of some text. So each leaf comes with a text that has what
  /// it describes: if neither an error nor a notice says that it can find nothing, that text must be
  /// found.
  @Test(arguments: [AnalyzerKind.standard, .plain, .whitespace])
  func `a leaf without a word to say finds the text that was made for it`(
    kind: AnalyzerKind
  ) throws {
    var random = SeededGenerator.announced("notation by \(kind)")
    let leaves = (0..<400).map { _ in Self.leaf(&random) }
    let folder = ScratchFolder()
    var options = IngestOptions()
    options.fields = FieldPlan(textFields: ["text"], recordID: "id")
    options.method.analyzer = kind
    options.jobs = 1
    let index = try CorpusIndex(at: folder.path + "/index")
    let lines = leaves.enumerated().map {
      "{\"id\":\"\($0.offset)\",\"text\":\"\($0.element.text)\"}\n"
    }
    folder.write(Array(lines.joined().utf8), to: "leaves.jsonl")
    _ = try index.ingest([folder.path + "/leaves.jsonl"], options: options)
    let searcher = try index.searcher()
    var search = SearchOptions()
    search.limit = leaves.count
    search.snippets = false
    var silent = 0
    for (number, leaf) in leaves.enumerated() {
      do {
        let answer = try searcher.search(leaf.query, options: search)
        if !answer.notices.isEmpty { continue }
        let isFound = answer.hits.contains { $0.reference.record == "\(number)" }
        #expect(isFound, "\(leaf.query) in “\(leaf.text)”")
        silent += 1
      } catch let failure as IndexFailure {
        #expect(failure.code == .badQuery, "\(leaf.query): \(failure.message)")
      }
    }
    // Else the test would look at nothing but errors.
    #expect(silent > 150)
  }
}
