/// Where this project lies on disk, for tests that read its pages, samples and golden files.
package enum Project {
  /// The folder of `Package.swift`, without a slash at its end.
  package static let root: String = {
    var components = #filePath.split(separator: "/")
    components.removeLast("Tests/TestSupport/Project.swift".split(separator: "/").count)
    return "/" + components.joined(separator: "/")
  }()

  /// The path of a file or folder of the project.
  package static func path(_ name: String) -> String { root + "/" + name }
}
