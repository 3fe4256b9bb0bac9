internal import Postings
internal import Storage
internal import VectorKernels

/// The candidates of a stretch: taken from the rarest group, kept by all others.
extension Conjunction {
  /// Takes the documents of one list of the rarest group in the stretch through all others.
  mutating func gather(_ list: Int) throws(StorageError) -> Bool {
    try decode(list)
    let documents = lists[list].documents
    let total = lists[list].count
    let start =
      hasLeader ? leaderIndex : Kernels.lowerBound(documents, from: 0, count: total, target: first)
    let end =
      lists[list].last <= last
      ? total : Kernels.lowerBound(documents, from: start, count: total, target: last + 1)
    if hasLeader { leaderIndex = min(end, total - 1) }
    count = end - start
    if count == 0 { return false }
    lists[list].isPresent = true
    var next = 1
    if hasLeader, groups.count > 1, groups[1].count == 1 {
      // Only documents that the second list holds too become candidates.
      let second = groups[1].lowerBound
      count = try cursors[second].intersect(
        documents[start..<total], count: count, first: firstIndices, second: lists[second].slots)
      if count == 0 { return false }
      Kernels.take(
        documents, from: start, numbers: firstIndices, count: count, into: ids,
        slots: lists[list].slots)
      lists[second].isPresent = true
      next = 2
    } else {
      Kernels.take(documents, from: start, count: count, into: ids, slots: lists[list].slots)
    }
    for other in groups[0] where other != list && !lists[other].isOver {
      if other < list {
        if try !dropKnown(to: other, placed: list) { return false }
      } else {
        try find(in: other)
      }
    }
    for number in next..<groups.count {
      let group = groups[number]
      if group.count == 1 {
        try keep(in: group.lowerBound)
      } else {
        try keep(inAnyOf: group)
      }
      if count == 0 { return false }
    }
    return true
  }

  /// Keeps the candidates that one list has.
  private mutating func keep(in list: Int) throws(StorageError) {
    let found = try cursors[list].intersect(
      ids, count: count, first: firstIndices, second: lists[list].slots)
    lists[list].isPresent = true
    if found > 0, found < count { narrow(to: firstIndices, count: found, before: list) }
    count = found
  }

  /// Keeps the candidates that any list of a group has.
  private mutating func keep(inAnyOf group: Range<Int>) throws(StorageError) {
    for slot in 0..<count { flags[slot] = 0 }
    for list in group where !lists[list].isOver {
      let found = try find(in: list)
      for slot in 0..<found { flags[Int(firstIndices[slot])] = 1 }
    }
    var found = 0
    for slot in 0..<count {
      firstIndices[found] = UInt8(truncatingIfNeeded: slot)
      found += Int(flags[slot])
    }
    if found > 0, found < count { narrow(to: firstIndices, count: found, before: group.upperBound) }
    count = found
  }

  /// Drops the candidates that an earlier list of the rarest group holds, since they were
  /// candidates with it.
  private mutating func dropKnown(
    to earlier: Int, placed list: Int
  ) throws(StorageError) -> Bool {
    let known = try cursors[earlier].intersect(
      ids, count: count, first: firstIndices, second: secondIndices)
    lists[earlier].slots.fill(with: List.absent)
    lists[earlier].isPresent = false
    if known == 0 { return true }
    for slot in 0..<count { flags[slot] = 1 }
    for slot in 0..<known { flags[Int(firstIndices[slot])] = 0 }
    var left = 0
    for slot in 0..<count {
      firstIndices[left] = UInt8(truncatingIfNeeded: slot)
      left += Int(flags[slot])
    }
    narrow(to: firstIndices, count: left, before: list + 1)
    count = left
    return left > 0
  }

  /// Records the slots of the candidates in a list that not all of them are in.
  ///
  /// - Returns: How many the list holds; their indices are in `firstIndices`.
  @discardableResult
  private mutating func find(in list: Int) throws(StorageError) -> Int {
    let found = try cursors[list].intersect(
      ids, count: count, first: firstIndices, second: secondIndices)
    let slots = lists[list].slots
    slots.fill(with: List.absent)
    for slot in 0..<found { slots[Int(firstIndices[slot])] = secondIndices[slot] }
    lists[list].isPresent = found > 0
    return found
  }

  /// Moves the candidates at some rising indices to the front, with their slots in the lists before
  /// `end`.
  func narrow(to numbers: BufferView<UInt8>, count: Int, before end: Int) {
    Kernels.pick(ids, numbers, count: count)
    for list in 0..<end where lists[list].isPresent {
      Kernels.pick(lists[list].slots, numbers, count: count)
    }
  }
}
