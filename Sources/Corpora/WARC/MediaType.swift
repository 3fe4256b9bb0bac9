internal import Storage

/// A media type as a `Content-Type` header has it: its name and its charset.
struct MediaType {
  /// What is done with a payload of the type.
  enum Use: Equatable {
    /// A page, of which the text that it shows is taken.
    case html
    /// Text that is taken as it stands.
    case text
    /// Passed over; named as in "7 images".
    case other(String)
  }

  /// In lower case: `text/html`; empty when the header has no type.
  let name: String
  /// As it is written, without quotes.
  let charset: String?
  let use: Use

  init(_ header: [UInt8]) {
    let parts = String(decoding: header, as: UTF8.self)
      .split(separator: ";", omittingEmptySubsequences: false)
    let first = parts.first.map { Self.trimmed($0).lowercased() } ?? ""
    name = first.contains("/") ? first : ""
    charset =
      parts.dropFirst().lazy.compactMap { part -> String? in
        let pair = part.split(separator: "=", maxSplits: 1)
        guard pair.count == 2, Self.trimmed(pair[0]).lowercased() == "charset" else { return nil }
        return Self.trimmed(pair[1])
      }.first
    use = Self.use(of: name)
  }

  /// The type of a payload that has none, by its first bytes.
  ///
  /// Pages are told by the tags that they begin with, text by having no control characters.
  init(sniffing bytes: BufferView<UInt8>) {
    charset = nil
    let head = bytes[0..<min(bytes.count, 1024)].array
    let start = head.firstIndex { !TextProbe.isSpace($0) } ?? head.endIndex
    let tag = String(decoding: head[start...].prefix(14), as: UTF8.self).lowercased()
    if ["<!doctype html", "<html", "<head", "<body"].contains(where: tag.hasPrefix) {
      name = "text/html"
    } else {
      name = TextProbe(head) == .binary ? "" : "text/plain"
    }
    use = Self.use(of: name)
  }

  private static func use(of name: String) -> Use {
    switch name {
    case "text/html", "application/xhtml+xml": return .html
    case "text/css": return .other("style sheets")
    case "text/javascript", "application/javascript", "application/x-javascript",
      "text/ecmascript", "application/ecmascript":
      return .other("scripts")
    case "application/json", "application/xml", "application/rss+xml", "application/atom+xml",
      "application/ld+json":
      return .text
    case "application/pdf": return .other("PDF documents")
    default: break
    }
    let kind = name.split(separator: "/").first.map(String.init)
    return switch kind {
    case "text": .text
    case "image": .other("images")
    case "audio", "video": .other("recordings")
    case "font": .other("fonts")
    default: .other("payloads of other types")
    }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    String(text.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" })
  }
}

/// Media types by their headers, since a crawl has some dozen and each is in thousands of records.
struct MediaTypes {
  private var known: [[UInt8]: MediaType] = [:]
  private static let maximumCount = 256

  /// The type that a header tells.
  mutating func type(of header: [UInt8]) -> MediaType {
    if let type = known[header] { return type }
    if known.count == Self.maximumCount { known = [:] }
    let type = MediaType(header)
    known[header] = type
    return type
  }
}
