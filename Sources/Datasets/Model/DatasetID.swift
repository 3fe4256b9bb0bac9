/// The rule of dataset ids: `[a-z0-9][a-z0-9._-]*`, but for `cluster`, behind which a colon leads to
/// a cluster.
package enum DatasetID {
  /// Letters at most: an id is the name of a folder, which file systems limit to 255.
  package static let longest = 200

  /// True when a text may be the id of a dataset.
  package static func isValid(_ id: String) -> Bool {
    guard id.utf8.count <= longest else { return false }
    guard id != "cluster", let first = id.utf8.first, isLetterOrDigit(first) else { return false }
    return id.utf8.allSatisfy {
      isLetterOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: "-")
    }
  }

  /// The id that a name suggests (`CCI 4.0 Base` gives `cci-4.0-base`), if any character serves.
  package static func slug(_ name: String) -> String? {
    var slug = ""
    for scalar in name.lowercased().unicodeScalars {
      if scalar.isASCII, isLetterOrDigit(UInt8(truncatingIfNeeded: scalar.value)) {
        slug.unicodeScalars.append(scalar)
      } else if (scalar == "." || scalar == "_") && !slug.isEmpty {
        slug.unicodeScalars.append(scalar)
      } else if !slug.isEmpty, slug.last != "-" {
        slug += "-"
      }
    }
    while let last = slug.last, last == "-" || last == "." || last == "_" { slug.removeLast() }
    // Cut short, two long names could become one id.
    return slug.isEmpty || slug.utf8.count > longest ? nil : slug
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
