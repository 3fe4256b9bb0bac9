/// The media types of the vocabularies that descriptions are exported in.
enum Vocabularies {
  private static let table = [
    (name: "yaml", type: "application/yaml"),
    (name: "hf-card", type: "text/markdown"),
    (name: "croissant", type: "application/ld+json"),
    (name: "dcat", type: "application/ld+json"),
    (name: "schema-org", type: "application/ld+json"),
    (name: "datapackage", type: "application/vnd.datapackage+json"),
  ]

  /// The media types, each once.
  static let types = [
    "application/yaml", "text/markdown", "application/ld+json", "application/vnd.datapackage+json",
  ]

  /// The media type of a vocabulary.
  static func type(of name: String) -> String {
    let type = table.first { $0.name == name }?.type ?? "text/plain"
    return type.hasPrefix("text/") ? type + "; charset=utf-8" : type
  }

  /// The vocabulary that an Accept asks for before JSON; `nil` for JSON, and for what is not known.
  ///
  /// Three vocabularies are JSON-LD; a `profile` beside the type tells them apart.
  static func wanted(by accept: String?) -> String? {
    for range in (accept ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { part in
        part.filter { $0 != " " && $0 != "\"" }.lowercased()
      }
      guard let type = parts.first else { continue }
      if type == "application/json" || type == "*/*" || type == "text/html" { return nil }
      if type == "application/ld+json" {
        let profile = parts.dropFirst().first { $0.hasPrefix("profile=") } ?? ""
        if profile.contains("dcat") { return "dcat" }
        if profile.contains("schema.org") { return "schema-org" }
        return "croissant"
      }
      if type == "text/yaml" || type == "application/x-yaml" { return "yaml" }
      if let known = table.first(where: { $0.type == type }) { return known.name }
    }
    return nil
  }
}
