internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText
internal import Storage

/// A file of YAML with every choice of how some data is read and indexed, to be looked at, edited and
/// used for other data.
///
/// Its keys are those of a registration. What it does not name is detected; unknown keys are refused,
/// so that a misspelt choice is not lost.
struct PlanFile {
  let path: String

  private static let heading =
    "# How data is read and indexed. What is not named is detected.\n"

  /// Takes the choices of the file over into a registration.
  ///
  /// - Throws: ``CatalogError`` with the line where it cannot be read.
  func apply(to registration: inout Registration) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such plan", at: .file(path))
    }
    let tree: JSON
    do throws(SyntaxError) {
      tree = try YAMLReader.read(String(decoding: data, as: UTF8.self))
    } catch {
      throw CatalogError(
        .badFormat, "not \(error.format): \(error.message)",
        at: .file(path, line: UInt64(error.place.line)), remedy: .advice(error.remedy))
    }
    let known = registration.choices
    try refuseUnknown(tree, known)
    if let reading = tree["reading"] {
      try refuseUnknown(reading, known.first { $0.key == "reading" }?.value.members ?? [])
    }
    try registration.take(tree, from: path)
  }

  private func refuseUnknown(_ tree: JSON, _ known: [JSON.Member]) throws {
    let keys = known.map(\.key)
    guard let members = tree.members else {
      throw CatalogError(
        .badFormat, "a plan is a list of names and values", at: .file(path),
        remedy: .advice("write one with --save-plan"))
    }
    if let other = members.first(where: { !keys.contains($0.key) }) {
      throw CatalogError(
        .badFormat, "a plan has no \"\(other.key)\"", at: .file(path),
        remedy: .choose(.value, from: keys))
    }
  }

  /// Writes the choices of a registration, with the fields that were found for those that are open.
  ///
  /// - Throws: ``CatalogError`` `exists` when another file has the name.
  func save(_ registration: Registration, fields: FieldPlan) throws {
    var registration = registration
    registration.textFields = fields.textFields
    registration.recordID = fields.recordID
    let tree = JSON.object(Self.decided(registration.choices))
    let bytes = Array((Self.heading + tree.yamlText).utf8)
    // A pipe would keep a reader waiting.
    if try !Destination(path).isStream, let known = FileManager.default.contents(atPath: path),
      Array(known) != bytes
    {
      throw CatalogError(
        .exists, "there is another file of this name", at: .file(path),
        remedy: .advice("choose another name, or move the file away"))
    }
    try CatalogError.folding {
      let folder = (path as NSString).deletingLastPathComponent
      try SystemCall.makeFolders(folder.isEmpty ? "." : folder)
      try Destination.write(bytes, to: path)
    }
  }

  /// The members that decide something.
  static func decided(_ members: [JSON.Member]) -> [JSON.Member] {
    members.compactMap { member in
      switch member.value {
      case .null: nil
      case .array(let elements) where elements.isEmpty: nil
      case .array(let elements):
        JSON.Member(
          member.key,
          .array(elements.map { $0.members.map { .object(decided($0)) } ?? $0 }))
      case .object(let inner):
        decided(inner).isEmpty ? nil : JSON.Member(member.key, .object(decided(inner)))
      default: member
      }
    }
  }
}
