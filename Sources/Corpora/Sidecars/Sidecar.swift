internal import Storage

/// A file of attributes beside a file of documents: a line for each document, mostly in the same order,
/// under the document's id.
///
/// As Dolma lays them out (`documents/…` and `attributes/NAME/…`) and RedPajama
/// (`documents/….json.gz` and `quality_signals/….signals.json.gz`).
package struct Sidecar: Sendable, Equatable {
  /// What it is called, for people: `attributes/NAME`.
  package var name: String
  package var path: String
  /// The member of its lines that holds the attributes.
  package var root: String
  package var byteCount: UInt64
  /// Last modification, in nanoseconds since 1970.
  package var modifiedNanoseconds: Int64

  /// A file of attributes from its parts.
  package init(
    name: String, path: String, root: String, byteCount: UInt64, modifiedNanoseconds: Int64
  ) {
    self.name = name
    self.path = path
    self.root = root
    self.byteCount = byteCount
    self.modifiedNanoseconds = modifiedNanoseconds
  }

  /// By what it is known again.
  var stamp: String { Self.stamp(byteCount, modifiedNanoseconds) }

  /// By what a file as it is now would be known again.
  static func stamp(_ status: FileStatus) -> String {
    stamp(status.byteCount, status.modifiedNanoseconds)
  }

  private static func stamp(_ byteCount: UInt64, _ modifiedNanoseconds: Int64) -> String {
    "\(byteCount)-\(modifiedNanoseconds)"
  }
}

/// Which files below a folder belong beside which.
struct SidecarNaming {
  /// By the path of a document file, the paths of its sidecars.
  private(set) var beside: [String: [(path: String, name: String, root: String)]] = [:]
  /// Attributes that no document file has, and why they are not joined.
  private(set) var alone: [String: String] = [:]

  private static let documents = "documents"
  /// The folders beside that of the documents.
  private static let lines = ["attributes", "quality_signals"]
  private static let others = ["duplicates", "minhash"]

  /// - Parameter paths: Below the folder that was named.
  init(_ paths: [String]) {
    let parts = paths.map { $0.split(separator: "/").map(String.init) }
    // What stands above a folder of documents.
    let roots = Set(
      parts.compactMap { parts in
        parts.dropLast().firstIndex(of: Self.documents).map { parts[..<$0].joined(separator: "/") }
      })
    if roots.isEmpty { return }
    let known = Set(paths)
    for (path, parts) in zip(paths, parts) {
      guard
        let place = parts.dropLast().firstIndex(where: {
          (Self.lines + Self.others).contains($0)
        }), roots.contains(parts[..<place].joined(separator: "/"))
      else { continue }
      guard Self.lines.contains(parts[place]) else {
        alone[path] = "\(parts[place]) of documents, which are not joined"
        continue
      }
      // Folders of attributes have a name of their own.
      let isNamed = parts[place] == Self.lines[0]
      var rest = Array(parts[(place + (isNamed ? 2 : 1))...])
      if let last = rest.popLast() { rest.append(last.replacing(".signals.", with: ".")) }
      let document = (parts[..<place] + [Self.documents] + rest).joined(separator: "/")
      if !rest.isEmpty, known.contains(document) {
        let name = parts[place...].prefix(isNamed ? 2 : 1).joined(separator: "/")
        beside[document, default: []].append((path, name, parts[place]))
      } else {
        alone[path] = "attributes of documents that are not there"
      }
    }
  }
}
