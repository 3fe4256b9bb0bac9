internal import CatalogService
internal import CorpusIndex

extension Verb {
  /// Verbs that read data.
  static let indexing: [Verb] = [
    Verb(long: "add") { arguments in
      let sources = try arguments.texts("source")
      let id = try arguments.text("id")
      var options = AddOptions()
      options.name = try arguments.text("name")
      options.textFields = try arguments.texts("text")
      options.recordID = try arguments.text("record_id")
      options.edits = try arguments.texts("set")
      options.plan = try arguments.text("plan")
      options.savedPlan = try arguments.text("save_plan")
      options.skipsIndexing = try arguments.flag("no_index") ?? false
      let isDryRun = try arguments.flag("dry_run") ?? false
      options.indexing = try arguments.indexingOptions()
      options.indexing.maximumErrors = try arguments.maximumErrors()
      return { [options] catalog, task in
        if isDryRun { return try catalog.plan(sources, id: id, options: options) }
        return try task.wait {
          try await catalog.add(sources, id: id, options: options, observe: task.observe)
        }
      }
    },
    Verb(long: "index") { arguments in
      let id = try arguments.required("id")
      let sources = try arguments.texts("source")
      let texts = try arguments.texts("text")
      let recordID = try arguments.text("record_id")
      let rebuild = try arguments.flag("rebuild") ?? false
      var options = try arguments.indexingOptions()
      options.maximumErrors = try arguments.maximumErrors()
      return { [options] catalog, task in
        try task.wait {
          try await catalog.index(
            id, sources: sources, textFields: texts, recordID: recordID, options: options,
            rebuild: rebuild, observe: task.observe)
        }
      }
    },
    Verb("plan") { arguments in
      let sources = try arguments.texts("source")
      let size = try arguments.number("unit_bytes", in: 1...Int64.max)
      let folder = try arguments.text("out")
      var options = AddOptions()
      options.textFields = try arguments.texts("text")
      options.recordID = try arguments.text("record_id")
      options.indexing = try arguments.indexingOptions()
      return { [options] catalog in
        try catalog.planUnits(
          sources, options: options,
          unitByteCount: size.map { UInt64($0) } ?? SourceListing.usualUnitByteCount,
          writingTo: folder)
      }
    },
    Verb(long: "unit") { arguments in
      let unit = try arguments.required("unit")
      let folder = try arguments.required("out")
      return { _, task in
        try task.wait { try await Catalog.makeUnit(unit, in: folder, observe: task.observe) }
      }
    },
    Verb(long: "publish") { arguments in
      let id = try arguments.required("id")
      let folders = try arguments.texts("folder")
      let resources = try arguments.resources()
      var options = IndexingOptions()
      options.memory = resources.memory
      options.jobs = resources.jobs
      return { [options] catalog, task in
        try task.wait {
          try await catalog.publish(id, from: folders, options: options, observe: task.observe)
        }
      }
    },
    Verb(long: "profile") { arguments in
      let id = try arguments.required("id")
      let again = try arguments.flag("again") ?? false
      let tokenizer = try arguments.text("tokenizer")
      return { catalog, task in
        try task.wait {
          try catalog.profile(id, again: again, tokenizer: tokenizer) { _ = task.step($0) }
        }
      }
    },
    Verb("check") { arguments in
      let id = try arguments.text("id")
      let repair = try arguments.flag("repair") ?? false
      return { try $0.check(id, repair: repair) }
    },
    Verb("status") { _ in { try $0.status() } },
  ]
}

extension TaskHandle {
  /// Notes what a run of indexing tells; the task that runs it is cancelled otherwise.
  fileprivate func observe(_ event: IngestEvent) {
    if case .step(let progress) = event { _ = step(progress) }
  }
}
