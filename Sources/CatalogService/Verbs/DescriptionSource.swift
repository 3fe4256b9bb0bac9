internal import CatalogStore
internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText

/// A source that describes datasets instead of holding their records.
///
/// The project's own YAML and JSON, Croissant, Hugging Face cards, DCAT, schema.org and Data Package;
/// which of them it is shows in the file.
struct DescriptionSource {
  /// The file.
  let path: String

  /// Largest JSON file that is looked into; records are longer or many.
  private static let limit: UInt64 = 16 << 20

  /// Recognises a description among the sources of an `add`; `nil` for data.
  ///
  /// A file of YAML, Markdown or JSON-LD by itself is never a corpus; a pattern gives texts. JSON is a
  /// description when the whole file is one value that describes datasets, which no JSON Lines file
  /// with two records is.
  init?(_ sources: [String]) {
    guard sources.count == 1 else { return nil }
    path = sources[0]
    let name = path.lowercased()
    // Other forms of linked data are no corpus either; reading them says what to do.
    let endings = [".yaml", ".yml", ".md", ".jsonld", ".ttl", ".n3", ".nt", ".rdf"]
    if endings.contains(where: { name.hasSuffix($0) }) {
      if FileStatus(path) == nil, path.contains(where: { "*?[{".contains($0) }) { return nil }
      return
    }
    guard name.hasSuffix(".json"), let status = FileStatus(path), !status.isFolder,
      status.bytes < Self.limit, let tree = try? JSONReader.read(try bytes()),
      ImportedDescription.isDescription(tree, fileName: (path as NSString).lastPathComponent)
    else { return nil }
  }

  /// A file that is named as a description, whatever it holds.
  init(describing path: String) { self.path = path }

  private func bytes() throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      let isFolder = FileStatus(path)?.isFolder == true
      throw CatalogError(
        .notFound, isFolder ? "this is a folder, and a file is needed" : "no such file",
        at: .file(path))
    }
    return Array(data)
  }

  /// The datasets described, with everything that is wrong about them.
  ///
  /// - Throws: ``CatalogError`` `badFormat` with the line when the file does not parse, `notFound` when
  ///   it is empty.
  func read() throws -> ImportedDescription {
    let content = try bytes()
    if content.allSatisfy({ $0 == 0x20 || 0x09...0x0D ~= $0 }) {
      throw CatalogError(
        .notFound, "the file is empty", at: .file(path),
        remedy: .advice("name a file that describes a dataset"))
    }
    do {
      return try ImportedDescription(
        reading: content, fileName: (path as NSString).lastPathComponent)
    } catch {
      throw CatalogError(
        .badFormat, "not \(error.format): \(error.message)",
        at: .file(path, line: UInt64(error.place.line)), remedy: .advice(error.remedy))
    }
  }
}

extension Catalog {
  /// What was probably not meant in a description that can be taken.
  func warnings(
    _ problems: [DatasetProblem], of source: DescriptionSource
  ) -> [IngestProblem] {
    problems.filter { $0.severity == .warning }.map { source.located($0) }
  }

  /// Which values of a description are kept in other words than they are written in.
  func notes(_ problems: [DatasetProblem], of source: DescriptionSource) -> [IngestProblem] {
    problems.filter(\.tellsKeptWord).map { source.located($0) }
  }

  /// The same for values that were given for a dataset.
  func warnings(_ problems: [DatasetProblem], of id: String) -> [IngestProblem] {
    problems.map { IngestProblem(location: .dataset(id), message: "\($0.path): \($0.message)") }
  }

  /// Refuses a description with errors, by the first of them.
  func refuse(_ problems: [DatasetProblem], of source: DescriptionSource) throws {
    if let refusal = source.refusal(of: problems) { throw refusal }
  }
}

extension DescriptionSource {
  /// Why a description with errors is refused: the first of them.
  func refusal(of problems: [DatasetProblem]) -> CatalogError? {
    guard let problem = problems.first(where: { $0.severity == .error }) else { return nil }
    return CatalogError(
      .badFormat, "\(problem.path.isEmpty ? "description" : problem.path): \(problem.message)",
      at: located(problem).location, remedy: .advice(problem.remedy))
  }

  /// A problem with its place in this file.
  func located(_ problem: DatasetProblem) -> IngestProblem {
    IngestProblem(
      location: .file(path, line: problem.place.map { UInt64($0.line) }),
      message: problem.path.isEmpty ? problem.message : "\(problem.path): \(problem.message)")
  }
}
