internal import CatalogService
internal import JSONText

/// A dataset: what it is, how large, what may be done with it, where it comes from, what is in it.
enum DatasetPage {
  static func page(_ context: PageContext) throws -> HTML {
    let answer = try context.catalog.show(context.segments[1])
    let tree = answer.tree
    let isIndexed = answer.index.summary != nil
    let search: HTML =
      isIndexed ? PageLayout.searchBox(context, datasets: [answer.id]) : notIndexed(context)
    let lead = answer.summary(in: context.language)
    let introduction: HTML = lead.map { "<p class=\"lead\">\($0)</p>" } ?? ""
    let description: HTML =
      answer.description(in: context.language).map {
        $0 == lead ? "" : "<p class=\"text\">\($0)</p>"
      } ?? ""
    let body: HTML = """
      <h1>\(answer.name(in: context.language))</h1>
      \(introduction)
      \(search)
      <ul class="cards">\(cards(tree, answer, context))</ul>
      \(description)
      \(facts(tree, answer, context))
      \(measures(tree, context))
      \(try rights(answer, tree, context))
      \(try lineage(answer, context))
      \(try ProfilePlots.section(profile(answer, context), context))
      \(try first(answer, context))
      \(exports(answer, context))
      """
    return PageLayout.document(
      context, title: answer.name(in: context.language),
      json: PageLink("v1", "datasets", answer.id), body)
  }

  private static func notIndexed(_ context: PageContext) -> HTML {
    let words = context.say(
      "It is described here and not indexed, so its records cannot be searched.",
      "此处只有说明，未建索引，无法搜索其记录。")
    return "<p class=\"note\">\(words)</p>"
  }

  private static func cards(
    _ tree: JSON, _ answer: PageAnswer, _ context: PageContext
  ) -> [HTML] {
    let purposes = ["commercial", "academic", "any"]
    let verdicts = purposes.compactMap { name in answer.verdicts.first { $0.purpose == name } }
    var cards = verdicts.map { purpose, verdict -> HTML in
      let names = [
        "commercial": context.say("commercial use", "商业使用"),
        "academic": context.say("academic use", "学术使用"), "any": context.say("any use", "任何使用"),
      ]
      return "<li><b>\(PageWords.verdict(verdict, context))</b>\(names[purpose] ?? purpose)</li>"
    }
    if let summary = answer.index.summary {
      cards.append(
        """
        <li><b>\(Figures.count(summary.records))</b>\(context.say(
          summary.records == 1 ? "record indexed" : "records indexed", "条记录已索引"))</li>
        """)
      cards.append(
        """
        <li><b>\(Figures.bytes(summary.textBytes))</b>\(context.say("of text", "文本"))</li>
        """)
    }
    return cards
  }

