internal import CatalogStore
internal import Datasets

extension Catalog {
  /// Notes what the description that lies beside registered data says of licences now, where the catalogue
  /// has others.
  ///
  /// The catalogue's are kept: they may be somebody's corrections.
  func heedDescriptionBeside(_ job: inout IngestJob) throws {
    if job.registration.isPiped { return }
    let sources = job.registration.sources.map { CatalogHome.absolute($0, from: home.path) }
    guard let found = DescriptionBeside.found(with: sources).description else { return }
    let path = CatalogHome.absolute(found.source.path, from: home.path)
    job.plan.detection.skipped = job.plan.detection.skipped.compactMap { $0.without(path) }
    job.registration.skipped = job.plan.detection.skipped
    let id = job.plan.id
    guard let known = try CatalogError.folding({ try store.find(id) })?.dataset else { return }
    func labels(_ dataset: Dataset) -> [String] { Set(dataset.licenses.map(\.label)).sorted() }
    let (told, kept) = (labels(found.dataset), labels(known))
    if told.isEmpty || told == kept { return }
    job.descriptionNotes.append(
      IngestProblem(
        location: .file(found.source.path),
        message: "states the licences \(told.joined(separator: ", ")), and the catalogue has "
          + "\(kept.isEmpty ? "none" : kept.joined(separator: ", ")): catalog set \(id) 'licenses="
          + "\(told.joined(separator: ","))' takes them over"))
  }
}
