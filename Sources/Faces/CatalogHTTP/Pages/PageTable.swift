internal import CatalogService

/// The pages by their addresses.
enum PageTable {
  /// One page.
  struct Page: Sendable {
    /// What it is called in measurements.
    var name: String
    /// The parts of its path; `*` stands for any.
    var path: [String]
    /// Which threads make it.
    var lane = Route.Lane.quick
    /// What it rests on.
    var basis = Basis.indexes
    /// What was filled in, for another try when the page cannot be made.
    var form: @Sendable (PageContext) -> HTML = { PageLayout.searchBox($0) }
    /// Makes it.
    var make: @Sendable (PageContext) throws -> HTML
  }

  private static let pages = [
    Page(name: "page_home", path: [], basis: .descriptions, make: HomePage.page),
    Page(
      name: "page_datasets", path: ["datasets"], basis: .descriptions, form: DatasetsPage.form,
      make: DatasetsPage.page),
    Page(
      name: "page_dataset", path: ["datasets", "*"], lane: .search, basis: .dataset,
      make: DatasetPage.page),
    Page(name: "page_record", path: ["datasets", "*", "records", "*"], make: RecordPage.page),
    Page(name: "page_clusters", path: ["clusters"], basis: .descriptions, make: ClustersPage.list),
    Page(
      name: "page_cluster", path: ["clusters", "*"], basis: .descriptions, make: ClustersPage.one),
    Page(
      name: "page_results", path: ["find"], lane: .search, form: ResultsPage.form,
      make: ResultsPage.page),
    Page(
      name: "page_mixture", path: ["mixture"], form: MixturePage.form, make: MixturePage.page),
  ]

  /// The form of every page.
  static let types = ["text/html"]

  /// The page of an address.
  static func page(at segments: [String]) -> Page? {
    pages.first { page in
      page.path.count == segments.count
        && zip(page.path, segments).allSatisfy { $0 == "*" || $0 == $1 }
    }
  }

  /// Where the same stands as JSON, for the address of a page with `.json` behind it; the first page is
  /// called `index`.
  static func json(of request: HTTPRequest) -> String? {
    let path = request.path
    guard ["GET", "HEAD"].contains(request.method), path.hasSuffix(".json"),
      (1...2).contains(request.segments.count)
    else { return nil }
    // Forms send what was left empty too, and the interface takes no empty values.
    let query = request.query.filter { !$0.value.isEmpty && $0.name != "lang" }
    switch path {
    case "/index.json": return HomePage.json.text
    case "/mixture.json": return MixturePage.json(query).text
    default: break
    }
    guard ["datasets", "clusters", "find"].contains(where: { path.hasPrefix("/\($0)") }) else {
      return nil
    }
    let pairs = query.map { "\(Encoding.escaped($0.name))=\(Encoding.escaped($0.value))" }
    return "/v1" + path.dropLast(".json".count) + (pairs.isEmpty ? "" : "?")
      + pairs.joined(separator: "&")
  }

  /// The same for the page of a record that is not there: names of records may end in `.json` too.
  static func json(ofRecordIn request: HTTPRequest) -> String? {
    guard request.segments.count == 4, request.path.hasSuffix(".json") else { return nil }
    return "/v1" + request.path.dropLast(".json".count)
  }

  /// Nothing is loaded from elsewhere, nothing runs, and no other page may frame this one.
  static let policy =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'"
}
