/// Addresses that lead to terms which nobody read.
enum TermsAddress {
  /// Whether an address may lead to terms of its own, as far as it shows.
  ///
  /// The address of a licence of the table leads to known terms, and the file named `LICENSE` in a
  /// repository holds the licence that the repository is said to have.
  static func mayLead(_ address: String) -> Bool {
    if LicenseTable.entry(at: address) != nil || isFileOfRepository(address) { return false }
    let words = LicenseWords.words(of: address)
    return LicenseWords.abbreviatesNonCommercial(address) || LicenseWords.use(in: address) != nil
      || words.contains { word in ofTerms.contains { word.hasPrefix($0) } }
      || path(of: address).contains(where: denies)
  }

  /// The parts of an address behind the name of the host.
  private static func path(of address: String) -> ArraySlice<Substring> {
    let parts = address.split(separator: "/")
    if address.contains("://") { return parts.dropFirst(2) }
    return address.hasPrefix("www.") ? parts.dropFirst() : parts[...]
  }

  /// Whether a part of an address denies something: `no-ai`, but not the language `no`.
  private static func denies(_ part: Substring) -> Bool {
    let words = LicenseWords.words(of: part)
    return words.first.map { word in
      denials.contains(word) && words.count > 1 || word.hasPrefix("noai")
    } ?? false
  }

  private static let denials: Set<Substring> = ["no", "not", "non", "without", "dont", "never"]

  /// Whether an address is that of the file with the licence beside the data.
  private static func isFileOfRepository(_ address: String) -> Bool {
    let path = path(of: address.lowercased())
    guard let file = path.last?.prefix(while: { $0 != "?" && $0 != "#" }) else { return false }
    let isInside =
      !address.contains("://") && !address.hasPrefix("www.")
      || path.contains { ["blob", "raw", "resolve", "tree", "main", "master"].contains($0) }
    let words = file.split(separator: ".")
    return isInside && words.count < 3 && ["license", "licence", "copying"].contains(words.first)
      && (words.count < 2 || ["txt", "md", "rst", "html"].contains(words[1]))
  }

  private static let ofTerms = [
    "licen", "lizenz", "rights", "copyright", "term", "agreement", "polic", "eula", "legal",
    "condition", "tos", "usage", "acceptable", "restrict", "prohibit", "forbid", "buy", "paid",
    "pric", "许可", "协议", "条款", "版权", "授权",
  ]
}
