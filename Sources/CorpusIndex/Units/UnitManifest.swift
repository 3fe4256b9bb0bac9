internal import JSONText
internal import Storage

/// What stands in the folder of a unit beside its index: which unit it is, and how it was read.
struct UnitManifest: Equatable {
  /// The unit's id.
  var unit: String
  /// What it has in common with the other units of its plan (``WorkPlan/optionsID``).
  var options: String
  /// Values in no column of the unit because there were enough columns.
  var leftOutValues: UInt64
  /// The fingerprints of files whose last bytes are in the unit, by path.
  var fingerprints: [String: String]

  /// The name of the file.
  static let name = "unit.json"
  private static let format = "catalog.unit/1"

  /// Puts it into the folder of the unit, as the last of its files.
  func write(in folder: String) throws {
    let tree = JSON.object([
      .init("format", .string(Self.format)), .init("unit", .string(unit)),
      .init("options", .string(options)), .init("left_out_values", .integer(leftOutValues)),
      .init(
        "fingerprints",
        .object(fingerprints.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
    ])
    try FileSystemDirectory(existing: folder)
      .replace(Self.name, with: Array((tree.prettyText + "\n").utf8))
  }

  init(unit: String, options: String, leftOutValues: UInt64, fingerprints: [String: String]) {
    self.unit = unit
    self.options = options
    self.leftOutValues = leftOutValues
    self.fingerprints = fingerprints
  }

  /// Reads the manifest in a folder; `nil` where there is none, so that it holds no unit.
  ///
  /// - Throws: ``IndexFailure`` when it is damaged or of another version.
  init?(in folder: String) throws {
    let path = folder + "/" + Self.name
    guard SystemCall.status(path) != nil else { return nil }
    let bytes = try MappedFile(path)
    let tree = try? JSONReader.read(bytes.bytes.array)
    guard tree?["format"]?.string == Self.format, let unit = tree?["unit"]?.string,
      let options = tree?["options"]?.string, let leftOut = tree?["left_out_values"]?.integer,
      let members = tree?["fingerprints"]?.members
    else {
      throw IndexFailure(
        code: .damaged, message: "the description of the unit cannot be read", at: .file(path),
        remedy: .advice("remove the unit's folder and make the unit again"))
    }
    self.unit = unit
    self.options = options
    leftOutValues = UInt64(clamping: leftOut)
    fingerprints = [:]
    for member in members { fingerprints[member.key] = member.value.string }
  }
}
