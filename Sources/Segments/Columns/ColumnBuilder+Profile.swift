package import Profiling
internal import Records
internal import Storage

/// Profiling a column from the values gathered for a segment.
extension ColumnBuilder {
  /// What the column holds.
  ///
  /// Texts are looked at once for each entry of the dictionary, with the number of their values.
  package borrowing func profile(name: String, path: String) -> ColumnProfile {
    var profile = ColumnProfile(name: name, path: path)
    profile.contents = contents(name: name, path: path)
    var before: UInt32 = 0
    for document in 0..<ends.count {
      if ends[document] > before { profile.filled += 1 }
      before = ends[document]
    }
    var counts = [UInt64](repeating: 0, count: entryCount)
    var truths: [UInt64] = [0, 0]
    for value in 0..<valueCount {
      switch Kind(rawValue: kinds[value]) {
      case .text, .decimal: counts[Int(payloads[value])] += 1
      case .boolean: truths[Int(payloads[value] & 1)] += 1
      case .integer: profile.add(Int64(bitPattern: payloads[value]))
      case .real: profile.add(Double(bitPattern: payloads[value]))
      case nil: break
      }
    }
    addTexts(counts, to: &profile)
    addBounds(to: &profile)
    for truth in [false, true] where truths[truth ? 1 : 0] > 0 {
      profile.add(truth, count: truths[truth ? 1 : 0])
      profile.bound(.boolean(truth))
    }
    return profile
  }

  private borrowing func text(_ entry: Int) -> BufferView<UInt8> {
    arena.view[Int(starts[entry])..<Int(starts[entry + 1])]
  }

  /// Entries that are texts; `counts`: values of each entry.
  private borrowing func addTexts(_ counts: [UInt64], to profile: inout ColumnProfile) {
    var decimals = Set<Int>()
    if decimalCount > 0 {
      for value in 0..<valueCount where kinds[value] == Kind.decimal.rawValue {
        decimals.insert(Int(payloads[value]))
        if let number = DecimalNumber(token: text(Int(payloads[value])).array) {
          profile.add(number)
          profile.bound(.number(number))
        }
      }
    }
    var least: Int?
    var most: Int?
    for entry in counts.indices where counts[entry] > 0 && !decimals.contains(entry) {
      let text = text(entry)
      profile.add(text, count: counts[entry])
      let slice = ByteSlice(text)
      if least.map({ slice.compare(ByteSlice(self.text($0))) < 0 }) ?? true { least = entry }
      if most.map({ slice.compare(ByteSlice(self.text($0))) > 0 }) ?? true { most = entry }
    }
    for entry in [least, most] {
      if let entry { profile.bound(.text(text(entry).text)) }
    }
  }

  private borrowing func addBounds(to profile: inout ColumnProfile) {
    var integers: ClosedRange<Int64>?
    var reals: ClosedRange<Double>?
    for value in 0..<valueCount {
      if kinds[value] == Kind.integer.rawValue {
        let number = Int64(bitPattern: payloads[value])
        integers =
          min(integers?.lowerBound ?? number, number)...max(integers?.upperBound ?? number, number)
      } else if kinds[value] == Kind.real.rawValue {
        let number = Double(bitPattern: payloads[value])
        reals = min(reals?.lowerBound ?? number, number)...max(reals?.upperBound ?? number, number)
      }
    }
    for bound in [integers?.lowerBound, integers?.upperBound] {
      if let bound { profile.bound(.number(DecimalNumber(bound))) }
    }
    for bound in [reals?.lowerBound, reals?.upperBound] {
      if let bound { profile.bound(.number(DecimalNumber(shortest: bound))) }
    }
  }
}
