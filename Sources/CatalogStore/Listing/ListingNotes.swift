internal import QueryLanguage

/// What a list says beside its rows: which values were understood in another way than they were
/// written, and which ones no dataset has.
final class ListingNotes {
  /// The notes, in the order in which they arose.
  private(set) var problems: [QueryProblem] = []
  private var absent: Set<[String]> = []

  /// Values that a note names.
  private static let namedValues = 12

  func isAbsent(_ text: String, in field: DatasetField) -> Bool {
    absent.contains([field.rawValue, text])
  }

  /// Says which values a text was taken for, when it is none of them itself.
  func noteReading(of text: String, as meant: [String], in field: DatasetField) {
    guard !meant.contains(where: { $0.lowercased() == text.lowercased() }) else { return }
    let named = meant.prefix(Self.namedValues).joined(separator: ", ")
    add(
      "the \(field.rawValue) “\(text)” is read as \(named)"
        + (meant.count > Self.namedValues ? " …" : ""), about: text)
  }

  /// Says that no dataset has a value.
  func noteAbsence(
    of text: String, called name: String, in field: DatasetField, near: [String], known: [String]
  ) {
    absent.insert([field.rawValue, text])
    var message = "no dataset has the \(field.rawValue) \(name)"
    if field == .use {
      message =
        "no dataset is clear for \(name) use; the column verdict tells those that are by label, unknown and blocked for commercial use"
    }
    if near.isEmpty, !known.isEmpty {
      message += "; there are \(known.prefix(Self.namedValues).joined(separator: ", "))"
      if known.count > Self.namedValues { message += " …" }
    }
    add(message, about: text, near.isEmpty ? nil : .meant(near.joined(separator: ", ")))
  }

  private func add(_ message: String, about text: String, _ suggestion: QuerySuggestion? = nil) {
    let problem = QueryProblem(.filter, text, message: message, suggestion: suggestion)
    if !problems.contains(problem) { problems.append(problem) }
  }
}
