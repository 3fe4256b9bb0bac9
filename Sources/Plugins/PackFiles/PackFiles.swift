import Foundation
import PackagePlugin

/// Packs the folders `Catalog/` and `Samples/` and the page of the query language into one Swift
/// file of `BuiltIn`, and a hash of the rules about rights into one of `Datasets`.
@main
struct PackFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let isOfRules = target.name == "Datasets"
    let paths =
      isOfRules
      ? ["Sources/Datasets/Rights"]
      : ["Catalog", "Samples", "Sources/QueryLanguage/QueryLanguage.docc"]
    let folders = paths.map {
      context.package.directoryURL.appending(path: $0, directoryHint: .isDirectory)
    }
    let output = context.pluginWorkDirectoryURL.appending(
      path: isOfRules ? "RulesHash.swift" : "PackedData.swift")
    return [
      .buildCommand(
        displayName: isOfRules ? "Hashing the rules" : "Packing Catalog, Samples and pages",
        executable: try context.tool(named: "FilePacker").url,
        arguments: [output.path] + folders.map(\.path),
        inputFiles: folders.flatMap(Self.files(in:)),
        outputFiles: [output])
    ]
  }

  /// Every file below a folder, so that a change of any of them packs anew.
  private static func files(in folder: URL) -> [URL] {
    let found = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
      .sorted { $0.path < $1.path }
  }
}
