internal import JSONText
internal import Storage

/// The file of a registration: one JSON object, whose last key is the checksum of the others.
///
/// A letter that changes inside a path or a fingerprint shows by this alone.
enum RegistrationFile {
  /// The name of the file.
  static let name = "registration.json"

  private static let format = "catalog.registration/2"

  /// The bytes of a file that holds these values.
  static func bytes(of values: [JSON.Member]) -> [UInt8] {
    let members = [JSON.Member("format", .string(format))] + values
    let whole = members + [JSON.Member("checksum", checksum(of: members))]
    return Array(JSON.object(whole).prettyText.utf8)
  }

  /// The values that the bytes of a file hold.
  ///
  /// - Throws: ``CatalogError`` when they are damaged, or of another version; `path` is where they
  ///   were read.
  static func values(in bytes: [UInt8], at path: String) throws -> JSON {
    let tree = try? JSONReader.read(bytes)
    if let written = tree?["format"]?.string, written != format,
      written.hasPrefix("catalog.registration/")
    {
      throw refusal("another version of the program has written the registration", path)
    }
    guard let members = tree?.members, let last = members.last, last.key == "checksum",
      last.value == checksum(of: members.dropLast())
    else { throw refusal("the registration is damaged", path) }
    return .object(members)
  }

  /// Whether the first lines of a file name a dataset; nothing else of it is looked at.
  static func begins(at path: String, with dataset: String) -> Bool {
    let head = JSON.object([.init("format", .string(format)), .init("dataset", .string(dataset))])
    // Without the brace that ends it, each behind a line break.
    let wanted = Array(head.prettyText.utf8.dropLast(3))
    let found = GrowableBuffer<UInt8>(repeating: 0, count: wanted.count + 1)
    guard let file = try? RandomAccessFile(path: path),
      let count = try? file.read(into: found.view, at: 0), count == found.count
    else { return false }
    return found.view.array == wanted + Array(",".utf8)
  }

  private static func refusal(_ message: String, _ path: String) -> CatalogError {
    CatalogError(
      .system, message, at: .file(path),
      remedy: .advice("remove the file and add the data again"))
  }

  /// The CRC-32C of the text that other members than the checksum make.
  private static func checksum(of members: [JSON.Member]) -> JSON {
    let text = Array(JSON.object(members).prettyText.utf8)
    return .integer(text.withView { Checksum.of($0.slice) })
  }
}
