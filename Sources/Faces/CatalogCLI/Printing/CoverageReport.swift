internal import ArgumentParser
internal import CatalogService

/// What an answer could not look at: never silent.
enum CoverageReport {
  /// Warns of stale and failed datasets; ends with status 1 when one failed.
  static func warn(_ coverage: AnswerCoverage, on output: Output) throws {
    for note in coverage.notes { output.warning(note) }
    for id in coverage.stale {
      output.note("note: \(id) has changed since it was indexed — catalog index \(id)")
    }
    for failure in coverage.failures {
      output.warning("\(failure.dataset) was not searched: \(failure.message)")
    }
    if !coverage.failures.isEmpty { throw ExitCode(1) }
  }
}
