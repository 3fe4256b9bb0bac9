package import JSONText

/// What differs between two descriptions.
package struct DatasetDiff: Sendable, Hashable {
  /// One value that was added, taken away or changed.
  package struct Change: Sendable, Hashable {
    /// Such as `licenses[MIT].scope` or `measures[bytes].value`.
    package var path: String
    package var before: JSON?
    package var after: JSON?
    package var area: Area

    /// Which part of a dataset the value belongs to.
    package enum Area: String, Sendable, CaseIterable {
      case metadata, files, profile
    }
  }

  package var changes: [Change] = []

  /// Compares two descriptions value by value; elements of lists are matched by their names.
  ///
  /// The ids are not compared: two datasets always differ in them.
  package init(_ before: Dataset, _ after: Dataset) {
    compare(before.tree, after.tree, at: "", isRoot: true)
  }

  private mutating func compare(
    _ before: JSON, _ after: JSON, at path: String, isRoot: Bool = false
  ) {
    if before == after { return }
    switch (before, after) {
    case (.object(let left), .object(let right)):
      var keys = left.map(\.key)
      for member in right where !keys.contains(member.key) { keys.append(member.key) }
      for key in keys where !(isRoot && key == "id") {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        compare(before[key], after[key], at: inner)
      }
    case (.array(let left), .array(let right)):
      compare(Self.named(left), Self.named(right), at: path)
    default: add(path, before, after)
    }
  }

  private mutating func compare(_ before: JSON?, _ after: JSON?, at path: String) {
    switch (before, after) {
    case (let before?, let after?): compare(before, after, at: path)
    // A list that was not there is an empty one: each element is a change of its own.
    case (nil, .array(let after)?): compare([], Self.named(after), at: path)
    case (.array(let before)?, nil): compare(Self.named(before), [], at: path)
    case (nil, nil): break
    default: add(path, before, after)
    }
  }

  private mutating func compare(
    _ before: [(name: String, value: JSON)], _ after: [(name: String, value: JSON)], at path: String
  ) {
    for element in before {
      let other = after.first { $0.name == element.name }?.value
      compare(element.value, other, at: "\(path)[\(element.name)]")
    }
    for element in after where !before.contains(where: { $0.name == element.name }) {
      add("\(path)[\(element.name)]", nil, element.value)
    }
  }

  /// Elements with names under which they can be found on the other side.
  private static func named(_ elements: [JSON]) -> [(name: String, value: JSON)] {
    var seen: [String: Int] = [:]
    return elements.map { element in
      let keys = ["id", "name", "spdx", "dataset", "metric", "version", "text", "of", "algorithm"]
      var name =
        element.scalarText ?? keys.lazy.compactMap { element[$0]?.scalarText }.first ?? "item"
      if let scope = element["scope"]?.scalarText { name += " \(scope)" }
      let count = (seen[name] ?? 0) + 1
      seen[name] = count
      return (count == 1 ? name : "\(name) \(count)", element)
    }
  }

  /// The names under which changes speak of the elements of a list, in their order.
  static func names(of elements: [JSON]) -> [String] { named(elements).map(\.name) }

  private mutating func add(_ path: String, _ before: JSON?, _ after: JSON?) {
    let root = path.prefix { $0 != "." && $0 != "[" }
    let area: Change.Area =
      root == "profile"
      ? .profile : root == "distributions" || root == "formats" ? .files : .metadata
    changes.append(Change(path: path, before: before, after: after, area: area))
  }

  /// The changes as JSON.
  package var tree: JSON {
    .array(
      changes.map { change in
        .object([
          JSON.Member("path", .string(change.path)),
          JSON.Member("area", .string(change.area.rawValue)),
          JSON.Member("before", change.before ?? .null),
          JSON.Member("after", change.after ?? .null),
        ])
      })
  }
}
