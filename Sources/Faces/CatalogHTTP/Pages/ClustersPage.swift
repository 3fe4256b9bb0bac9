internal import CatalogService

/// Clusters, and one of them with its datasets.
enum ClustersPage {
  static func list(_ context: PageContext) throws -> HTML {
    var options = ListOptions()
    options.text = context.text("q")
    options.timeout = context.timeLimit
    let answer = try context.catalog.clusters(options)
    let title = context.say("Clusters", "集群")
    let rows = answer.clusters.map { cluster -> HTML in
      let licenses = cluster.licenses.prefix(3).map(\.value).joined(separator: ", ")
      return """
        <tr><td><a href="\(PageLink("clusters", cluster.handle).text)">\(
          cluster.name(in: context.language))</a></td>\
        <td class="number">\(cluster.datasets)</td><td>\(licenses)</td>\
        <td class="number">\(size(cluster, context))</td></tr>
        """
    }
    return PageLayout.document(
      context, title: title, json: PageLink("v1", "clusters"),
      """
      <h1>\(title)</h1><p class="soft">\(answer.total)</p>
      <div class="scroll"><table class="list"><thead><tr><th scope="col">\(title)</th>\
      <th scope="col" class="number">\(context.say("Datasets", "数据集"))</th>\
      <th scope="col">\(PageWords.field("license", context))</th>\
      <th scope="col" class="number">\(context.say("Size", "大小"))</th></tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """)
  }

  static func one(_ context: PageContext) throws -> HTML {
    let answer = try context.catalog.cluster(context.segments[1])
    let cluster = answer.cluster
    let introduction: HTML =
      cluster.introduction(in: context.language).map { "<p class=\"lead\">\($0)</p>" } ?? ""
    let rows = zip(answer.datasets, answer.verdicts).map { dataset, verdict -> HTML in
      """
      <tr><td><a href="\(PageLink("datasets", dataset.id).text)">\(
        dataset.name(in: context.language))</a></td>\
      <td>\(PageWords.verdict(verdict, context))</td>\
      <td class="number">\(PageFigures.bytes(dataset.byteCount, context))</td>\
      <td class="number">\(PageFigures.count(dataset.recordCount, context))</td></tr>
      """
    }
    return PageLayout.document(
      context, title: cluster.name(in: context.language),
      json: PageLink("v1", "clusters", cluster.handle),
      """
      <h1>\(cluster.name(in: context.language))</h1>\(introduction)
      <div class="scroll"><table class="list"><thead><tr>\
      <th scope="col">\(context.say("Dataset", "数据集"))</th>\
      <th scope="col">\(PageWords.field("verdict", context))</th>\
      <th scope="col" class="number">\(context.say("Size", "大小"))</th>\
      <th scope="col" class="number">\(context.say("Records", "记录"))</th></tr></thead>\
      <tbody>\(rows)</tbody></table></div>
      """)
  }

  /// The sum of what is known, and for how many nothing is.
  private static func size(_ cluster: ListedCluster, _ context: PageContext) -> HTML {
    PageFigures.bytes(
      sum: cluster.bytes.sum, known: cluster.bytes.known > 0, unknown: cluster.bytes.unknown,
      context)
  }
}
