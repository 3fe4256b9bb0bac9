/// How a file is read where files of one format differ, as names and values.
///
/// Written behind the name of a format as the parameters of a media type are:
/// `csv; delimiter=tab; header=first`. A commit keeps that for each file, so that a record is found
/// again by the very reading that it was indexed with.
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
      values[String(part[..<sign].drop { $0 == " " })] = String(part[part.index(after: sign)...])
    }
    return (String(parts[0]), FormatSettings(values))
  }

  package subscript(name: String) -> String? { values[name] }

  /// A format with these settings, as a commit keeps it.
  package func written(behind name: String) -> String {
    ([name] + values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: "; ")
  }
}
