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
  /// A file of YAML, Markdown or JSON-LD by itself is never a corpus; a pattern gives texts. JSON is a description when the whole file is one
  /// value that describes datasets, which no JSON Lines file with two records is.
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
      Self.looksLikeDescription(tree)
    else { return nil }
  }

  /// A file that is named as a description, whatever it holds.
  init(describing path: String) { self.path = path }

  private static func looksLikeDescription(_ tree: JSON) -> Bool {
    guard tree.members != nil else { return false }
    return ["@context", "resources", "datasets", "cluster"].contains { tree[$0] != nil }
      || tree["id"]?.string != nil && (tree["title"] ?? tree["summary"]) != nil
  }

  private func bytes() throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file", at: .file(path))
    }
    return Array(data)
  }

  /// The datasets described, with everything that is wrong about them.
  ///
  /// - Throws: ``CatalogError`` `badFormat` with the line when the file does not parse.
  func read() throws -> ImportedDescription {
    let content = try bytes()
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
  /// Registers the datasets of a description.
  func add(_ source: DescriptionSource, id: String?, options: AddOptions) throws -> IndexingAnswer {
    let description = try source.read()
    let problems = description.problems
    var datasets = description.datasets
    try refuse(problems, of: source)
    if let id {
      try DatasetName.validate(id)
      guard datasets.count == 1 else {
        throw CatalogError(
          .usage, "one id is given, and the description holds \(datasets.count) datasets",
          at: .file(source.path))
      }
      datasets[0].id = id
    }
    let edits = try CatalogError.folding {
      try options.edits.map { try DatasetEdit(parsing: $0) }
    }
    var isChanged = false
    datasets = try CatalogError.folding { try store.linkingOrigins(of: datasets) }
    for dataset in datasets {
      try CatalogError.folding {
        let wanted = try dataset.applying(edits)
        if let known = try store.find(wanted.id) {
          if known.dataset == wanted { return }
          throw CatalogError(
            .exists, "\(wanted.id) is described already, and differently", at: .file(source.path),
            remedy: .edit(wanted.id))
        }
        try store.insert(wanted)
        isChanged = true
      }
    }
    var answer = IndexingAnswer(
      id: datasets.first?.id ?? "", outcome: isChanged ? .registered : .unchanged, plan: nil)
    answer.described = datasets.map(\.id)
    answer.report.problems = warnings(problems, of: source)
    return answer
  }

  /// What registering a description would do.
  func plan(_ source: DescriptionSource, id: String?) throws -> IndexingAnswer {
    let description = try source.read()
    let datasets = description.datasets
    try refuse(description.problems, of: source)
    var answer = IndexingAnswer(
      id: id ?? datasets.first?.id ?? "", outcome: .planned, plan: nil)
    answer.described = datasets.map(\.id)
    answer.report.problems = warnings(description.problems, of: source)
    return answer
  }

  /// What was probably not meant in a description that can be taken.
  func warnings(
    _ problems: [DatasetProblem], of source: DescriptionSource
  ) -> [IngestProblem] {
    problems.filter { $0.severity == .warning }.map { source.located($0) }
  }

  /// Refuses a description with errors, by the first of them.
  func refuse(_ problems: [DatasetProblem], of source: DescriptionSource) throws {
    guard let problem = problems.first(where: { $0.severity == .error }) else { return }
    throw CatalogError(
      .badFormat, "\(problem.path.isEmpty ? "description" : problem.path): \(problem.message)",
      at: source.located(problem).location, remedy: .advice(problem.remedy))
  }
}

extension DescriptionSource {
  func located(_ problem: DatasetProblem) -> IngestProblem {
    IngestProblem(
      location: .file(path, line: problem.place.map { UInt64($0.line) }),
      message: problem.path.isEmpty ? problem.message : "\(problem.path): \(problem.message)")
  }
}
