/// What one dataset's rights come to, for every purpose at once.
package struct RightsStanding: Sendable, Hashable {
  private var verdicts = [RightsVerdict](repeating: .clear, count: RightsPurpose.allCases.count)
  /// Families of licences that ask for themselves; more than one forbid to pass on a mixture.
  private var families: Set<String> = []

  package init() {}

  /// The verdict for a purpose.
  package subscript(purpose: RightsPurpose) -> RightsVerdict {
    if purpose == .any, families.count > 1 { return .blocked }
    return verdicts[Self.index(purpose)]
  }

  /// The purposes for which it is clear.
  package var clearPurposes: [RightsPurpose] {
    RightsPurpose.allCases.filter { self[$0] == .clear }
  }

  private static func index(_ purpose: RightsPurpose) -> Int {
    switch purpose {
    case .academic: 0
    case .commercial: 1
    case .any: 2
    }
  }

  /// Takes in what another standing or remark says; true when that made anything worse.
  mutating func worsen(by other: RightsStanding) -> Bool {
    var changed = false
    for index in verdicts.indices where other.verdicts[index] > verdicts[index] {
      verdicts[index] = other.verdicts[index]
      changed = true
    }
    if !other.families.isSubset(of: families) {
      families.formUnion(other.families)
      changed = true
    }
    return changed
  }

  mutating func worsen(by remark: RightsGraph.Remark) {
    for purpose in RightsPurpose.allCases {
      let index = Self.index(purpose)
      verdicts[index] = max(verdicts[index], remark.judgement(for: purpose).verdict)
    }
    if let family = remark.shareAlikeFamily { families.insert(family) }
  }
}

/// The standings of many datasets, worked out together.
///
/// A dataset stands as badly as the worst of what it leads to. Each look is made once, and what it
/// finds is carried against the direction of the links until nothing changes; a standing can grow
/// worse a few times only, so the cost grows with the number of datasets and links, cycles
/// included.
package enum RightsStandings {
  package static func standings(
    of ids: some Sequence<String>, in graph: RightsGraph
  ) throws -> [String: RightsStanding] {
    var numbers: [RightsGraph.Visit: Int] = [:]
    var visits: [RightsGraph.Visit] = []
    func number(_ visit: RightsGraph.Visit) -> Int {
      if let known = numbers[visit] { return known }
      numbers[visit] = visits.count
      visits.append(visit)
      return visits.count - 1
    }
    let roots = ids.map { ($0, number(RightsGraph.Visit(dataset: $0))) }
    var standings: [RightsStanding] = []
    var readers: [[Int]] = []
    while standings.count < visits.count {
      let place = standings.count
      let look = try graph.look(visits[place])
      var standing = RightsStanding()
      for remark in look.remarks { standing.worsen(by: remark) }
      standings.append(standing)
      for (_, next) in look.next {
        let other = number(next)
        while readers.count < visits.count { readers.append([]) }
        readers[other].append(place)
      }
    }
    while readers.count < visits.count { readers.append([]) }
    var waiting = Array(visits.indices)
    var isWaiting = Array(repeating: true, count: visits.count)
    while let place = waiting.popLast() {
      isWaiting[place] = false
      for reader in readers[place] {
        if standings[reader].worsen(by: standings[place]), !isWaiting[reader] {
          isWaiting[reader] = true
          waiting.append(reader)
        }
      }
    }
    var result: [String: RightsStanding] = [:]
    for (id, place) in roots { result[id] = standings[place] }
    return result
  }
}
