internal import Storage

/// A unit whose folder was found among others.
public struct FoundUnit: Sendable, Equatable {
  /// The unit's id.
  public var id: String
  /// Its folder.
  public var path: String
  /// What it has in common with the other units of its plan (``WorkPlan/optionsID``).
  public var optionsID: String
  /// The fingerprints of files whose last bytes are in the unit, by path; see
  /// ``SourceListing/fingerprint()``.
  public var fingerprints: [String: String]
}

extension CorpusIndex {
  /// The units in a folder, by rising id; what else lies there is passed by.
  ///
  /// - Throws: ``IndexFailure`` when the folder, or what says which unit one of its folders is, cannot be
  ///   read.
  public static func units(in folder: String) throws -> [FoundUnit] {
    try IndexFailure.folding {
      try SystemCall.list(folder).sorted().compactMap { name in
        let path = folder + "/" + name
        guard !TemporaryName.isTemporary(name), let unit = try UnitManifest(in: path) else {
          return nil
        }
        return FoundUnit(
          id: unit.unit, path: path, optionsID: unit.options, fingerprints: unit.fingerprints)
      }
    }
  }
}
