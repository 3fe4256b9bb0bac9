extension LicenseStatement {
  /// A licence as another vocabulary names it: by words, by an address, by a title for people.
  ///
  /// The first that ``LicenseTable`` knows decides. What it does not know keeps its words, so that no
  /// statement is lost on the way in; one without any words is unknown, which is a statement too.
  static func foreign(
    names: [String?], address: String? = nil, title: String? = nil
  ) -> LicenseStatement {
    let words = names.compactMap(\.self).filter { !$0.isEmpty }
    if let address, let spdx = LicenseTable.spdx(for: address) {
      return LicenseStatement(spdx: spdx)
    }
    for text in words + [title ?? ""] {
      guard let spdx = LicenseTable.spdx(for: text) else { continue }
      var license = LicenseStatement(spdx: spdx)
      license.url = address
      return license
    }
    let known = words.first { LicenseTable.entry(for: $0) != nil }
    let label =
      known ?? title ?? words.first ?? address?.split(separator: "/").last.map(String.init)
    var license = LicenseStatement(name: label ?? "unknown")
    license.url = address
    return license
  }
}
