package import JSONText

/// Something wrong or doubtful in a description: what, where, and what to do about it.
package struct DatasetProblem: Sendable, Hashable {
  /// How much it matters.
  package enum Severity: String, Sendable, Hashable, Comparable {
    /// Worth knowing; nothing to correct.
    case note
    /// Readable, but probably not what was meant.
    case warning
    /// The description cannot be taken as it is.
    case error

    private var rank: Int {
      switch self {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  }

  package var severity: Severity
  /// The value concerned, such as `licenses[0].spdx`; empty for the whole description.
  package var path: String
  /// Where it stands in the file, when it was read from one.
  package var place: TextPosition?
  package var message: String
  package var remedy: String
  /// Whether it tells that a value is kept in another word than it was written in.
  package var tellsKeptWord = false
  /// Whether it tells that a verdict is unknown because of words that are not understood.
  package var tellsDoubt = false

  package init(
    _ severity: Severity, at path: String, _ message: String, remedy: String,
    place: TextPosition? = nil
  ) {
    self.severity = severity
    self.path = path
    self.place = place
    self.message = message
    self.remedy = remedy
  }

  /// The same problem of a value inside `outer`.
  func inside(_ outer: String) -> DatasetProblem {
    var problem = self
    if path.isEmpty {
      problem.path = outer
    } else if path.hasPrefix("[") || outer.isEmpty {
      problem.path = outer + path
    } else {
      problem.path = "\(outer).\(path)"
    }
    return problem
  }
}

extension [DatasetProblem] {
  /// True when at least one problem forbids to take the description.
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// The same problems with the places of their values in a file.
  package func located(in document: ParsedDocument) -> [DatasetProblem] {
    map { problem in
      var located = problem
      located.place = problem.place ?? document.place(of: problem.path)
      return located
    }
  }
}
