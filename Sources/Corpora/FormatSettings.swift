package import Records

/// How a file is read where files of one format differ, as names and values.
///
/// Written behind the name of a format as the parameters of a media type are:
/// `csv; delimiter=tab; header=first`. A commit keeps that for each file, so that a record is found
/// again by the very reading that it was indexed with.
///
/// Values may hold any text: what would end a setting is written as `%` and two digits.
package struct FormatSettings: Sendable, Equatable {
  private let values: [String: String]

  /// Nothing is set.
  package init() { values = [:] }

  package init(_ values: [String: String]) { self.values = values }

  /// The settings of a file's format as a commit keeps it, and the format's name.
  package static func parse(_ format: String) -> (name: String, settings: FormatSettings) {
    let parts = format.split(separator: ";", omittingEmptySubsequences: false)
    var values: [String: String] = [:]
    for part in parts.dropFirst() {
      guard let sign = part.firstIndex(of: "=") else { continue }
      values[String(part[..<sign].drop { $0 == " " })] = SettingText.unescaped(
        part[part.index(after: sign)...])
    }
    return (String(parts[0]), FormatSettings(values))
  }

  /// What is set, by name.
  package var names: [String] { values.keys.sorted() }

  package subscript(name: String) -> String? { values[name] }

  /// A format with these settings, as a commit keeps it.
  package func written(behind name: String) -> String {
    ([name]
      + values.sorted { $0.key < $1.key }.map { "\($0.key)=\(SettingText.escaped($0.value, ";"))" })
      .joined(separator: "; ")
  }
}

/// What gives the records of a file columns that do not stand in it, kept with the settings of its
/// format.
extension FormatSettings {
  private static let labelPrefix = "column."
  private static let sidecarPrefix = "beside."

  /// The columns, by name.
  package var labels: [FileLayout.Label] {
    values.filter { $0.key.hasPrefix(Self.labelPrefix) }.sorted { $0.key < $1.key }
      .map {
        FileLayout.Label(
          String($0.key.dropFirst(Self.labelPrefix.count)), SettingText.texts($0.value))
      }
  }

  /// The same settings with these columns.
  func with(_ labels: [FileLayout.Label]) -> FormatSettings {
    var values = values.filter { !$0.key.hasPrefix(Self.labelPrefix) }
    for label in labels { values[Self.labelPrefix + label.column] = SettingText.list(label.values) }
    return FormatSettings(values)
  }

  /// The same settings with the stamps of these sidecars.
  func with(_ sidecars: [Sidecar]) -> FormatSettings {
    var values = values
    for sidecar in sidecars { values[Self.sidecarPrefix + sidecar.name] = sidecar.stamp }
    return FormatSettings(values)
  }

  /// The names of the sidecars.
  package var sidecars: [String] {
    values.keys.filter { $0.hasPrefix(Self.sidecarPrefix) }
      .map { String($0.dropFirst(Self.sidecarPrefix.count)) }.sorted()
  }

  /// The stamp of a sidecar; `nil` where it was not read.
  package func stamp(ofSidecar name: String) -> String? { values[Self.sidecarPrefix + name] }

  /// What of a file's columns does not stand in it.
  package var surroundings: [String: String] {
    values.filter { $0.key.hasPrefix(Self.labelPrefix) || $0.key.hasPrefix(Self.sidecarPrefix) }
  }

  /// These settings, and others where they say nothing.
  func over(_ others: [String: String]) -> FormatSettings {
    FormatSettings(values.merging(others) { own, _ in own })
  }
}
