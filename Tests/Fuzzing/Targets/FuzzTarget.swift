/// Code that reads bytes of strangers, and what must hold whatever the bytes are.
///
/// `make fuzz TARGET=name` gives it made-up bytes; the tests give it those that are kept.
package struct FuzzTarget: Sendable {
  /// As `make fuzz` takes it; inputs that are kept lie in `Tests/Fuzzing/Kept/NAME`.
  package let name: String
  /// Longer inputs are not tried, in bytes.
  package let limit: Int
  /// Inputs to begin with, besides those that are kept.
  package let seeds: @Sendable () throws -> [[UInt8]]
  /// Makes ready what inputs need, such as a scratch folder, which goes with what it returns.
  package let begin: @Sendable () throws -> Run

  /// Gives bytes to the code.
  ///
  /// Returns whether the bytes were taken for what they should be. Throws ``BrokenPromise`` when
  /// something does not hold; what the code itself throws ends here.
  package typealias Run = @Sendable ([UInt8]) throws -> Bool

  init(
    _ name: String, limit: Int = 16 << 10,
    seeds: @escaping @Sendable () throws -> [[UInt8]] = { [] },
    begin: @escaping @Sendable () throws -> Run
  ) {
    self.name = name
    self.limit = limit
    self.seeds = seeds
    self.begin = begin
  }

  /// A target that needs nothing made ready.
  init(
    _ name: String, limit: Int = 16 << 10,
    seeds: @escaping @Sendable () throws -> [[UInt8]] = { [] },
    run: @escaping Run
  ) {
    self.init(name, limit: limit, seeds: seeds, begin: { run })
  }

  /// All of them.
  package static let all =
    readers + packings + indexFiles + descriptions + analyzers + [json, yaml, query, store]
}

/// What did not hold for some bytes.
package struct BrokenPromise: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Throws unless a condition holds.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw BrokenPromise(what()) }
}
