internal import CatalogService

/// Values with counts, of which each leads to the answer with it, or without it again.
enum FacetLinks {
  /// Fields that a list of datasets is filtered by under their own name.
  static let fields = ["verdict", "kind", "language", "license", "sector", "modality", "access"]

  /// What stands for datasets without a value.
  static let unknown = "unknown"

  /// The datasets that have a value; those that have none for `nil`.
  static func target(_ field: String, _ value: String?) -> PageLink? {
    if fields.contains(field) || field == "industry" {
      return PageLink("datasets", query: [(field, value ?? unknown)])
    }
    guard field == "year" else { return nil }
    return PageLink(
      "datasets", query: [("where", value.map { "year = \($0)" } ?? "year is unknown")])
  }

  private static var valuesShown: Int { 12 }

  /// One facet, and nothing where it has no values.
  ///
  /// `link` leads to the answer with a value, or without it where it was chosen; `nil` stands for those
  /// that have none.
  static func list(
    _ facet: FieldFacet, chosen: [String?], _ context: PageContext,
    link: (_ value: String?, _ isChosen: Bool) -> PageLink?
  ) -> HTML {
    guard !facet.values.isEmpty else { return "" }
    let shown = facet.values.enumerated().filter { place, count in
      place < valuesShown || chosen.contains(count.value?.text)
    }
    let rows = shown.map { _, count -> HTML in
      let number = Figures.count(count.count)
      let value = count.value?.text
      let name =
        value.map { HTML(text: PageWords.value($0, of: facet.field, context)) }
        ?? PageLayout.unknown(context)
      let isChosen = chosen.contains(value)
      guard let target = link(value, isChosen) else {
        return "<li><span>\(name)</span> <span class=\"soft\">\(number)</span></li>"
      }
      let mark: HTML = isChosen ? " class=\"on\" aria-current=\"true\"" : ""
      let sign: HTML = isChosen ? " ✕" : ""
      return """
        <li><a\(mark) href="\(target.text)" rel="nofollow">\(name)\(sign)</a> \
        <span class="soft">\(number)</span></li>
        """
    }
    let left = facet.values.count - shown.count + Int(clamping: facet.more)
    let rest: HTML =
      left > 0
      ? "<li class=\"soft\">\(context.say("\(left) more values", "还有 \(left) 个值"))</li>" : ""
    return """
      <section class="facet"><h2>\(PageWords.field(facet.field, context))</h2>\
      <ul>\(rows)\(rest)</ul></section>
      """
  }
}