  private static func facts(_ tree: JSON, _ answer: PageAnswer, _ context: PageContext) -> HTML {
    var rows: [HTML] = []
    func row(_ english: String, _ chinese: String, _ value: HTML) {
      rows.append("<dt>\(context.say(english, chinese))</dt><dd>\(value)</dd>")
    }
    func tags(_ key: String) -> HTML? {
      let values = tree[key]?.elements.compactMap(\.string) ?? []
      guard !values.isEmpty else { return nil }
      let field =
        ["languages": "language", "sectors": "sector", "modalities": "modality"][key] ?? ""
      return HTML(
        values.map { value in
          let name = PageWords.value(value, of: field, context)
          let link = FacetLinks.target(field, value)
          return link.map { "<a class=\"tag\" href=\"\($0.text)\">\(name)</a>" }
            ?? "<span class=\"tag\">\(name)</span>"
        })
    }
    row("Id", "标识", HTML(text: answer.id))
    if let cluster = tree["cluster"]?.string {
      row("Cluster", "集群", "<a href=\"\(PageLink("clusters", cluster).text)\">\(cluster)</a>")
    }
    // A publisher of whom only the name is known stands there as a text.
    let publisher = tree["publisher"]?["name"]?.string ?? tree["publisher"]?.string
    row("Publisher", "发布者", publisher.map { HTML(text: $0) } ?? PageLayout.unknown(context))
    if let homepage = tree["homepage"]?.string {
      row("Homepage", "主页", link(homepage))
    }
    let kind = tree["kind"]?.string.map { PageWords.value($0, of: "kind", context) }
    row("Kind", "类型", kind.map { HTML(text: $0) } ?? PageLayout.unknown(context))
    row("Languages", "语言", tags("languages") ?? PageLayout.unknown(context))
    row("Sectors", "领域", tags("sectors") ?? PageLayout.unknown(context))
    row("Modalities", "模态", tags("modalities") ?? PageLayout.unknown(context))
    let access = tree["access"]?.string.map { PageWords.value($0, of: "access", context) }
    let note = tree["access_note"]?.string.map { " — \($0)" } ?? ""
    row(
      "Access", "获取方式", access.map { HTML(text: $0 + note) } ?? PageLayout.unknown(context))
    let parts = answer.contained.map { id -> HTML in
      "<a class=\"tag\" href=\"\(PageLink("datasets", id).text)\">\(id)</a>"
    }
    if !parts.isEmpty { row("Parts", "组成部分", HTML(parts)) }
    if let message = answer.index.message {
      row("Index", "索引", PageSentences.shown(message, context))
    }
    return "<h2>\(context.say("About", "关于"))</h2><dl>\(rows)</dl>"
  }

