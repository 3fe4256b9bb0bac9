internal import CatalogService

extension Arguments {
  /// Options of a search.
  mutating func searchOptions() throws -> SearchOptions {
    var options = SearchOptions()
    options.limit = try number("limit", in: 0...1_000_000) ?? options.limit
    options.condition = try text("where")
    options.all = try flag("all") ?? false
    options.k1 = try real("k1", in: SearchOptions.saturations) ?? options.k1
    options.b = try real("b", in: SearchOptions.lengthWeights) ?? options.b
    options.exactTotal = try flag("exact") ?? true
    options.snippets = try flag("snippets") ?? true
    options.fields = try flag("fields") ?? true
    options.context = try number("context", in: SearchOptions.contexts)
    options.explain = try flag("explain") ?? false
    options.cursor = try text("cursor")
    options.sort = try text("sort")
    options.facets = try texts("facet")
    options.facetLimit = try number("facet_limit", in: 1...1_000_000) ?? options.facetLimit
    options.timeout = try real("timeout", in: SearchOptions.timeouts)
    return options
  }

  /// Options of a count.
  mutating func countOptions() throws -> SearchOptions {
    var options = SearchOptions()
    options.condition = try text("where")
    options.all = try flag("all") ?? false
    options.facets = try texts("by")
    options.facetLimit = try number("facet_limit", in: 1...1_000_000) ?? options.facetLimit
    options.timeout = try real("timeout", in: SearchOptions.timeouts)
    return options
  }

  /// Declared columns: objects with name, path and type.
  mutating func columns() throws -> [FieldPlan.Column] {
    try objects("columns") { column in
      let name = try column.required("name")
      let path = try column.text("path") ?? name
      let type = try column.choice("type", ColumnType.self)
      return FieldPlan.Column(name: name, path: path, type: type)
    }
  }

  /// How files are read.
  mutating func reading() throws -> FileReading {
    var reading = FileReading()
    reading.format = try text("format")
    reading.delimiter = try text("delimiter")
    reading.quote = try text("quote")
    reading.encoding = try text("encoding")
    reading.header = try text("header")
    reading.skippedLines = try number("skip_lines", in: 0...Int64(FileReading.mostSkippedLines))
    reading.space = try text("space")
    reading.lineEnd = try text("line_end")
    reading.split = try text("split")
    reading.layout = try text("layout")
    return reading
  }

  /// Threads and memory of whatever indexes.
  mutating func resources() throws -> (memory: UInt64?, jobs: Int?) {
    (
      try number("memory", in: 16 << 20...Int64.max).map { UInt64($0) },
      try number("jobs", in: 1...256)
    )
  }

  /// Bad records after which whatever reads records stops.
  mutating func maximumErrors() throws -> Int? { try number("max_errors", in: 0...Int64.max) }

  /// How records become an index.
  mutating func indexingOptions() throws -> IndexingOptions {
    var options = IndexingOptions()
    options.reading = try reading()
    options.analyzer = try choice("analyzer", AnalyzerKind.self)
    options.stemming = try text("stem")
    options.stopWordFile = try text("stop_words")
    options.store = try choice("store", TextStore.self)
    options.reordering = try choice("reorder", Reordering.self)
    options.columns = try columns()
    options.columnLimit = try number("column_limit", in: FieldPlan.columnLimits)
    let resources = try resources()
    options.memory = resources.memory
    options.jobs = resources.jobs
    return options
  }
}
