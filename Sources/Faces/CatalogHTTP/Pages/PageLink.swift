/// An address of a page, its parts escaped as addresses need it.
struct PageLink: Sendable {
  /// The parts of the path.
  var path: [String]
  /// The pairs of the query.
  var query: [(name: String, value: String)] = []

  init(_ path: String..., query: [(name: String, value: String)] = []) {
    self.path = path
    self.query = query
  }

  /// The same with a value in place of those of its name; `nil` takes them out.
  ///
  /// Another question has other pages, so the place in the former one goes.
  func with(_ name: String, _ value: String?) -> PageLink {
    var link = self
    link.query.removeAll { $0.name == name || $0.name == "cursor" }
    if let value { link.query.append((name, value)) }
    return link
  }

  /// The address.
  var text: String {
    let pairs = query.map { "\(Encoding.escaped($0.name))=\(Encoding.escaped($0.value))" }
    return "/" + path.map(Encoding.escaped).joined(separator: "/")
      + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
  }

  /// An address elsewhere that may be followed: of the web, and of nothing that could run.
  static func isOfWeb(_ address: String) -> Bool {
    address.hasPrefix("https://") || address.hasPrefix("http://")
  }
}
