import Storage
import Testing

@testable import Analysis

@Test(arguments: [
  ("GPT-4", ["gpt", "4"]),
  ("C++ and C#, c++17", ["c++", "and", "c#", "c++", "17"]),
  ("a+b page#part", ["a", "b", "page", "part"]),
  ("3.14 1,000 don't don’t", ["3.14", "1,000", "don't", "don't"]),
  ("snake_case __init__ ___", ["snake_case", "__init__"]),
  ("GPT4模型", ["gpt4", "模型"]),
  ("Straße ＡＢＣ ﬁx", ["strasse", "abc", "fix"]),
  ("臺灣", ["台湾"]),
  ("https://example.org/a-b?c=1", ["https", "example.org", "a", "b", "c", "1"]),
])
func `standard finds what people type`(text: String, expected: [String]) {
  #expect(tokens(text) == expected)
}
