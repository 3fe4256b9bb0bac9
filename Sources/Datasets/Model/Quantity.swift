/// Sizes and counts as people write them: `1e8`, `100M`, `5.2TB`, `4GiB`.
package enum Quantity {
  /// The number that a text means, or nil when it means none.
  ///
  /// `k M B T` are decimal counts (`B` after digits alone is bytes only in `MB`, `GB`, …; `1B` is a
  /// billion), units with `i` are binary.
  package static func parse(_ text: String) -> Double? {
    let trimmed = text.filter { $0 != " " && $0 != "_" && $0 != "," }
    let digits = trimmed.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
    // An exponent belongs to the number; `E` alone is no unit here.
    var number = String(digits)
    var suffix = trimmed.dropFirst(digits.count)
    if let mark = suffix.first, mark == "e" || mark == "E" {
      let exponent = suffix.dropFirst().prefix { $0.isNumber || $0 == "+" || $0 == "-" }
      if !exponent.isEmpty {
        number += "e" + exponent
        suffix = suffix.dropFirst(1 + exponent.count)
      }
    }
    guard let value = Double(number), value.isFinite, let factor = factors[suffix.lowercased()]
    else { return nil }
    return value * factor
  }

  private static let factors: [String: Double] = [
    "": 1, "k": 1e3, "kb": 1e3, "ki": 1024, "kib": 1024,
    "m": 1e6, "mb": 1e6, "mi": 1_048_576, "mib": 1_048_576,
    "b": 1e9, "g": 1e9, "gb": 1e9, "gi": 1_073_741_824, "gib": 1_073_741_824,
    "t": 1e12, "tb": 1e12, "ti": 1_099_511_627_776, "tib": 1_099_511_627_776,
    "p": 1e15, "pb": 1e15, "pi": 1_125_899_906_842_624, "pib": 1_125_899_906_842_624,
  ]
}
