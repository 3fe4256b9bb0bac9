internal import CatalogService

/// A problem as a page: what, where, and a query with the place that does not parse.
enum ProblemPage {
  static func page(_ problem: Problem, _ context: PageContext) -> HTML {
    let query = problem.error?.query
    let caret: HTML =
      query.map { fault in
        let place = String(repeating: " ", count: fault.column) + "^"
        let suggestion = fault.suggestion.map { " " + PageSentences.shown($0, context) } ?? ""
        return "<pre class=\"caret\">\(fault.text)\n\(place)\(suggestion)</pre>"
      } ?? ""
    let remedy =
      problem.error?.remedy.map { remedy -> HTML in
        "<p>\(PageSentences.shown(remedy.description, context))</p>"
      } ?? ""
    let detail =
      problem.error.map { PageSentences.shown($0, context) }
      ?? PageSentences.shown(problem.detail, context)
    return PageLayout.document(
      context, title: title(of: problem.status, context), json: nil,
      """
      <h1>\(context.say("That did not work", "出错了"))</h1>
      <div class="error"><p>\(detail)</p>\(caret)\(remedy)</div>
      \(PageTable.page(at: context.segments)?.form(context) ?? PageLayout.searchBox(context))
      """)
  }

  /// What a status means, as the title of the page.
  private static func title(of status: Int, _ context: PageContext) -> String {
    let reason = HTTPResponse.reason(status)
    let chinese =
      switch status {
      case 400: "请求有误"
      case 404: "没有找到"
      case 405, 406: "不支持的请求"
      case 409: "有冲突"
      case 422: "无法处理"
      case 503: "暂时无法服务"
      case 500...: "服务器出错"
      default: reason
      }
    return context.say(reason, chinese)
  }
}
