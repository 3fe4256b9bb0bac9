internal import Foundation

/// Which files of a dataset only lie in another place than before, told by their bytes.
///
/// Several files may have the same bytes. Each goes to one place and no two to the same, so that none
/// loses what is remembered of its records.
struct FileMoves {
  /// A path with the fingerprint of what lies there.
  typealias Place = (path: String, fingerprint: String)

  /// Where a file lies now, by the path that it had.
  private(set) var places: [String: String] = [:]

  /// Files that kept their names are matched first, the others in order; whoever stays where he was has
  /// not moved.
  ///
  /// - Complexity: O(files).
  init(from before: [Place], to now: [Place]) {
    let stayed = Set(before.map(\.path)).intersection(now.map(\.path))
    var left = before.filter { !stayed.contains($0.path) }
    var open = now.filter { !stayed.contains($0.path) }
    for key in [Self.nameAndBytes, { $0.fingerprint }] as [(Place) -> String] {
      var free = Dictionary(grouping: open.reversed(), by: key)
      left.removeAll { file in
        guard let place = free[key(file)]?.popLast() else { return false }
        places[file.path] = place.path
        return true
      }
      let taken = Set(places.values)
      open.removeAll { taken.contains($0.path) }
    }
  }

  private static func nameAndBytes(of place: Place) -> String {
    (place.path as NSString).lastPathComponent + "/" + place.fingerprint
  }
}
