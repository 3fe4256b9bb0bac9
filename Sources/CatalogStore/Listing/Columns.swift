/// A set of dataset numbers, one bit each.
struct Selection: Sendable, Equatable {
  private(set) var words: [UInt64]
  let count: Int

  /// All or none of the numbers below `count`.
  init(count: Int, all: Bool = false) {
    self.count = count
    words = Array(repeating: all ? ~0 : 0, count: (count + 63) / 64)
    if all, count % 64 != 0 { words[words.count - 1] = (1 << UInt64(count % 64)) - 1 }
  }

  subscript(index: Int) -> Bool {
    get { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
    set {
      if newValue {
        words[index >> 6] |= 1 << UInt64(index & 63)
      } else {
        words[index >> 6] &= ~(1 << UInt64(index & 63))
      }
    }
  }

  /// How many are in the set.
  var selectedCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  mutating func formIntersection(_ other: Selection) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func formUnion(_ other: Selection) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  mutating func subtract(_ other: Selection) {
    for index in words.indices { words[index] &= ~other.words[index] }
  }

  /// Calls for each number in the set, rising.
  func forEach(_ body: (Int) -> Void) {
    for (position, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(position << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}

/// The words of one field for every dataset, as codes into a dictionary.
struct WordColumn: Sendable {
  var dictionary: [String] = []
  /// `codes[starts[n]..<starts[n + 1]]` are the words of dataset number n.
  var starts: [UInt32] = [0]
  var codes: [UInt32] = []

  /// The datasets with at least one word for which the test holds.
  func selection(where test: (String) -> Bool) -> Selection {
    var wanted = Array(repeating: false, count: dictionary.count)
    for (code, word) in dictionary.enumerated() { wanted[code] = test(word) }
    var selection = Selection(count: starts.count - 1)
    for number in 0..<starts.count - 1 {
      for index in Int(starts[number])..<Int(starts[number + 1]) where wanted[Int(codes[index])] {
        selection[number] = true
      }
    }
    return selection
  }

  /// The datasets without a word.
  var unknown: Selection {
    var selection = Selection(count: starts.count - 1)
    for number in 0..<starts.count - 1 where starts[number] == starts[number + 1] {
      selection[number] = true
    }
    return selection
  }

  /// The codes under which a dataset is found: those of its words, and of words that ask for them too.
  ///
  /// `wider`: by code, the others that ask for it; see ``DatasetField/wider(_:)``.
  func found(_ number: Int, by wider: [UInt32: [UInt32]] = [:]) -> [UInt32] {
    let own = codes[Int(starts[number])..<Int(starts[number + 1])]
    var found = Array(own)
    for code in own {
      for other in wider[code] ?? [] where !found.contains(other) { found.append(other) }
    }
    return found
  }

  /// How many of some datasets each word finds, and how many of those have none.
  func counts(
    in selection: Selection, by wider: [UInt32: [UInt32]] = [:]
  ) -> (words: [Int], none: Int) {
    var counts = Array(repeating: 0, count: dictionary.count)
    var none = 0
    selection.forEach { number in
      let range = Int(starts[number])..<Int(starts[number + 1])
      if range.isEmpty { none += 1 }
      if wider.isEmpty {
        for index in range { counts[Int(codes[index])] += 1 }
        return
      }
      for code in found(number, by: wider) { counts[Int(code)] += 1 }
    }
    return (counts, none)
  }
}

/// The number of one field for every dataset; not-a-number where it is unknown.
struct NumberColumn: Sendable {
  var values: [Double] = []

  func selection(where test: (Double) -> Bool) -> Selection {
    var selection = Selection(count: values.count)
    for number in values.indices where !values[number].isNaN && test(values[number]) {
      selection[number] = true
    }
    return selection
  }

  var unknown: Selection {
    var selection = Selection(count: values.count)
    for number in values.indices where values[number].isNaN { selection[number] = true }
    return selection
  }
}
