internal import CatalogService
internal import CorpusIndex

extension Verb {
  /// Verbs about records.
  static let records: [Verb] = [
    Verb("find") { arguments in
      let query = try arguments.required("query")
      let ids = try arguments.datasets()
      let options = try arguments.searchOptions()
      return { try $0.find(query, in: ids, options: options) }
    },
    Verb("count") { arguments in
      let query = try arguments.required("query")
      let ids = try arguments.datasets()
      let condition = try arguments.text("where")
      let all = try arguments.flag("all") ?? false
      let fields = try arguments.texts("by")
      let timeout = try arguments.real("timeout", in: SearchOptions.timeouts)
      return {
        try $0.count(query, in: ids, where: condition, all: all, by: fields, timeout: timeout)
      }
    },
    Verb("record") { arguments in
      let record = try arguments.required("record")
      let id = try arguments.required("id")
      return { try $0.record(record, in: id) }
    },
    Verb("head") { arguments in
      let id = try arguments.required("id")
      let count = try arguments.number("limit", in: 1...1_000_000) ?? 5
      let condition = try arguments.text("where")
      return { try $0.head(id, count: count, where: condition) }
    },
    Verb("sample") { arguments in
      let id = try arguments.required("id")
      let count = try arguments.number("limit", in: 1...1_000_000) ?? 10
      let seed = UInt64(try arguments.number("seed", in: 0...Int64.max) ?? 0)
      let condition = try arguments.text("where")
      return { try $0.sample(id, count: count, seed: seed, where: condition) }
    },
    Verb("delete") { arguments in
      let id = try arguments.required("id")
      let query = try arguments.text("query")
      let records = try arguments.texts("record")
      guard (query == nil) != records.isEmpty else {
        throw CatalogError(.usage, "delete takes “query” or “record”, one of the two")
      }
      return { catalog in
        try query.map { try catalog.delete(matching: $0, from: id) }
          ?? catalog.delete(records: records, from: id)
      }
    },
    Verb(long: "extract") { arguments in
      let query = try arguments.required("query")
      let ids = try arguments.datasets()
      let path = try arguments.required("to")
      var options = ExtractOptions()
      options.condition = try arguments.text("where")
      options.all = try arguments.flag("all") ?? false
      options.fields = try arguments.texts("fields")
      options.idsOnly = try arguments.flag("ids_only") ?? false
      options.limit = try arguments.number("limit", in: 0...Int64.max)
      options.overwrites = try arguments.flag("force") ?? false
      return { [options] catalog, task in
        try task.wait {
          try catalog.extract(query, in: ids, to: path, options: options) { _ = task.step($0) }
        }
      }
    },
    Verb("tokens") { arguments in
      let text = try arguments.required("text")
      let analyzer = try arguments.choice("analyzer", AnalyzerKind.self) ?? .standard
      return { try $0.tokens(of: text, analyzer: analyzer) }
    },
  ]
}
