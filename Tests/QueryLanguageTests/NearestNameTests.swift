import Testing

@testable import QueryLanguage

struct NearestNameTests {
  @Test(arguments: [
    ("fnd", "find"), ("lsit", "list"), ("indx", "index"), ("FIND", "find"), ("qualty", "quality"),
    ("place", "metadata.place"), ("serch", nil), ("x", nil), ("", nil), ("whole", nil),
  ])
  func `a name that is nearly right is found`(typed: String, meant: String?) {
    let names = ["find", "list", "index", "show", "quality", "metadata.place"]
    #expect(NearestName.nearest(to: typed, among: names) == meant)
  }

  @Test func `several names come nearest first`() {
    let names = ["web-crawl", "webs", "web", "wob", "news"]
    #expect(NearestName.all(near: "web", among: names, limit: 3) == ["web", "web-crawl", "webs"])
    #expect(NearestName.all(near: "web", among: names, limit: 9).contains("news") == false)
  }

  @Test func `long names are compared in bounded time`() {
    let long = String(repeating: "a", count: 100_000)
    #expect(NearestName.nearest(to: long, among: [long, "a"]) == nil)
  }
}
