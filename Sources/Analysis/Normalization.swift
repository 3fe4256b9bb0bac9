import Storage
import VectorKernels

/// Hangul syllables decompose and compose by arithmetic (The Unicode Standard, chapter 3.12).
private enum Hangul {
  static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3
  static let leading: ClosedRange<UInt32> = 0x1100...0x1112
  static let vowels: ClosedRange<UInt32> = 0x1161...0x1175
  static let trailing: ClosedRange<UInt32> = 0x11A8...0x11C2
}

extension CharacterTables {
  /// Appends what a code point gives before canonical ordering, each as `rank << 24 | scalar`.
  ///
  /// That is its mapping by NFKC_Casefold, canonically decomposed.
  func appendParts(of scalar: UInt32, to parts: inout GrowableBuffer<UInt32>) {
    if scalar >= Self.limit {
      if !fold(scalar).isNothing { parts.append(scalar) }
      return
    }
    if Hangul.syllables.contains(scalar) {
      let index = scalar - Hangul.syllables.lowerBound
      parts.append(Hangul.leading.lowerBound + index / 588)
      parts.append(Hangul.vowels.lowerBound + index % 588 / 28)
      if index % 28 != 0 { parts.append(Hangul.trailing.lowerBound - 1 + index % 28) }
      return
    }
    let entry = partsEntry(scalar)
    if entry >> 31 != 0 { return }
    if entry >> 8 == 0 {
      parts.append(entry << 24 | scalar)
      return
    }
    let start = Int(entry >> 13)
    for index in start..<start + Int(entry >> 8 & 31) {
      let part = foldStrings[index]
      parts.append(partsEntry(part) << 24 | part)
    }
  }

  /// Composes canonically ordered parts into code points.
  func compose(_ parts: BufferView<UInt32>, into folded: inout GrowableBuffer<UInt32>) {
    var starter = -1
    // Combining class of what stands last behind the starter; -1 when nothing does.
    var last: Int32 = -1
    for index in 0..<parts.count {
      let scalar = parts[index] & 0xFF_FFFF
      let rank = Int32(parts[index] >> 24)
      if starter >= 0, last < rank, let both = composition(folded[starter], scalar) {
        folded[starter] = both
        continue
      }
      if rank == 0 {
        starter = folded.count
        last = -1
      } else {
        last = rank
      }
      folded.append(scalar)
    }
  }

  /// What two code points compose to, if anything.
  private func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if Hangul.leading.contains(first), Hangul.vowels.contains(second) {
      return Hangul.syllables.lowerBound + (first - Hangul.leading.lowerBound) * 588
        + (second - Hangul.vowels.lowerBound) * 28
    }
    if Hangul.syllables.contains(first), Hangul.trailing.contains(second) {
      guard (first - Hangul.syllables.lowerBound) % 28 == 0 else { return nil }
      return first + second - (Hangul.trailing.lowerBound - 1)
    }
    let wanted = UInt64(first) << 32 | UInt64(second)
    var low = 0
    var high = compositionPairs.count
    while low < high {
      let middle = (low + high) / 2
      if compositionPairs[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    guard low < compositionPairs.count, compositionPairs[low] == wanted else { return nil }
    return compositions[low]
  }
}

/// Sorting of combining marks by their combining class.
enum CanonicalOrdering {
  /// Orders each stretch of marks (`rank << 24 | scalar`) stably by rank.
  ///
  /// - Complexity: O(*n*) for marks already in order; O(*n* log *n*) otherwise, so that a text of a
  ///   million marks on one letter costs no more than another.
  static func sort(_ parts: inout GrowableBuffer<UInt32>) {
    let view = parts.view
    var start = 0
    while start < view.count {
      if view[start] >> 24 == 0 {
        start += 1
        continue
      }
      var end = start + 1
      var isOrdered = true
      while end < view.count, view[end] >> 24 != 0 {
        if view[end] >> 24 < view[end - 1] >> 24 { isOrdered = false }
        end += 1
      }
      if !isOrdered { sortStretch(view[start..<end]) }
      start = end
    }
  }

  private static func sortStretch(_ marks: BufferView<UInt32>) {
    // The index in the key keeps marks of one rank in their order.
    var keyed: [(key: UInt64, mark: UInt32)] = []
    keyed.reserveCapacity(marks.count)
    for index in 0..<marks.count {
      keyed.append((UInt64(marks[index] >> 24) << 32 | UInt64(index), marks[index]))
    }
    keyed.sort { $0.key < $1.key }
    for index in 0..<marks.count { marks[index] = keyed[index].mark }
  }
}
