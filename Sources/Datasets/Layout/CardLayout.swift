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

  /// How tables are written, in the words of `pandas.read_csv`.
  private static func settings(of configuration: JSON) -> [String: String] {
    var settings: [String: String] = [:]
    settings["delimiter"] =
      (configuration["sep"] ?? configuration["delimiter"])?.scalarText
      .map { $0 == "\t" ? "tab" : $0 }
    settings["encoding"] = configuration["encoding"]?.scalarText?.lowercased()
    if configuration["quoting"]?.scalarText == "3" {
      settings["quote"] = "none"
    } else if configuration["quotechar"]?.scalarText == "'" {
      settings["quote"] = "single"
    } else if configuration["escapechar"]?.scalarText == "\\" {
      settings["quote"] = "backslash"
    }
    let names = (configuration["names"] ?? .null).elements.compactMap(\.scalarText)
    let header = configuration["header"]
    var skipped = configuration["skiprows"]?.scalarText.flatMap { Int($0) }
    if let row = header?.scalarText.flatMap({ Int($0) }) {
      skipped = (skipped ?? 0) + row
      settings["header"] = "first"
      // Names that are given count in place of those that stand there.
      if !names.isEmpty { skipped = (skipped ?? 0) + 1 }
    }
    if !names.isEmpty || header == .null { settings["header"] = "none" }
    if !names.isEmpty { settings["names"] = SettingText.list(names) }
    if let skipped, skipped > 0 { settings["skip"] = "\(skipped)" }
    return settings
  }
}
