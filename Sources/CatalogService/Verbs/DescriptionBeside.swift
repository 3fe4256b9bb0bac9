internal import CorpusIndex
internal import Datasets
internal import Foundation
internal import JSONText
internal import Records

/// The description of data that is added together with it: named among the sources, standing in the
/// folder that is the source, or the card that an extract has beside it.
///
/// In a folder the first of ``names`` counts that describes one dataset; a `README.md` without the
/// header of a card is a paper like others.
struct DescriptionBeside {
  /// Where it stands.
  let source: DescriptionSource
  /// What it says.
  private(set) var dataset: Dataset
  /// The words for people: `Hugging Face card`.
  let vocabulary: String
  /// Whether it is one of our own, which names other datasets by ids of this catalogue.
  let isOwn: Bool
  /// What it says of the files beside it.
  let fileLayout: FileLayout?
  /// How the data is indexed as its records were, in the words of a plan, when it is an extract.
  let plan: JSON?
  /// What was probably not meant.
  let problems: [DatasetProblem]

  /// Names that descriptions have in folders of data, the most telling first.
  static let names = [
    "croissant.json", "datapackage.json", "dataset.yaml", "dataset.yml", "README.md",
  ]

  init(_ source: DescriptionSource, _ description: ImportedDescription) throws {
    try Self.refuseSeveral(description, of: source)
    dataset = description.datasets[0]
    self.source = source
    vocabulary = description.vocabulary.title
    isOwn = description.vocabulary == .yaml
    let layout = dataset.fileLayout(
      in: description.vocabulary, saidBy: (source.path as NSString).lastPathComponent)
    plan = ProvenanceCard.plan(in: dataset)
    // A plan says more exactly what the fields were.
    fileLayout = layout.isEmpty || plan != nil ? nil : layout
    problems = description.problems
  }

  /// Refuses a description of several datasets.
  static func refuseSeveral(
    _ description: ImportedDescription, of source: DescriptionSource
  ) throws {
    guard description.datasets.count != 1 else { return }
    throw CatalogError(
      .usage,
      "a description that comes with data describes one dataset, and this one describes "
        + "\(description.datasets.count)", at: .file(source.path))
  }

  /// Tells descriptions among several sources from data.
  ///
  /// - Returns: The data, and the description that is named beside it.
  /// - Throws: ``CatalogError`` for two descriptions, or one that cannot be taken.
  static func split(
    _ sources: [String]
  ) throws -> (data: [String], description: DescriptionBeside?) {
    guard sources.count > 1 else { return (sources, nil) }
    let descriptions = sources.compactMap { DescriptionSource([$0]) }
    guard let source = descriptions.first else { return (sources, nil) }
    guard descriptions.count == 1 else {
      throw CatalogError(
        .usage, "several descriptions are given, and data has one", at: .file(source.path))
    }
    return (sources.filter { $0 != source.path }, try DescriptionBeside(source, source.read()))
  }

  /// Looks for the description in the folder that is the only source, or beside the file that is.
  ///
  /// - Returns: What was found, and why one that is there cannot be taken.
  static func found(
    with sources: [String]
  ) -> (description: DescriptionBeside?, problem: IngestProblem?) {
    guard sources.count == 1, let source = source(in: sources[0]) ?? card(of: sources[0]) else {
      return (nil, nil)
    }
    do {
      let found = try DescriptionBeside(source, source.read())
      if let mismatch = found.mismatch(with: sources[0]) {
        return (nil, refusal(mismatch, at: .file(source.path)))
      }
      guard let fault = found.problems.first(where: { $0.severity == .error }) else {
        return (found, nil)
      }
      return (nil, refusal(source.located(fault).message, at: source.located(fault).location))
    } catch {
      let failure = CatalogError(folding: error)
      return (nil, refusal(failure.message, at: failure.location ?? .file(source.path)))
    }
  }

  /// The description in a folder, if it is one and holds one.
  static func source(in folder: String) -> DescriptionSource? {
    guard FileStatus(folder)?.isFolder == true else { return nil }
    return names.lazy.map { (folder as NSString).appendingPathComponent($0) }
      .first { path in
        guard let status = FileStatus(path), !status.isFolder else { return false }
        return !path.hasSuffix("README.md") || beginsWithHeader(path)
      }
      .map { DescriptionSource(describing: $0) }
  }

  /// The card of an extract, beside the file of its records.
  private static func card(of file: String) -> DescriptionSource? {
    guard FileStatus(file)?.isFolder == false, let extract = try? ExtractFile(file),
      FileStatus(extract.card) != nil
    else { return nil }
    return DescriptionSource(describing: extract.card)
  }

  /// Why a card is not that of the file beside it, when its records are other ones.
  private func mismatch(with file: String) -> String? {
    let name = (file as NSString).lastPathComponent
    let told = dataset.distributions
    guard plan != nil, let size = FileStatus(file)?.bytes,
      let told = (told.first { $0.path == name } ?? told.first)?.bytes,
      UInt64(clamping: told) != size
    else { return nil }
    return "it is of a file of \(told) bytes, and this one has \(size)"
  }

  /// What the card of an extract says that is not so of its records, once these were read.
  func doubt(_ report: IngestReport) -> IngestProblem? {
    let records = report.records + report.recordsKeptOut + report.badRecords
    guard plan != nil,
      let told = dataset.measures.first(where: { $0.metric == "records" && $0.precision == .exact }
      ),
      let value = told.value.flatMap(UInt64.init(exactly:)), value != records
    else { return nil }
    return IngestProblem(
      location: .file(source.path),
      message: "the card is of \(Figures.count(value)) records, and the file has "
        + Figures.count(records))
  }

  /// The same description as that of a dataset with this id.
  func under(_ id: String) -> DescriptionBeside {
    var same = self
    same.dataset.id = id
    if same.dataset.title.text() == nil { same.dataset.title = LocalizedText(id) }
    return same
  }

  private static func refusal(_ message: String, at location: Location) -> IngestProblem {
    IngestProblem(
      location: location, message: "the description beside the data is not taken: \(message)")
  }

  /// Whether a file begins as a card with metadata does.
  private static func beginsWithHeader(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let beginning = (try? file.read(upToCount: 64)) ?? Data()
    // Space and a byte order mark may stand in front of it.
    return String(decoding: beginning, as: UTF8.self)
      .drop { $0.isWhitespace || $0 == "\u{FEFF}" }.hasPrefix("---")
  }
}

extension SkippedFiles {
  /// The same files without one that is read after all; `nil` when none is left.
  func without(_ path: String) -> SkippedFiles? {
    guard paths.contains(path) else { return self }
    var rest = self
    rest.paths.removeAll { $0 == path }
    rest.count -= 1
    return rest.count > 0 ? rest : nil
  }
}

/// Sources of data, and the description that stands among them or beside them.
struct DescribedSources {
  /// Without the description.
  let data: [String]
  /// The description that was named.
  let named: DescriptionBeside?
  /// The one that was found where none was named, and why one that is there cannot be taken.
  let beside: (description: DescriptionBeside?, problem: IngestProblem?)

  /// Looks for a description.
  ///
  /// - Throws: ``CatalogError`` for an address, for two descriptions, or one that cannot be taken.
  init(_ sources: [String]) throws {
    if let error = sources.lazy.compactMap(UnreadSource.error(for:)).first { throw error }
    (data, named) = try DescriptionBeside.split(sources)
    beside = named == nil ? DescriptionBeside.found(with: data) : (nil, nil)
  }
}
