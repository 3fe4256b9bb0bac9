/// A source that is named in a usual way and is no file: an address.
enum UnreadSource {
  /// Why a source cannot be added, with the command that makes it a file.
  static func error(for source: String) -> CatalogError? {
    guard let separator = source.firstRange(of: "://") else { return nil }
    let scheme = source[..<separator.lowerBound].lowercased()
    let rest = source[separator.upperBound...]
    let remedy: String
    switch scheme {
    case "http", "https", "ftp":
      remedy = "fetch it first with \"curl -LO \(source)\", and add the file"
    case "hf":
      let path = rest.split(separator: "/")
      let kind = path.first == "datasets" ? 1 : 0
      let name = path.dropFirst(kind).prefix(2).joined(separator: "/")
      remedy =
        "fetch it first with \"hf download --repo-type dataset \(name) --local-dir "
        + "\(path.dropFirst(kind).prefix(2).last ?? "data")\", and add the folder"
    case "s3":
      remedy = "fetch it first with \"aws s3 cp --recursive \(source) data\", and add the folder"
    case "gs":
      remedy = "fetch it first with \"gsutil -m cp -r \(source) data\", and add the folder"
    case "file": remedy = "name the file by its path, \(rest)"
    default: return nil
    }
    return CatalogError(
      .notFound, "this is an address, and files are read from disk", at: .file(source),
      remedy: .advice(remedy))
  }
}
