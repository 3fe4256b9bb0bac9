internal import Storage

/// One record of a WARC file: its named fields and its block, and the HTTP message in the block where
/// there is one.
///
/// All ranges count from the start of the record's bytes.
struct WARCRecord {
  /// The kinds of records that the format has, as far as they matter here.
  enum Kind: Equatable {
    /// May be a record of the corpus.
    case content
    /// Passed over; named as in "12 request records".
    case other(String)

    init(type: [UInt8]?) {
      let type = type.map { String(decoding: $0.map(HeaderBlock.lowercased), as: UTF8.self) }
      switch type {
      case "response", "resource", "conversion": self = .content
      case "request", "metadata", "warcinfo", "revisit", "continuation":
        self = .other("\(type ?? "") records")
      default: self = .other("records of other types")
      }
    }
  }

  let header: HeaderBlock
  /// The head of the HTTP message that the block is.
  let http: HeaderBlock?
  /// The payload, as it was sent: in chunks, and compressed.
  let body: Range<Int>
  /// What the payload is, by the header that stands nearest to it.
  let mediaType: MediaType?

  /// Reads a whole record; `nil` when it is none.
  ///
  /// `types`: those of the records before.
  init?(_ bytes: BufferView<UInt8>, _ types: inout MediaTypes) {
    guard let header = HeaderBlock(bytes) else { return nil }
    self.header = header
    let own = header.value("content-type", in: bytes).map { types.type(of: $0) }
    let isHTTP = own.map { $0.name == "application/http" } ?? true
    if isHTTP, bytes[header.end..<bytes.count].array(upTo: 5) == Array("HTTP/".utf8) {
      // A message that was cut off in its head has no body.
      http = HeaderBlock(bytes, at: header.end)
      body = (http?.end ?? bytes.count)..<bytes.count
    } else {
      http = nil
      body = header.end..<bytes.count
    }
    mediaType =
      http == nil
      ? own : http?.value("content-type", in: bytes).map { types.type(of: $0) }
  }

  /// The three digits behind the version in the first line of an HTTP response.
  func status(in bytes: BufferView<UInt8>) -> Int? {
    guard let http else { return nil }
    let words = bytes[http.firstLine].array.split(separator: 0x20, maxSplits: 2)
    guard words.count > 1, words[1].count == 3 else { return nil }
    return Int(String(decoding: words[1], as: UTF8.self))
  }

  /// Appends the payload without chunks and codings, as far as it can be read.
  ///
  /// A header may say more than is true: crawlers store bodies expanded and keep the headers. So a
  /// body that does not begin as its coding does is taken as it is.
  ///
  /// - Returns: `false` when the body is cut off, damaged, or longer than the limit.
  func appendPayload(
    of bytes: BufferView<UInt8>, limit: Int, to output: inout GrowableBuffer<UInt8>
  ) -> Bool {
    guard let http else {
      output.append(contentsOf: bytes[body])
      return true
    }
    var whole = true
    var current = GrowableBuffer<UInt8>()
    if http.value("transfer-encoding", in: bytes).map(Self.words)?.contains("chunked") == true {
      whole = ChunkedBody.append(bytes[body], to: &current)
    } else {
      current.append(contentsOf: bytes[body])
    }
    let codings = http.value("content-encoding", in: bytes).map(Self.words) ?? []
    for coding in codings.reversed().compactMap(ContentCoding.init(name:)) where current.count > 0 {
      var expanded = GrowableBuffer<UInt8>()
      let outcome = coding.expand(current.view.slice, limit: limit, to: &expanded)
      if outcome == .damaged, expanded.isEmpty { continue }
      if outcome != .whole { whole = false }
      current = expanded
    }
    output.append(contentsOf: current.view)
    return whole
  }

  /// The words of a list with commas, in lower case.
  private static func words(_ value: [UInt8]) -> [String] {
    String(decoding: value, as: UTF8.self).lowercased().split(separator: ",")
      .map { word in String(word.filter { $0 != " " && $0 != "\t" }) }
  }
}

extension BufferView<UInt8> {
  /// A copy of the first bytes.
  fileprivate func array(upTo count: Int) -> [UInt8] {
    self[0..<Swift.min(count, self.count)].array
  }
}
