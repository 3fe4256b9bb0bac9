internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import QueryLanguage

extension Catalog {
  /// Datasets and the values among them.
  ///
  /// - Throws: ``CatalogError`` `badQuery` for a condition that does not parse, and for a value that
  ///   a column with a closed list of values does not have; `interrupted` after the time that the
  ///   options allow.
  public func list(_ options: ListOptions = ListOptions()) throws -> ListAnswer {
    let query = DatasetQuery(options)
    let page = try CatalogError.folding { try store.list(query) }
    var answer = ListAnswer(
      total: page.total,
      datasets: page.datasets.map {
        ListedDataset(dataset: $0.dataset, index: $0.index)
      },
      facets: page.facets.map(FieldFacet.init), next: page.next)
    answer.notices = page.hints.map { Notice($0) }
    if page.isChanged {
      answer.notices.append(
        Notice(
          "the catalogue has changed since the page before, so datasets may be there twice or be missing"
        )
      )
    }
    if let notice = try noticeOfUnknownFolders() { answer.notices.append(notice) }
    answer.failures = try failuresOfFolders()
    return answer
  }

  /// Datasets whose folders belong to others.
  private func failuresOfFolders() throws -> [DatasetFailure] {
    try steady {
      try folderIDs().compactMap { id in
        do {
          try Registration.refuseAnother(in: home.index(of: id))
          return nil
        } catch {
          return DatasetFailure(dataset: id, error: CatalogError(folding: error))
        }
      }
    }
  }

  /// Datasets whose description matches a query of `find`, best first.
  ///
  /// The words of the query are looked for, whatever its operators say: who searches records for
  /// `+license -draft` still wants to hear of a dataset about licences.
  func described(_ query: String, among ids: [String]) throws -> [FoundDataset] {
    let words = DescriptionSnippet.words(of: query)
    guard !words.isEmpty else { return [] }
    // A folder that the store does not know is searched and has no description.
    let described = try ids.compactMap { try standing(of: $0)?.id ?? meant($0)?.id }
    if !ids.isEmpty, described.isEmpty { return [] }
    return try kept(
      ["described", query] + described, byteCount: { $0.reduce(0) { $0 + $1.byteCount } }
    ) {
      var search = DatasetQuery()
      search.text = .anyOf(words)
      search.limit = configuration.describedDatasets
      if !described.isEmpty { search.filters = [.init("id", described)] }
      return try store.list(search).datasets.map { found in
        let introduction = try found.dataset.cluster.flatMap {
          try store.cluster($0)?.introduction.all
        }
        return FoundDataset(
          id: found.id, name: found.dataset.name, score: found.score ?? 0,
          snippet: DescriptionSnippet.of(
            found.dataset, introduction: introduction ?? [], query: query))
      }
    }
  }
}

extension DatasetQuery {
  /// Asks for the number alone.
  static var counting: DatasetQuery {
    var query = DatasetQuery()
    query.limit = 0
    return query
  }

  init(_ options: ListOptions) {
    self.init()
    text = options.text.flatMap { $0.isEmpty ? nil : .query($0) }
    let wanted: [(String, [String])] = [
      ("license", options.licenses), ("language", options.languages), ("sector", options.sectors),
      ("industry", options.industries), ("kind", options.kinds), ("modality", options.modalities),
      ("access", options.access), ("verdict", options.verdicts),
    ]
    filters = wanted.filter { !$0.1.isEmpty }.map { Filter($0.0, $0.1) }
    condition = options.condition
    facets = options.facets
    sort = options.sort.map { [SortKey(parsing: $0)] } ?? []
    limit = options.limit
    cursor = options.cursor
    timeout = options.timeout
  }
}

extension FieldFacet {
  init(_ facet: Facet) {
    self.init(
      field: facet.field,
      values: facet.values.map {
        FacetCount(value: $0.value.map { .string($0) }, count: UInt64($0.count))
      })
  }
}
