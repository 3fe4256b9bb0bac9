internal import CatalogService
internal import JSONText

/// A mixture: datasets with weights, judged together, with how often each is seen.
enum MixturePage {
  private static var rowsOffered: Int { 6 }

  static func page(_ context: PageContext) throws -> HTML {
    let question = try MixtureQuestion(Self.portions(context), tokens: context.text("tokens"))
    let use = Self.use(context)
    let title = context.say("A mixture", "数据混合")
    var result: HTML = ""
    if !question.portions.isEmpty {
      result = verdict(try question.rights(in: context.catalog, for: use), context)
    }
    return PageLayout.document(
      context, title: title, json: question.portions.isEmpty ? nil : json(context.query),
      """
      <h1>\(title)</h1>
      <p class="lead">\(context.say(
        "Name datasets and weights to see what they allow together and how often each is seen.",
        "填写数据集与权重，查看合在一起可以怎样使用、每个被看到多少遍。"))</p>
      \(form(context))\(result)
      """)
  }

  /// What was filled in, row by row.
  private static func portions(_ context: PageContext) -> [MixtureQuestion.Portion] {
    portions(context.query)
  }

  private static func portions(
    _ query: [(name: String, value: String)]
  ) -> [MixtureQuestion.Portion] {
    func text(_ name: String) -> String? { query.first { $0.name == name }?.value }
    return (0..<rowsOffered * 4).compactMap { row in
      text("d\(row)").map { ($0, text("w\(row)") ?? "1") }
    }
  }

  /// Where the same stands as JSON.
  static func json(_ query: [(name: String, value: String)]) -> PageLink {
    let portions = portions(query)
    return PageLink(
      "v1", "mixture",
      query: portions.map { ("dataset", $0.dataset) } + portions.map { ("weight", $0.weight) }
        + query.filter { ["dataset", "weight", "tokens", "use"].contains($0.name) })
  }

  private static func use(_ context: PageContext) -> String { context.text("use") ?? "commercial" }

  /// The datasets and weights, with room for more.
  static func form(_ context: PageContext) -> HTML {
    let portions = Self.portions(context)
    let use = Self.use(context)
    let rows = (0..<max(rowsOffered, portions.count + 2)).map { row -> HTML in
      let portion = portions.indices.contains(row) ? portions[row] : nil
      return """
        <tr><td><input name="d\(row)" value="\(portion?.dataset ?? "")" size="28" \
        aria-label="\(context.say("Dataset", "数据集")) \(row + 1)"></td>\
        <td><input name="w\(row)" value="\(portion?.weight ?? "")" size="5" inputmode="decimal" \
        aria-label="\(context.say("Weight", "权重")) \(row + 1)"></td></tr>
        """
    }
    let purposes = Catalog.purposes.map { purpose -> HTML in
      let mark: HTML = purpose == use ? " selected" : ""
      let name = PageWords.value(purpose, of: "use", context)
      return "<option value=\"\(purpose)\"\(mark)>\(name)</option>"
    }
    return """
      <form action="/mixture"><table class="list"><thead><tr><th scope="col">\(context.say(
        "Dataset", "数据集"))</th><th scope="col">\(context.say("Weight", "权重"))</th></tr></thead>\
      <tbody>\(rows)</tbody></table>
      <p><label>\(context.say("Tokens in all", "词元总数")) \
      <input name="tokens" size="8" value="\(context.text("tokens") ?? "")" placeholder="1T"></label> \
      <label>\(context.say("for", "用于")) <select name="use">\(purposes)</select></label> \
      <button>\(context.say("Judge", "判断"))</button></p></form>
      """
  }

  private static func verdict(_ answer: RightsAnswer, _ context: PageContext) -> HTML {
    let members = answer.tree["members"]?.elements ?? []
    let verdicts = answer.verdicts.map { verdict -> HTML in
      let figures = members.first { $0["dataset"]?.string == verdict.dataset }
      let seen = figures?["times_seen"]?.double.map { Figures.times($0) } ?? "—"
      let share = figures?["share"]?.double.map { Figures.share($0) } ?? "—"
      return """
        <tr><td><a href="\(PageLink("datasets", verdict.dataset).text)">\(verdict.dataset)</a></td>\
        <td>\(PageWords.verdict(verdict.verdict, context))</td><td class="number">\(share)</td>\
        <td class="number">\(seen)</td>\
        <td class="words">\(PageSentences.path(verdict.path ?? "", context)) \(
          PageSentences.shown(verdict.reason ?? "", context))</td></tr>
        """
    }
    return """
      <h2>\(context.say("Together", "合在一起"))</h2>
      <p><b>\(PageWords.verdict(answer.together.verdict, context))</b> \(
        PageSentences.shown(answer.together.reason ?? "", context))</p>
      <div class="scroll"><table class="list"><thead><tr><th scope="col">\(context.say(
        "Dataset", "数据集"))</th><th scope="col">\(context.say("Verdict", "结论"))</th>\
      <th scope="col" class="number">\(context.say("Share", "占比"))</th>\
      <th scope="col" class="number">\(context.say("Times seen", "遍数"))</th>\
      <th scope="col">\(context.say("Why", "原因"))</th></tr></thead>\
      <tbody>\(verdicts)</tbody></table></div><p class="soft">\(PageLayout.disclaimer(context))</p>
      """
  }
}
