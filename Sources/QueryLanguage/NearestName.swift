/// The known names that a mistyped one most likely stands for.
///
/// The one answer to “did you mean”: for fields and columns, verbs of a command, ids of datasets.
package enum NearestName {
  /// The most likely name, or `nil` when none is near.
  package static func nearest(to name: String, among names: some Sequence<String>) -> String? {
    all(near: name, among: names, limit: 1).first
  }

  /// The most likely names, nearest first, equally near ones in their order.
  ///
  /// Near are names that contain what was typed when that has three characters or more, and names
  /// that it becomes by few changes: a third of the characters at most, and never more than three.
  /// Case does not count.
  package static func all(
    near name: String, among names: some Sequence<String>, limit: Int
  )
    -> [String]
  {
    let typed = name.lowercased()
    let wanted = Array(typed.unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= maximumLength else { return [] }
    var found: [(distance: Int, place: Int, name: String)] = []
    for (place, candidate) in names.enumerated() {
      let known = candidate.lowercased()
      let letters = Array(known.unicodeScalars)
      guard letters.count <= maximumLength else { continue }
      let allowed = max(1, min(maximumDistance, max(wanted.count, letters.count) / 3))
      // A letter or two stand in most names and mean none of them.
      let distance =
        wanted.count > 2 && known.contains(typed)
        ? min(1, letters.count - wanted.count)
        : abs(letters.count - wanted.count) > allowed ? .max : Self.distance(wanted, letters)
      if distance <= allowed, distance < wanted.count || distance == 0 {
        found.append((distance, place, candidate))
      }
    }
    return found.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }
      .prefix(limit).map(\.name)
  }

  private static let maximumLength = 64
  private static let maximumDistance = 3

  /// Insertions, deletions, changes and swaps of neighbours between two words.
  private static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var above = Array(0...second.count)
    for i in first.indices {
      var row = [i + 1]
      for j in second.indices {
        var cost = min(above[j + 1], row[j]) + 1
        cost = min(cost, above[j] + (first[i] == second[j] ? 0 : 1))
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          cost = min(cost, before[j - 1] + 1)
        }
        row.append(cost)
      }
      before = above
      above = row
    }
    return above[second.count]
  }
}
