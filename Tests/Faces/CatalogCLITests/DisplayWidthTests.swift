import Testing

@testable import CatalogCLI

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("whale", 5), ("白鲸", 4), ("カタカナ", 8), ("ｶﾀｶﾅ", 4), ("한국어", 6), ("Ａ", 2),
    ("e\u{301}", 1), ("é", 1), ("👍", 2), ("❤\u{fe0f}", 2), ("\u{200b}", 0), ("กำ", 2), ("a白b", 4),
  ])
  func `a text takes its columns`(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(arguments: [
    ("whale", 5, "whale"), ("whales", 5, "whal…"), ("白鲸记", 5, "白鲸…"), ("白鲸记", 6, "白鲸记"),
    ("白鲸记", 4, "白…"), ("whale", 1, "…"), ("whale", 0, ""),
  ])
  func `a text is cut to a width and says so`(text: String, width: Int, expected: String) {
    #expect(text.fitted(to: width) == expected)
    #expect(DisplayWidth.of(text.fitted(to: width)) <= width)
  }

  @Test func `padding counts columns, not characters`() {
    #expect("白".padded(to: 4) + "|" == "白  |")
    #expect("7".padded(to: 3, right: true) == "  7")
    #expect("long".padded(to: 2) == "long")
  }

  @Test func `lines break at spaces and between wide characters`() {
    #expect("the white whale".wrapped(to: 9) == ["the white", "whale"])
    #expect("the white whale".wrapped(to: 8) == ["the", "white", "whale"])
    #expect("白鲸记是小说".wrapped(to: 7) == ["白鲸记", "是小说"])
    #expect("one\n\ntwo".wrapped(to: 10) == ["one", "", "two"])
    #expect("unbreakable".wrapped(to: 4) == ["unbr", "eaka", "ble"])
  }
}