  /// What sources say of sizes, side by side: they do not always agree.
  private static func measures(_ tree: JSON, _ context: PageContext) -> HTML {
    let measures = tree["measures"]?.elements ?? []
    guard !measures.isEmpty else { return "" }
    let rows = measures.map { measure -> HTML in
      let metric = measure["metric"]?.string ?? ""
      let amount = measure["value"]?.scalarText ?? ""
      let shown = Double(amount).map { figure($0, unit: measure["unit"]?.string) } ?? amount
      let about = measure["precision"]?.string ?? ""
      let details = [measure["stated"], measure["note"]].compactMap { $0?.string }
        .joined(separator: "; ")
      return """
        <tr><td>\(PageWords.value(metric, of: "metric", context))</td>\
        <td class="number">\(PageWords.value(about, of: "precision", context)) \(shown)</td>\
        <td>\(measure["scope"]?.string ?? "")</td>\
        <td class="words">\(details)<br><span class="soft">\(link(measure["source"]?.string ?? ""))</span></td></tr>
        """
    }
    return """
      <h2>\(context.say("Sizes, and who says so", "规模与出处"))</h2>
      <div class="scroll"><table class="list"><thead><tr><th scope="col">\(context.say(
        "Of", "指标"))</th><th scope="col" class="number">\(context.say("Value", "数值"))</th>\
      <th scope="col">\(context.say("Part", "部分"))</th><th scope="col">\(context.say(
        "As stated", "原文与出处"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private static func figure(_ value: Double, unit: String?) -> String {
    if unit == "B", value >= 0, value < 1e19 { return Figures.bytes(UInt64(value)) }
    var number = Figures.decimal(value, places: 2)
    if value >= 1000, value < 1e18 {
      let parts = number.split(separator: ".", maxSplits: 1)
      number = Figures.count(UInt64(parts[0]) ?? 0) + (parts.count > 1 ? "." + parts[1] : "")
    }
    return unit.map { number + " " + $0 } ?? number
  }

  private static func rights(
    _ answer: PageAnswer, _ tree: JSON, _ context: PageContext
  ) throws -> HTML {
    guard answer.removedAt == nil else { return "" }
    let rights = try context.catalog.rights(of: [answer.id], for: "commercial")
    let together = rights.together
    let path = together.path.map { PageSentences.path($0, context) } ?? ""
    let reason =
      together.reason.map { "<p>\(PageSentences.shown($0, context))</p>" as HTML } ?? ""
    let licenses = (tree["licenses"]?.elements ?? []).map { license -> HTML in
      let label = license["spdx"]?.string ?? license["name"]?.string ?? ""
      return """
        <tr><td>\(label)</td><td>\(license["scope"]?.string ?? "")</td>\
        <td>\(link(license["source"]?.string ?? ""))</td></tr>
        """
    }
    let stated: HTML =
      licenses.isEmpty
      ? ""
      : """
      <div class="scroll"><table class="list"><thead><tr><th scope="col">\(context.say(
        "Licence", "许可"))</th><th scope="col">\(context.say("Of", "适用于"))</th>\
      <th scope="col">\(context.say("Read at", "出处"))</th></tr></thead>\
      <tbody>\(licenses)</tbody></table></div>
      """
    return """
      <h2>\(context.say("What may be done with it", "可以怎样使用"))</h2>
      <p><b>\(PageWords.verdict(together.verdict, context))</b> \(context.say(
        "for commercial use", "（商业使用）"))</p><p class="soft">\(path)</p>\(reason)
      \(stated)<p class="soft">\(PageLayout.disclaimer(context))</p>
      """
  }

  private static func lineage(_ answer: PageAnswer, _ context: PageContext) throws -> HTML {
    guard answer.removedAt == nil else { return "" }
    let lineage = try context.catalog.lineage(answer.id, up: 2, down: 1)
    let tree = lineage.text(as: "tree") ?? ""
    guard tree.split(separator: "\n").count > 1 else { return "" }
    return """
      <h2>\(context.say("Where it comes from", "来源与派生"))</h2>
      \(LineagePlot.plot(lineage.tree, context))
      <details><summary>\(context.say("As text", "文字形式"))</summary><pre>\(tree)</pre></details>
      """
  }

  private static func first(_ answer: PageAnswer, _ context: PageContext) throws -> HTML {
    guard answer.index.summary != nil, answer.removedAt == nil else { return "" }
    let title = context.say("First records", "最前面的记录")
    let head: RecordsAnswer
    do {
      head = try context.catalog.head(answer.id, count: 3, timeout: context.timeLimit)
    } catch let error as CatalogError where error.code == .interrupted {
      // The rest of the page is worth showing all the same.
      return "<h2>\(title)</h2><p class=\"note\">\(PageSentences.shown(error, context))</p>"
    }
    let records = head.records.map { record -> HTML in
      let id = record.reference.record
      return """
        <article><h3><a href="\(PageLink("datasets", answer.id, "records", id).text)">\(context.say(
          "Record \(id)", "记录 \(id)"))</a></h3>\
        \(RecordPage.content(record, context))</article>
        """
    }
    return "<h2>\(title)</h2>\(records)"
  }

  /// What was measured of the data: of an index what was counted while it was made, where nobody has
  /// asked for more.
  private static func profile(_ answer: PageAnswer, _ context: PageContext) throws -> JSON? {
    guard answer.index.summary != nil, answer.removedAt == nil else {
      return answer.tree["profile"]
    }
    return try context.catalog.profile(answer.id, isKept: false).tree["profile"]
  }

  private static func exports(_ answer: PageAnswer, _ context: PageContext) -> HTML {
    let links = Catalog.vocabularies.map { name -> HTML in
      var link = PageLink("v1", "datasets", answer.id, "export")
      link.query = [("as", name)]
      return "<a class=\"tag\" href=\"\(link.text)\">\(name)</a>"
    }
    return "<h2>\(context.say("The description elsewhere", "导出说明"))</h2><p>\(links)</p>"
  }

  /// A source: an address that can be followed, or words.
  private static func link(_ address: String) -> HTML {
    guard PageLink.isOfWeb(address) else { return HTML(text: address) }
    // Of a long address its host and its last part are enough to know it by.
    let parts = address.split(separator: "/", omittingEmptySubsequences: true).dropFirst()
    let shown =
      parts.count > 2 ? "\(parts.first ?? "")/…/\(parts.last ?? "")" : parts.joined(separator: "/")
    return "<a href=\"\(address)\" rel=\"noreferrer\">\(shown)</a>"
  }
}
