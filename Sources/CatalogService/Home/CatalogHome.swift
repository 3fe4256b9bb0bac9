internal import Foundation

/// The folder that holds a catalogue: `catalog.sqlite` and one folder per dataset.
///
/// Paths inside it are relative, so the folder may be moved and copied. Everything of a dataset but its
/// description lies in the folder of its id, so no id can meet the files of another.
public struct CatalogHome: Sendable, Equatable {
  /// The folder, absolute, without a trailing slash.
  public let path: String

  /// A home in a folder, which need not exist yet.
  public init(_ path: String) {
    self.path = Self.absolute(path, from: Host.workingDirectory)
  }

  /// The descriptions.
  public var store: String { path + "/catalog.sqlite" }

  /// The folder of all indexes.
  public var indexes: String { path + "/indexes" }

  /// The folder of one dataset: its registration and its index.
  public func index(of dataset: String) -> String { indexes + "/" + dataset }

  /// The home that a user means.
  ///
  /// The first of: an explicit folder, `CATALOG_HOME`, the nearest `.catalog` folder upward from
  /// the working directory, `$XDG_DATA_HOME/catalog`, `~/.local/share/catalog`.
  public static func resolve(
    explicit: String?, environment: [String: String], workingDirectory: String
  ) -> CatalogHome {
    if let explicit, !explicit.isEmpty {
      return CatalogHome(absolute: explicit, from: workingDirectory)
    }
    if let named = environment["CATALOG_HOME"], !named.isEmpty {
      return CatalogHome(absolute: named, from: workingDirectory)
    }
    if let near = nearest(from: workingDirectory) { return near }
    let data =
      environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share"
    return CatalogHome(absolute: data + "/catalog", from: workingDirectory)
  }

  private init(absolute path: String, from folder: String) {
    self.path = Self.absolute(path, from: folder)
  }

  private static func nearest(from folder: String) -> CatalogHome? {
    var folder = absolute(folder, from: "/")
    while true {
      let candidate = (folder == "/" ? "" : folder) + "/.catalog"
      if FileStatus(candidate)?.isFolder == true {
        return CatalogHome(absolute: candidate, from: "/")
      }
      guard folder != "/" else { return nil }
      folder = (folder as NSString).deletingLastPathComponent
    }
  }

  /// A path from the root, with `.` and `..` and doubled slashes taken out; links are not followed.
  static func absolute(_ path: String, from folder: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { parts.removeLast(min(1, parts.count)) } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// A path as it is remembered: relative when it lies in the home, absolute elsewhere.
  func remembered(_ path: String, from folder: String) -> String {
    let whole = Self.absolute(path, from: folder)
    return whole.hasPrefix(self.path + "/") ? String(whole.dropFirst(self.path.count + 1)) : whole
  }
}
