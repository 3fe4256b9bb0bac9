internal import CatalogService
internal import CorpusIndex

extension Verb {
  /// Verbs about descriptions.
  static let datasets: [Verb] = [
    Verb("list") { arguments in
      var options = ListOptions()
      options.text = try arguments.text("text")
      options.licenses = try arguments.texts("license")
      options.languages = try arguments.texts("language")
      options.sectors = try arguments.texts("sector")
      options.industries = try arguments.texts("industry")
      options.kinds = try arguments.texts("kind")
      options.modalities = try arguments.texts("modality")
      options.access = try arguments.texts("access")
      options.condition = try arguments.text("where")
      options.facets = try arguments.texts("facet")
      options.sort = try arguments.text("sort")
      options.limit = try arguments.number("limit", in: 0...Int64.max)
      options.cursor = try arguments.text("cursor")
      return { [options] in try $0.list(options) }
    },
    Verb("show") { arguments in
      let id = try arguments.required("id")
      return { try $0.show(id) }
    },
    Verb("set") { arguments in
      let id = try arguments.required("id")
      let edits = try arguments.texts("edits")
      return { try $0.set(id, edits) }
    },
    Verb("remove") { arguments in
      let id = try arguments.required("id")
      return { catalog in
        try catalog.remove(id)
        return ChangeAnswer(dataset: id, change: "removed")
      }
    },
    Verb("restore") { arguments in
      let id = try arguments.required("id")
      return { catalog in
        try catalog.restore(id)
        return ChangeAnswer(dataset: id, change: "restored")
      }
    },
    Verb("rename") { arguments in
      let id = try arguments.required("id")
      let new = try arguments.required("new")
      return { try $0.rename(id, to: new) }
    },
    Verb("purge") { arguments in
      let id = try arguments.required("id")
      return { catalog in
        _ = try catalog.purge([id])
        return ChangeAnswer(dataset: id, change: "purged")
      }
    },
    Verb("apply") { arguments in
      let path = try arguments.required("file")
      let isDryRun = try arguments.flag("dry_run") ?? false
      return { try $0.apply(path, dryRun: isDryRun) }
    },
    Verb("log") { arguments in
      let id = try arguments.text("id")
      let limit = try arguments.number("limit", in: 0...Int64.max)
      return { try $0.log(id, limit: limit) }
    },
    Verb("undo") { arguments in
      let number = try arguments.number("entry", in: 0...Int64.max)
      // With an id the entry is a delete of that dataset's records, without one a change of the store.
      let id = try arguments.text("id")
      guard let number else { throw CatalogError(.usage, "undo needs “entry”") }
      return { catalog in
        try id.map { try catalog.undoDelete(UInt64(number), of: $0) as any JSONAnswer }
          ?? catalog.undo(Int64(number))
      }
    },
    Verb("summary") { arguments in
      let fields = try arguments.texts("by")
      return { try fields.isEmpty ? $0.summary() : $0.summary(by: fields) }
    },
    Verb("license") { arguments in
      let ids = try arguments.texts("id")
      let mixture = try arguments.text("mixture")
      let purpose = try arguments.text("use")
      guard ids.isEmpty != (mixture == nil) else {
        throw CatalogError(.usage, "license takes “id” or “mixture”, one of the two")
      }
      return { catalog in
        try mixture.map { try catalog.rights(ofMixture: $0, for: purpose) }
          ?? catalog.rights(of: ids, for: purpose ?? "commercial")
      }
    },
    Verb("lineage") { arguments in
      let id = try arguments.required("id")
      let up = try arguments.number("up", in: 0...Int64.max)
      let down = try arguments.number("down", in: 0...Int64.max)
      return { try $0.lineage(id, up: up, down: down) }
    },
    Verb("versions") { arguments in
      let id = try arguments.required("id")
      return { try $0.versions(id) }
    },
    Verb("diff") { arguments in
      let first = try arguments.required("a")
      let second = try arguments.required("b")
      return { try $0.diff(first, second) }
    },
    Verb("export") { arguments in
      let id = try arguments.required("id")
      let vocabulary = try arguments.required("as")
      return { try $0.export(id, as: vocabulary) }
    },
    Verb("validate") { arguments in
      let path = try arguments.required("file")
      return { try $0.validate(path) }
    },
  ]
}
