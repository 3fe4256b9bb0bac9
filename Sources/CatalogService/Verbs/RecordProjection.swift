internal import CorpusIndex
internal import JSONText
internal import Records

/// Some members of records, chosen by their paths; order and nesting stay.
struct RecordProjection {
  /// A path that is still to be followed, and its number among those asked for.
  private typealias Step = (number: Int, path: Substring)

  /// Paths asked for: keys joined by dots.
  let paths: [String]
  /// Paths that are written as well, where a record has them.
  private let always: [String]
  private var isFound: [Bool]
  /// Paths that records hold, for messages.
  private var known: [String] = []
  private static let knownLimit = 40

  /// Members at `paths`, and at `always` where a record has them.
  init(_ paths: [String], always: [String]) {
    self.paths = paths
    self.always = always
    isFound = paths.map { _ in false }
  }

  /// The paths that no record had.
  var missing: [String] { zip(paths, isFound).filter { !$0.1 }.map(\.0) }

  /// Paths that records hold.
  var knownPaths: [String] { known }

  /// What is chosen of a record.
  mutating func callAsFunction(_ record: JSON) -> JSON {
    if !missing.isEmpty { learn(record, below: "") }
    let steps = (paths + always).enumerated().map { Step($0.offset, Substring($0.element)) }
    return project(record, steps) ?? .object([])
  }

  private mutating func project(_ value: JSON, _ steps: [Step]) -> JSON? {
    switch value {
    case .object(let members):
      let kept = members.compactMap { member -> JSON.Member? in
        project(member, steps).map { JSON.Member(member.key, $0) }
      }
      return kept.isEmpty ? nil : .object(kept)
    case .array(let elements):
      // An object of which nothing is chosen stays as an empty one, so that places keep their meaning.
      var isAny = false
      let kept = elements.compactMap { element -> JSON? in
        if let chosen = project(element, steps) {
          isAny = true
          return chosen
        }
        return element.members == nil ? nil : .object([])
      }
      return isAny ? .array(kept) : nil
    case .null, .bool, .number, .string: return nil
    }
  }

  private mutating func project(_ member: JSON.Member, _ steps: [Step]) -> JSON? {
    var inner: [Step] = []
    var isWhole = false
    for step in steps {
      if step.path.isWritten(like: member.key) {
        if step.number < isFound.count { isFound[step.number] = true }
        isWhole = true
      } else if step.path.isWritten(beginningWith: member.key + ".") {
        let rest = step.path.utf8.dropFirst(member.key.utf8.count + 1)
        inner.append(Step(step.number, Substring(rest)))
      }
    }
    let chosen = inner.isEmpty ? nil : project(member.value, inner)
    return isWhole ? member.value : chosen
  }

  private mutating func learn(_ value: JSON, below path: String) {
    switch value {
    case .object(let members):
      for member in members {
        let full = path.isEmpty ? member.key : "\(path).\(member.key)"
        if known.count < Self.knownLimit, !known.containsExactly(full) { known.append(full) }
        learn(member.value, below: full)
      }
    case .array(let elements): for element in elements { learn(element, below: path) }
    case .null, .bool, .number, .string: break
    }
  }
}
