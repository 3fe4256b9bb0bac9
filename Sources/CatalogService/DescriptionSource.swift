internal import CatalogStore
internal import Datasets
internal import Foundation

/// A source that describes datasets instead of holding their records.
struct DescriptionSource {
  /// The file.
  let path: String
  /// How it is written.
  let isYAML: Bool

  /// Recognises a description among the sources of an `add`; `nil` for data.
  ///
  /// YAML is never a corpus; JSON is a description when it is one object with the keys of one, which
  /// a record of JSON Lines is not mistaken for because those files end in `.jsonl`.
  init?(_ sources: [String]) {
    guard sources.count == 1 else { return nil }
    path = sources[0]
    let name = path.lowercased()
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      isYAML = true
      return
    }
    isYAML = false
    guard name.hasSuffix(".json"), let tree = Self.object(path),
      tree["datasets"]?.array != nil || tree["id"]?.string != nil && tree["title"] != nil
    else { return nil }
  }

  /// The one object of a small JSON file; records are longer or many.
  private static func object(_ path: String) -> JSON? {
    guard let status = FileStatus(path), status.bytes < 16 << 20,
      let data = FileManager.default.contents(atPath: path),
      let tree = try? JSONReader.read(Array(data)), tree.members != nil
    else { return nil }
    return tree
  }

  /// The datasets described, with everything that is wrong about them.
  ///
  /// - Throws: ``CatalogError`` `badFormat` with the line when the file does not parse.
  func read() throws -> (datasets: [Dataset], problems: [DatasetProblem]) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CatalogError(.notFound, "no such file", place: path)
    }
    let document: ParsedDocument
    do {
      document =
        try isYAML
        ? YAMLReader.readWithPlaces(String(decoding: data, as: UTF8.self))
        : JSONReader.readWithPlaces(Array(data))
    } catch {
      throw CatalogError(
        .badFormat, "not \(error.format): \(error.message)",
        place: "\(path):\(error.place.line)", remedy: error.remedy)
    }
    var problems: [DatasetProblem] = []
    var datasets: [Dataset]
    if document.value["datasets"] != nil {
      let cluster = Cluster(reading: document.value, problems: &problems)
      datasets = cluster.datasets
      for index in datasets.indices where datasets[index].cluster == nil && !cluster.id.isEmpty {
        datasets[index].cluster = cluster.id
      }
    } else {
      datasets = [Dataset(reading: document.value, problems: &problems)]
    }
    for dataset in datasets { problems += dataset.validate() }
    return (datasets, problems.located(in: document))
  }
}

extension Catalog {
  /// Registers the datasets of a description.
  func add(_ source: DescriptionSource, id: String?, options: AddOptions) throws -> IndexingAnswer {
    var (datasets, problems) = try source.read()
    try refuse(problems, of: source)
    if let id {
      try DatasetName.validate(id)
      guard datasets.count == 1 else {
        throw CatalogError(
          .usage, "--id names one dataset, the description holds \(datasets.count)",
          place: source.path)
      }
      datasets[0].id = id
    }
    let edits = try CatalogError.folding {
      try options.edits.map { try DatasetEdit(parsing: $0) }
    }
    var isChanged = false
    for dataset in datasets {
      try CatalogError.folding {
        let wanted = try dataset.applying(edits)
        if let known = try store.find(wanted.id) {
          if known.dataset == wanted { return }
          throw CatalogError(
            .exists, "\(wanted.id) is described already, and differently", place: source.path,
            remedy: "catalog set \(wanted.id) KEY=VALUE")
        }
        try store.insert(wanted)
        isChanged = true
      }
    }
    var answer = IndexingAnswer(
      id: datasets.first?.id ?? "", outcome: isChanged ? .registered : .unchanged, plan: nil)
    answer.described = datasets.map(\.id)
    answer.problems = problems.filter { $0.severity == .warning }.map { source.located($0) }
    return answer
  }

  /// What registering a description would do.
  func plan(_ source: DescriptionSource, id: String?) throws -> IndexingAnswer {
    let (datasets, problems) = try source.read()
    try refuse(problems, of: source)
    var answer = IndexingAnswer(
      id: id ?? datasets.first?.id ?? "", outcome: .planned, plan: nil)
    answer.described = datasets.map(\.id)
    return answer
  }

  private func refuse(_ problems: [DatasetProblem], of source: DescriptionSource) throws {
    guard let problem = problems.first(where: { $0.severity == .error }) else { return }
    throw CatalogError(
      .badFormat, "\(problem.path.isEmpty ? "description" : problem.path): \(problem.message)",
      place: source.located(problem).place, remedy: problem.remedy)
  }
}

extension DescriptionSource {
  fileprivate func located(_ problem: DatasetProblem) -> SourceProblem {
    SourceProblem(
      place: problem.place.map { "\(path):\($0.line)" } ?? path,
      message: "\(problem.path): \(problem.message)")
  }
}
