internal import Foundation

/// How much of a test is done that tries out very many cases.
package enum Thoroughness {
  /// Every case is tried, not a sample of them: `CATALOG_EVERY=1`, as `make test-release` has it.
  package static let isWhole = ProcessInfo.processInfo.environment["CATALOG_EVERY"] == "1"
}
