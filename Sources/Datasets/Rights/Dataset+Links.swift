internal import JSONText

extension Dataset {
  /// Everything that ties it to other datasets: its lineage, and those subsets that are datasets of
  /// their own, which are parts of it whether or not the lineage says so too.
  package var links: [LineageEdge] {
    var known = Set([id] + aliases)
    known.formUnion(lineage.filter { $0.relation == .hasPart }.compactMap(\.targetID))
    var links = lineage
    for part in subsets.compactMap(\.dataset) where known.insert(part).inserted {
      links.append(LineageEdge(.hasPart, part))
    }
    for subset in subsets { links += Self.origins(in: subset.extra, of: subset.name) }
    for file in distributions {
      links += Self.origins(in: file.extra, of: file.name ?? file.id ?? "files")
    }
    return links
  }

  /// What a part without a description of its own says of where it comes from.
  private static func origins(in extra: [JSON.Member], of part: String) -> [LineageEdge] {
    extra.filter { $0.key == "lineage" }.flatMap(\.value.elements).compactMap { value in
      var problems: [DatasetProblem] = []
      var edge = LineageEdge(reading: value, problems: &problems)
      guard edge.relation.isOrigin else { return nil }
      edge.scope = edge.scope ?? part
      return edge
    }
  }
}
