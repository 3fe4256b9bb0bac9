internal import JSONText
internal import Records

/// The configurations of a Hugging Face card: `configs`, each with its `data_files`.
///
/// Files are one path or pattern or a list of them, alone or under the name of a split. Where the card
/// names no split, the names of the files tell it. One configuration called `default` is no part.
enum CardLayout {
  static func read(_ header: [JSON.Member], into layout: inout FileLayout) {
    let configurations = (header.first { $0.key == "configs" }?.value ?? .null).elements
    let named = configurations.compactMap { $0["config_name"]?.scalarText }
    let hasConfigurations = named.count > 1 || named.first.map { $0 != "default" } ?? false
    for configuration in configurations {
      let config =
        hasConfigurations
        ? configuration["config_name"]?.scalarText.map { FileLayout.Label("config", [$0]) } : nil
      let settings = Self.settings(of: configuration)
      let folder = configuration["data_dir"]?.scalarText
      func add(_ paths: JSON?, split: String?) {
        let patterns = (paths ?? .null).elements.compactMap(\.scalarText)
          .map { pattern in folder.map { "\($0)/\(pattern)" } ?? pattern }
        if patterns.isEmpty { return }
        layout.parts.append(
          FileLayout.Part(
            patterns: patterns,
            labels: [config, split.map { FileLayout.Label("split", [$0]) }].compactMap(\.self),
            settings: settings))
      }
      let files = configuration["data_files"] ?? .null
      if let members = files.members {
        for member in members { add(member.value, split: member.key) }
      } else {
        for file in files.elements {
          add(file["path"] ?? file, split: file["split"]?.scalarText)
        }
      }
      if files.elements.isEmpty, folder != nil { add(.string("**"), split: nil) }
    }
  }

  /// How tables are written.
  private static func settings(of configuration: JSON) -> [String: String] {
    var settings: [String: String] = [:]
    settings["delimiter"] =
      (configuration["sep"] ?? configuration["delimiter"])?.scalarText
      .map { $0 == "\t" ? "tab" : $0 }
    settings["encoding"] = configuration["encoding"]?.scalarText?.lowercased()
    return settings
  }
}
