internal import ArgumentParser
internal import CatalogService

/// What an answer could not look at: never silent.
enum CoverageReport {
  /// Warns of stale and failed datasets; ends with status 1 when one failed.
  static func warn(_ coverage: AnswerCoverage, on output: Output) throws {
    for note in coverage.engine.notes { output.warning(note) }
    note(coverage.stale, on: output)
    for failure in coverage.failures {
      let reason = RemedyText.with(failure.error.remedy, failure.error.statement)
      output.warning("\(failure.dataset) was not searched: \(reason)")
    }
    if !coverage.failures.isEmpty { throw ExitCode(1) }
  }

  /// Says of which datasets there is more to read than was searched.
  static func note(_ stale: [StaleDataset], on output: Output) {
    for stale in stale {
      output.caution("note: " + RemedyText.with(stale.remedy, stale.statement))
    }
  }
}
