internal import Postings
internal import Segments
internal import Storage

/// Clauses of which every one must hold.
extension SegmentBinder {
  /// A conjunction whose clauses have several members; `nil` where one has none in this segment.
  func groups(_ clauses: [PlanShape.Clause]) throws(StorageError) -> GroupTop? {
    struct Group {
      var entries: [(key: TermKey, info: TermInfo, order: Int)] = []
      var phrases: [(clause: PhraseClause, order: Int)] = []
      var cost: UInt64 = 0
    }
    var groups: [Group] = []
    var order = 0
    for clause in clauses {
      var group = Group()
      for leaf in clause.leaves {
        switch leaf {
        case .term(let key):
          guard let info = try info(key) else { continue }
          group.entries.append((key, info, order))
          group.cost += UInt64(info.documentFrequency)
        case .phrase(let phrase):
          guard let found = try phraseClause(phrase) else { continue }
          group.phrases.append((found, order))
          group.cost += UInt64(found.matcher.cost)
        }
        order += 1
      }
      if group.entries.isEmpty, group.phrases.isEmpty { return nil }
      groups.append(group)
    }
    groups.sort { $0.cost < $1.cost }
    let listCount = groups.reduce(0) { $0 + $1.entries.count }
    var lists = CandidateLists(listCount: listCount, scratch: scratch)
    var phrases: [PhraseClause] = []
    var ranges: [GroupTop.Group] = []
    var queryOrder = [Int](repeating: 0, count: order)
    for group in groups {
      let firstList = lists.lists.count
      for entry in group.entries {
        let list = try open(entry.key, entry.info)
        let scoring = list.scoring
        queryOrder[entry.order] = lists.lists.count
        lists.append(list.cursor, weight: weights.idf(entry.key), scoring: scoring)
      }
      let firstPhrase = listCount + phrases.count
      for (clause, order) in group.phrases {
        queryOrder[order] = listCount + phrases.count
        phrases.append(clause)
      }
      ranges.append(
        GroupTop.Group(
          lists: firstList..<lists.lists.count, phrases: firstPhrase..<listCount + phrases.count))
    }
    return GroupTop(
      lists, phrases: phrases, groups: ranges, queryOrder: queryOrder, scratch: scratch)
  }

  /// A clause of a conjunction: its range of entries, and the sum of their document frequencies.
  private struct JoinGroup: BitwiseCopyable {
    var first: Int
    var end: Int
    var cost: UInt64

    func precedes(_ other: JoinGroup) -> Bool { (cost, first) < (other.cost, other.first) }
  }

  /// A conjunction of this segment's lists; `nil` where a clause has none.
  func conjunction(_ plan: JoinPlan) throws(StorageError) -> ConjunctionTop? {
    let count = plan.entries.count
    var leaves = OwningList<Conjunction.Leaf>(capacity: plan.leaves.count, in: scratch)
    var infos = OwningList<TermInfo?>(capacity: count, in: scratch)
    let leafNumbers = scratch.makeUninitialized(Int.self, count: count)
    // The rarest first; each word of a phrase is a group of its own.
    let groups = scratch.makeUninitialized(JoinGroup.self, count: count)
    var groupCount = 0
    var listCount = 0
    for clause in plan.clauses {
      var any = JoinGroup(first: infos.count, end: infos.count, cost: 0)
      for number in clause {
        let leaf = plan.leaves[number]
        for entry in leaf.entries {
          let info = try weights.info(plan.entries[entry], in: part, index: partIndex)
          leafNumbers[entry] = leaves.count
          any.end = entry + 1
          any.cost += UInt64(info?.documentFrequency ?? 0)
          if info != nil {
            listCount += 1
          } else if clause.count == 1 {
            return nil
          }
          infos.append(info)
          if leaf.isPhrase {
            Self.insert(any, into: groups, count: &groupCount)
            any = JoinGroup(first: entry + 1, end: entry + 1, cost: 0)
          }
        }
        if infos[leaf.entries.lowerBound] == nil { continue }
        leaves.append(
          Conjunction.Leaf(
            weight: weights.weight(of: leaf, in: plan), isPhrase: leaf.isPhrase, slop: leaf.slop,
            listCount: leaf.entries.count))
      }
      if any.end > any.first {
        if any.cost == 0 { return nil }
        Self.insert(any, into: groups, count: &groupCount)
      }
    }
    var conjunction = Conjunction(leaves: leaves, listCount: listCount, scratch: scratch)
    var scoring: FieldScoring?
    var field: String?
    for number in 0..<groupCount {
      var beginsGroup = true
      for index in groups[number].first..<groups[number].end {
        guard let info = infos[index] else { continue }
        let entry = plan.entries[index]
        if scoring == nil || field != entry.key.field {
          scoring = self.scoring(entry.key.field)
          field = entry.key.field
        }
        guard let scoring, let cursor = try part.cursor(entry.key, info, scratch: scratch) else {
          throw missingLists()
        }
        conjunction.append(
          cursor, scoring: scoring, leaf: leafNumbers[index], offset: entry.offset,
          beginsGroup: beginsGroup)
        beginsGroup = false
      }
    }
    return ConjunctionTop(conjunction, scratch: scratch)
  }

  /// Inserts a group into groups sorted by cost.
  private static func insert(
    _ group: JoinGroup, into groups: BufferView<JoinGroup>, count: inout Int
  ) {
    var slot = count
    while slot > 0, group.precedes(groups[slot - 1]) {
      groups[slot] = groups[slot - 1]
      slot -= 1
    }
    groups[slot] = group
    count += 1
  }
}
