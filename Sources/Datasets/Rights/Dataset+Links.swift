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
    return links
  }
}
