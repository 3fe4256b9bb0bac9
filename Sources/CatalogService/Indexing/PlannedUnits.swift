internal import CorpusIndex

/// The units of a plan as they were found, whole and each once.
struct PlannedUnits: Sendable {
  /// In the order of the plan.
  let indexes: [OtherCorpusIndex]
  /// Folders of units that the plan does not name.
  let passed: [String]
  private let fingerprints: [String: String]

  /// Looks for the units of a plan in some folders.
  ///
  /// - Throws: ``CatalogError`` when units are missing, are there twice, or were made with other options
  ///   than the plan's; it names them.
  init(of plan: WorkPlan, in folders: [String]) throws {
    let found = try CatalogError.folding { try folders.flatMap { try CorpusIndex.units(in: $0) } }
    if let other = found.first(where: { $0.optionsID != plan.optionsID }) {
      throw CatalogError(
        .usage, "a unit was made with other options than the plan's", at: .file(other.path),
        remedy: .advice("move it away, or make the units of one plan in a folder of their own"))
    }
    let ids = plan.ids
    let byID = Dictionary(grouping: found, by: \.id)
    if let id = ids.first(where: { byID[$0]?.count ?? 0 > 1 }), let twice = byID[id] {
      throw CatalogError(
        .usage, "a unit is there twice, in \(twice[1].path) as well", at: .file(twice[0].path),
        remedy: .advice("move one of them away, or name each folder once"))
    }
    let missing = ids.indices.filter { byID[ids[$0]] == nil }
    if let first = missing.first {
      throw CatalogError(
        .notFound,
        (missing.count == 1 ? "a unit is" : "\(missing.count) units are")
          + " missing: \(Self.names(of: missing, ids))",
        at: .file(plan.units[first].parts[0].path), remedy: .advice("make each and publish again"))
    }
    indexes = ids.compactMap { id in
      byID[id].map { OtherCorpusIndex(path: $0[0].path, name: id) }
    }
    let planned = Set(ids)
    passed = found.filter { !planned.contains($0.id) }.map(\.path)
    fingerprints = found.reduce(into: [:]) { known, unit in
      if planned.contains(unit.id) { known.merge(unit.fingerprints) { first, _ in first } }
    }
  }

  /// Units that are named one by one.
  private static let namedUnits = 5

  private static func names(of missing: [Int], _ ids: [String]) -> String {
    let named = missing.prefix(namedUnits).map { "\($0 + 1) (\(ids[$0]))" }
    let more = missing.count - named.count
    return named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  /// The fingerprint of files whose bytes the units have read; `nil` when they have not read all.
  func fingerprint(of sources: SourceListing) -> String? {
    let byPath = sources.rememberedPaths.map { (remembered: $0.value, absolute: $0.key) }
    let absolute = Dictionary(byPath.map { ($0.remembered, $0.absolute) }) { first, _ in first }
    var all: [String] = []
    for path in sources.paths {
      guard let known = absolute[path].flatMap({ fingerprints[$0] }) else { return nil }
      all.append(known)
    }
    return all.joined(separator: ",")
  }
}
