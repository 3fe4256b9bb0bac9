internal import CatalogService

/// What every page has around it.
enum PageLayout {
  /// A whole document.
  ///
  /// - Parameters:
  ///   - context: What the page is made from.
  ///   - title: What the page shows, for tabs and bookmarks.
  ///   - json: Where the same stands as JSON.
  ///   - body: The page itself.
  /// - Returns: The document.
  static func document(
    _ context: PageContext, title: String, json: PageLink?, _ body: HTML
  ) -> HTML {
    let other = context.language == "zh" ? "en" : "zh"
    let alternate: HTML =
      json.map { "<link rel=\"alternate\" type=\"application/json\" href=\"\($0.text)\">" } ?? ""
    let source: HTML =
      json.map { "<a href=\"\($0.text)\">JSON</a> · " } ?? ""
    return """
      <!doctype html>
      <html lang="\(context.language)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title) · catalog</title>
      <link rel="stylesheet" href="/style.css">
      <link rel="icon" href="data:,">
      \(alternate)
      </head>
      <body>
      <a class="skip" href="#main">\(context.say("Skip to content", "跳到正文"))</a>
      <header><nav aria-label="\(context.say("Main", "主导航"))">
      <a class="brand" href="/">catalog</a>
      <a href="/datasets">\(context.say("Datasets", "数据集"))</a>
      <a href="/clusters">\(context.say("Clusters", "集群"))</a>
      <a href="/mixture">\(context.say("Mixture", "混合"))</a>
      <span class="grow"></span>
      <a href="\(context.link.with("lang", other).text)" hreflang="\(other)" lang="\(other)">\
      \(other == "zh" ? "中文" : "English")</a>
      </nav></header>
      <main id="main">
      \(body)
      </main>
      <footer>\(source)<a href="/openapi.json">OpenAPI</a> · <a href="/v1/query-language">\
      \(context.say("query language", "查询语法"))</a></footer>
      </body>
      </html>

      """
  }

  /// The search box over records and descriptions.
  ///
  /// - Parameters:
  ///   - context: What the page is made from.
  ///   - query: What stands in it.
  ///   - datasets: Searched alone; all when empty.
  ///   - more: What else can be said of the search.
  /// - Returns: The form.
  static func searchBox(
    _ context: PageContext, query: String = "", datasets: [String] = [], more: HTML = ""
  ) -> HTML {
    let names = datasets.joined(separator: context.say(", ", "、"))
    let prompt =
      datasets.isEmpty
      ? context.say("Search records and descriptions", "搜索记录与说明")
      : context.say("Search in \(names)", "在 \(names) 中搜索")
    return """
      <form class="search" action="/find" role="search">
      \(datasets.map { hidden("in", $0) })<input type="search" name="q" value="\(query)" \
      aria-label="\(prompt)" placeholder="\(prompt)">
      <button>\(context.say("Search", "搜索"))</button>\(more)
      </form>
      """
  }

  /// What a verdict is not.
  static func disclaimer(_ context: PageContext) -> String {
    context.say(RightsAnswer.disclaimer, "以上不构成法律意见。")
  }

  /// What to try where nothing was found.
  static func nothing(_ context: PageContext) -> HTML {
    let words = context.say(
      "Nothing was found. Fewer words, another spelling or fewer filters may help; the ",
      "没有找到。可减少词语或筛选条件，或换一种写法；参见")
    return """
      <p class="note">\(words)<a href="/v1/query-language">\(context.say(
        "query language", "查询语法"))</a>\(context.say(" says what can be asked.", "。"))</p>
      """
  }

  /// A value that a form sends on.
  static func hidden(_ name: String, _ value: String) -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
  }

  /// The way to what follows, where something does.
  static func next(_ cursor: String?, _ context: PageContext) -> HTML {
    guard let cursor else { return "" }
    let words = context.say("Next page", "下一页")
    return
      "<p><a rel=\"next\" href=\"\(context.link.with("cursor", cursor).text)\">\(words)</a></p>"
  }

  /// A word about a figure that is not known.
  static func unknown(_ context: PageContext) -> HTML {
    "<span class=\"unknown\">\(context.say("unknown", "未知"))</span>"
  }
}
