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

  /// The vocabulary of a media type; `nil` for a type that none has, such as plain JSON.
  ///
  /// Three vocabularies are JSON-LD; a `profile` beside the type tells them apart.
  static func name(of form: Route.Form) -> String? {
    if form.type == "application/ld+json" {
      if form.profile.contains("dcat") { return "dcat" }
      if form.profile.contains("schema.org") { return "schema-org" }
      return "croissant"
    }
    return table.first { $0.type == form.type }?.name
  }
}
