internal import CatalogService

/// What datasets name that the catalogue does not hold.
enum DanglingReport {
  /// References that are told one by one.
  private static let shown = 5

  /// Says how many there are, and the first of them.
  static func print(_ dangling: [(dataset: String, names: String)], on output: Output) {
    guard !dangling.isEmpty else { return }
    let named = dangling.prefix(shown).map { "\($0.dataset) names \($0.names)" }
    let more = dangling.count > shown ? " …" : ""
    let count = dangling.count == 1 ? "1 reference leads" : "\(dangling.count) references lead"
    output.note(
      "note: \(count) to datasets that the catalogue does not hold: \(named.joined(separator: "; "))\(more)"
        .onOneLine)
  }
}
