import Foundation
import JSONText
import TestSupport
import Testing

@testable import Tokenizing

@Suite struct TokenizerTests {
  private func tokenizer(_ text: String) throws -> Tokenizer {
    try Tokenizer(try JSONReader.read(Array(text.utf8)))
  }

  /// A model of whole words and letters; `more` are further keys of the file.
  private func pairs(_ more: String = "") -> String {
    """
    {\(more) "model": {"type": "BPE", "unk_token": "?", "fuse_unk": true,
      "vocab": {"?": 0, "a": 1, "b": 2, "c": 3, "ab": 4, "abc": 5, "bc": 6, " ": 7},
      "merges": ["a b", ["ab", "c"], "b c"]}}
    """
  }

  @Test(arguments: [
    ("", 0), ("abc", 1), ("aabc", 2), ("bcab", 2), ("xx", 1), ("axb", 3), ("c c", 3),
    (String(repeating: "abc", count: 100), 100), (String(repeating: "abcb", count: 50), 100),
  ])
  func `pairs are joined in the order in which they were learned`(text: String, count: Int) throws {
    #expect(try tokenizer(pairs()).count(text) == count)
  }

  @Test(arguments: [
    (#""pre_tokenizer": {"type": "Magic"},"#, "the pre-tokenizer Magic is not known here"),
    (#""normalizer": {"type": "ByteLevel"},"#, "the normalizer ByteLevel is not known here"),
    (
      #""normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAAA"},"#,
      "it is no tokenizer.json: the map of characters is no base64"
    ),
    (
      #""normalizer": {"type": "Precompiled", "precompiled_charsmap": "CAAAAAEC"},"#,
      "it is no tokenizer.json: the map of characters is cut off"
    ),
    (
      #""pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a)+"}, "behavior": "Isolated"},"#,
      "the notation of the pattern a repeated group, at character 4 of (a)+ is not known here"
    ),
    (
      #""normalizer": {"type": "Strip"}, "pre_tokenizer": {"type": "Metaspace", "#
        + #""prepend_scheme": "first"},"#,
      "the pre-tokenizer Metaspace for the first word only, behind Strip is not known here"
    ),
    (
      #""added_tokens": [{"content": "x", "single_word": true}],"#,
      "the part of the added token x single_word is not known here"
    ),
  ])
  func `what is not known is refused by name`(more: String, sentence: String) {
    let error = #expect(throws: TokenizerError.self) { try tokenizer(pairs(more)) }
    #expect(error?.sentence == sentence)
  }

  @Test func `a file without a model is no tokenizer`() {
    #expect(throws: TokenizerError.malformed("it has no model")) { try tokenizer("{}") }
  }

  @Test func `added tokens are taken out as they stand`() throws {
    let added = """
      "added_tokens": [{"content": "<x>", "lstrip": true, "normalized": false}],
      """
    #expect(try tokenizer(pairs(added)).count("abc <x>abc") == 3)
    #expect(try tokenizer(pairs()).count("abc abc") == 3)
  }

  @Test(arguments: [
    (#"\s+(?!\S)|\s+"#, "a   b", ["  ", " "]),
    (#"[^\r\n\p{L}\p{N}]?\p{L}+"#, " ab-c1", [" ab", "-c"]),
    (#"(?i:'s|'LL)"#, "'S'll'x", ["'S", "'ll"]),
    (#"\p{N}{1,3}"#, "12345 六", ["123", "45"]),
    (#"\p{L}++a|\p{L}"#, "aa", ["a", "a"]),
    (#"(?:ab)?c|[一-龥]+"#, "abcc白鲸x", ["abc", "c", "白鲸"]),
    (#"\s*[\r\n]+"#, " \n\n a", [" \n\n"]),
  ])
  func `patterns match as Oniguruma does`(pattern: String, text: String, matches: [String]) throws {
    let split = try SplitPattern(pattern)
    let scalars = text.unicodeScalars.map(\.value)[...]
    var found: [String] = []
    var at = 0
    while let match = split.firstMatch(in: scalars, from: at) {
      found.append(String(decoding: scalars[match].utf8, as: UTF8.self))
      at = match.upperBound
    }
    #expect(found == matches)
  }

  /// Texts of the samples, and such as are seldom.
  private static func texts() throws -> [String] {
    var texts = [
      "", " ", "\n", "  leading and trailing  ", "<|end|> and <mask> and [SEP] inside",
      "I'll we'VE don't CAN'T 's", "12345.678 1,000,000 ½ ٣٤ Ⅷ", "tabs\tand\r\nlines\n\n\n  end",
      "naïve café ﬁ ǅ İstanbul ẞ ς Ά", "e\u{301}\u{323} 가각 \u{1100}\u{1161} é", "白鲸，灯塔。《文》",
      "🐋👩‍👩‍👧‍👦🇨🇳", "zero\u{200b}width\u{feff} nbsp\u{a0}space\u{3000}wide", "中文English混排123数字",
      "кириллица ελληνικά עברית العربية हिन्दी ไทย", "https://quay.example/a?b=c#d_e",
      "for(int i=0;i<10;++i){a[i]=i*i;}", "ALLCAPS camelCase snake_case", "\u{0}\u{fffd}\u{1}x",
      String(repeating: "harbour", count: 40),
    ]
    for name in ["tea-and-tide", "harbour-archive"] {
      let lines = try String(contentsOfFile: Project.path("Samples/\(name).jsonl"), encoding: .utf8)
      for line in lines.split(separator: "\n") {
        let record = try JSONReader.read(Array(line.utf8))
        if let text = record["content"]?.string ?? record["text"]?.string { texts.append(text) }
      }
    }
    return texts
  }

  @Test(.enabled(if: PythonPeer.path != nil, Comment(rawValue: PythonPeer.reason)))
  func `tokens are as many as the library counts`() throws {
    let folder = ScratchFolder()
    let texts = try Self.texts()
    folder.write(
      texts.map { JSON.string($0).text }.joined(separator: "\n") + "\n", to: "texts.jsonl")
    let lines = try PythonPeer.run(
      "Tests/TokenizingTests/count.py", [folder.path + "/texts.jsonl", folder.path])
    #expect(lines.count == 12)
    for line in lines {
      let parts = line.split(separator: "\t")
      let counts = parts[1].split(separator: " ").compactMap { Int($0) }
      let tokenizer = try tokenizer(
        String(contentsOfFile: folder.path + "/\(parts[0]).json", encoding: .utf8))
      for (text, count) in zip(texts, counts) {
        #expect(tokenizer.count(text) == count, "\(parts[0]): \(text.prefix(60).debugDescription)")
      }
    }
  }
}
