import Foundation

/// Random numbers that come again for the same seed (SplitMix64, as published by Steele, Lea and
/// Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// A generator with the seed in `CATALOG_SEED`, or a fresh one, printed so that a failing run can
  /// be repeated.
  package static func announced(_ purpose: String) -> SeededGenerator {
    let given = ProcessInfo.processInfo.environment["CATALOG_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("\(purpose): CATALOG_SEED=\(seed)")
    return SeededGenerator(seed: seed)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number from a range.
  package mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }

  /// An element of a list that is not empty.
  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0..<elements.count)]
  }

  /// True once in `count` times on average.
  package mutating func once(in count: Int) -> Bool { number(0..<count) == 0 }
}
