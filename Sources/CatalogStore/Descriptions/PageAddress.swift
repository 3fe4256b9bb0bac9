/// Addresses of pages, as people mean them.
enum PageAddress {
  /// What the addresses of one page have in common: everything but case, the scheme, `www.`, a fragment
  /// and slashes at the end.
  static func key(_ address: String) -> String {
    var key = address.lowercased()[...]
    for prefix in ["https://", "http://", "www."] where key.hasPrefix(prefix) {
      key = key.dropFirst(prefix.count)
    }
    key = key.prefix { $0 != "#" }
    while key.last == "/" { key.removeLast() }
    return String(key)
  }

  /// The key of the page that a name stands for: an address, or the name that a hub gives to a dataset
  /// (`harbour/notes`); nil for another name.
  static func key(meantBy name: String) -> String? {
    if name.contains("://") { return key(name) }
    let isOfHub =
      name.split(separator: "/", omittingEmptySubsequences: false).count == 2
      && !name.contains { $0.isWhitespace || $0 == ":" }
    return isOfHub ? key("huggingface.co/datasets/" + name) : nil
  }
}
