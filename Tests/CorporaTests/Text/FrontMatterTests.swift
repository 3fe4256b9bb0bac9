import JSONText
import Storage
import Testing

@testable import Corpora

@Suite struct FrontMatterTests {
  private func read(_ text: String) -> (json: String, rest: String)? {
    let bytes = Array(text.utf8)
    return bytes.withView { view in
      FrontMatter(view).map {
        (JSON.object($0.members).text, String(decoding: bytes[$0.end...], as: UTF8.self))
      }
    }
  }

  @Test(arguments: [
    ("title: A whale", #"{"title":"A whale"}"#),
    (
      "title: \"A: whale\"\ndate: 2024-01-01\nn: 3\nx: true\nnone: ~",
      #"{"title":"A: whale","date":"2024-01-01","n":3,"x":true,"none":null}"#
    ),
    ("tags: [a, b c, 3]", #"{"tags":["a","b c",3]}"#),
    ("tags:\n  - a\n  - 'it''s'\nlang: zh # Chinese", #"{"tags":["a","it's"],"lang":"zh"}"#),
    ("tags:\n- a\n- b", #"{"tags":["a","b"]}"#),
    ("note: |\n  one\n  two\nfold: >\n  one\n  two", #"{"note":"one\ntwo","fold":"one two"}"#),
    ("# a comment\nauthor:\n  name: Ann\n  age: 3", #"{"author":"name: Ann\n  age: 3"}"#),
    ("url: https://a.org/x#y\n标题: 白鲸", #"{"url":"https://a.org/x#y","标题":"白鲸"}"#),
  ])
  func `a header gives its keys with their values`(header: String, json: String) {
    for end in ["\n", "\r\n"] {
      let lines = ("---\n" + header + "\n---\n").split(
        separator: "\n", omittingEmptySubsequences: false)
      let found = read(lines.joined(separator: end) + "text\n---\n")
      #expect(found?.json == json)
      #expect(found?.rest == "text\n---\n")
    }
  }

  @Test(arguments: [
    ("title = \"A: whale\" # a remark\ndraft = false", #"{"title":"A: whale","draft":false}"#),
    ("date = 2024-01-01T00:00:00Z\nn = 3", #"{"date":"2024-01-01T00:00:00Z","n":3}"#),
    ("tags = [\n  \"a\", # one\n  \"b # c\",\n]", #"{"tags":["a","b # c"]}"#),
    ("note = \"\"\"one\ntwo\"\"\"\nraw = 'C:\\d'", #"{"note":"one\ntwo","raw":"C:\\d"}"#),
    (
      "a = 1\n[params]\nb = 2\n[[x]]\nc = 3\n[[x]]\nc = 4",
      #"{"a":1,"params":{"b":2},"x":[{"c":3},{"c":4}]}"#
    ),
    (#"title = "He said \"x # y\" ok" # a remark"#, #"{"title":"He said \"x # y\" ok"}"#),
    ("place = {town = \"x\"}", #"{"place":"{town = \"x\"}"}"#),
  ])
  func `a header in TOML gives its keys with their values`(header: String, json: String) {
    let found = read("+++\n" + header + "\n+++\ntext\n")
    #expect(found?.json == json)
    #expect(found?.rest == "text\n")
  }

  @Test(arguments: [
    "", "---", "---\n---\ntext", "---\nno mapping here\n---\n", "---\ntitle: never closed\n",
    "text\n---\na: b\n---\n", "----\na: b\n---\n", "---\n# only a comment\n---\n",
    "---\n\n- a\n---\n", "+++\nno key here\n+++\n", "+++\na = 1\n---\n",
    "+++\na = \"\"\"open\n+++\n",
  ])
  func `what is no header is text`(text: String) { #expect(read(text) == nil) }
}
