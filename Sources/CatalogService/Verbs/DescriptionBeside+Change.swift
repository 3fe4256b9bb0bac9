internal import CatalogStore
internal import Datasets

extension Catalog {
  /// Notes what the description that lies beside registered data says of licences now, where the catalogue
  /// has others.
  ///
  /// The catalogue's are kept: they may be somebody's corrections.
  func heedDescriptionBeside(_ job: inout IngestJob, in store: CatalogStore) throws {
    if job.registration.isPiped { return }
    let sources = job.registration.sources.map { CatalogHome.absolute($0, from: home.path) }
    guard let found = DescriptionBeside.found(with: sources).description else { return }
    let path = CatalogHome.absolute(found.source.path, from: home.path)
    job.plan.detection.skipped = job.plan.detection.skipped.compactMap { $0.without(path) }
    job.registration.skipped = job.plan.detection.skipped
    let id = job.plan.id
    guard let known = try CatalogError.folding({ try store.find(id) })?.dataset else { return }
    let (told, kept) = (found.dataset.licenses, known.licenses)
    if told.isEmpty || Set(told) == Set(kept) { return }
    job.descriptionNotes.append(
      IngestProblem(
        location: .file(found.source.path),
        message: "states the licences \(Self.words(for: told)), and the catalogue has "
          + "\(kept.isEmpty ? "none" : Self.words(for: kept)): "
          + (Self.command(thatSets: told, of: id).map { "\($0) takes them over" }
            ?? "read it, and set licenses")))
  }

  private static func words(for licenses: [LicenseStatement]) -> String {
    licenses.map { license in
      let limits = [license.subject?.rawValue, license.scope, license.use?.rawValue]
        .compactMap(\.self)
      return license.label + (limits.isEmpty ? "" : " (\(limits.joined(separator: ", ")))")
    }.joined(separator: ", ")
  }

  /// What sets statements that say no more than an id of SPDX; others need somebody who reads them.
  private static func command(thatSets licenses: [LicenseStatement], of id: String) -> String? {
    let ids = licenses.compactMap(\.spdx)
    guard licenses == ids.map({ LicenseStatement(spdx: $0) }) else { return nil }
    return "catalog set \(id) licenses=\(ids.joined(separator: ","))"
  }
}
