internal import CatalogService

/// A problem as a page: what, where, and a query with the place that does not parse.
enum ProblemPage {
  static func page(_ problem: Problem, _ context: PageContext) -> HTML {
    let query = problem.error?.query
    let caret: HTML =
      query.map { fault in
        let place = String(repeating: " ", count: fault.column) + "^"
        let suggestion = fault.suggestion.map { " " + $0 } ?? ""
        return "<pre class=\"caret\">\(fault.text)\n\(place)\(suggestion)</pre>"
      } ?? ""
    let remedy = problem.error?.remedy.map { "<p>\($0.description)</p>" as HTML } ?? ""
    return PageLayout.document(
      context, title: HTTPResponse.reason(problem.status), json: nil,
      """
      <h1>\(context.say("That did not work", "出错了"))</h1>
      <div class="error"><p>\(problem.detail)</p>\(caret)\(remedy)</div>
      \(PageTable.page(at: context.segments)?.form(context) ?? PageLayout.searchBox(context))
      """)
  }
}
