public import CorpusIndex
internal import Foundation
package import JSONText
internal import Storage

/// A plan of units with what is registered about the data: one JSON file that every machine reads.
public struct UnitPlan: Sendable, Equatable {
  /// Files, folders and globs, as absolute paths.
  public var sources: [String]
  /// The units, and how each is made.
  public var work: WorkPlan
  /// Files that were come across and left out.
  public var skipped: [SkippedFiles]
  /// The description that was named beside the data and says what its files are.
  var describedBy: String?
  /// How the data is read and indexed, by the keys of a registration.
  var choices: [JSON.Member]

  /// The name of the file in a folder of units.
  static let fileName = "plan.json"
  private static let schema = "catalog.plan/1"

  private init(
    sources: [String], work: WorkPlan, skipped: [SkippedFiles], describedBy: String?,
    choices: [JSON.Member]
  ) {
    self.sources = sources
    self.work = work
    self.skipped = skipped
    self.describedBy = describedBy
    self.choices = choices
  }

  init(
    of registration: Registration, below home: CatalogHome, work: WorkPlan
  ) {
    func absolute(_ path: String) -> String { CatalogHome.absolute(path, from: home.path) }
    self.init(
      sources: registration.sources.map(absolute), work: work, skipped: registration.skipped,
      describedBy: registration.describedBy.map(absolute), choices: registration.choices)
  }

  /// What is registered about the data in a home.
  func registration(in home: CatalogHome) throws -> Registration {
    var registration = Registration(sources: sources.map { home.remembered($0, from: "/") })
    registration.describedBy = describedBy.map { home.remembered($0, from: "/") }
    registration.skipped = skipped
    try registration.take(.object(choices), from: Self.fileName)
    return registration
  }

  /// Reads the plan in a folder of units; `nil` when there is none.
  ///
  /// - Throws: ``CatalogError`` when it is damaged, or units of it have other ids in this program.
  static func read(in folder: String) throws -> UnitPlan? {
    let path = folder + "/" + fileName
    guard FileStatus(path) != nil else { return nil }
    let data = try CatalogError.folding { try Data(contentsOf: URL(fileURLWithPath: path)) }
    guard let tree = try? JSONReader.read(Array(data)), tree["schema"]?.string == schema,
      let sources = tree["sources"]?.array, let choices = tree["choices"]?.members,
      let work = WorkPlan(tree)
    else {
      throw CatalogError(
        .badFormat, "this is no plan of units, or one of another version of the program",
        at: .file(path), remedy: .advice("plan again"))
    }
    return UnitPlan(
      sources: sources.compactMap(\.string), work: work,
      skipped: tree["skipped"]?.array?.compactMap { SkippedFiles($0) } ?? [],
      describedBy: tree["described_by"]?.string, choices: choices)
  }

  /// Puts the plan into a folder, which is made when missing.
  func write(in folder: String) throws {
    try CatalogError.folding {
      try FileSystemDirectory(creating: folder)
        .replace(Self.fileName, with: Array((tree.prettyText + "\n").utf8))
    }
  }
}

extension UnitPlan: JSONAnswer {
  package var tree: JSON {
    .object(
      [
        .init("schema", .string(Self.schema)), .init("sources", .strings(sources)),
        .init("described_by", .text(describedBy)), .init("choices", .object(choices)),
        .init("skipped", .array(skipped.map(\.tree))),
      ] + work.members)
  }
}
