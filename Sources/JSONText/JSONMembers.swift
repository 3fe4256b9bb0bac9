/// Gathers the keys and values of one object while it is read.
///
/// Of a key that stands twice the last value counts, at the place of the first. That is what most
/// readers of JSON do.
package struct JSONMembers: Sendable {
  package private(set) var members: [JSON.Member] = []

  /// Where each key stands, in an object with so many keys that looking through them is slow.
  private var numbers: [[UInt8]: Int] = [:]
  private static let longestScan = 16

  package init() {}

  /// Adds a key with its value, or replaces the value of a known key.
  ///
  /// - Returns: False when the key was there before.
  package mutating func set(_ key: String, _ value: JSON) -> Bool {
    if let known = number(of: key) {
      members[known].value = value
      return false
    }
    if members.count >= Self.longestScan {
      if numbers.isEmpty {
        for (number, member) in members.enumerated() { numbers[Array(member.key.utf8)] = number }
      }
      numbers[Array(key.utf8)] = members.count
    }
    members.append(JSON.Member(key, value))
    return true
  }

  private func number(of key: String) -> Int? {
    guard numbers.isEmpty else { return numbers[Array(key.utf8)] }
    return members.firstIndex { $0.key.isWritten(like: key) }
  }
}
