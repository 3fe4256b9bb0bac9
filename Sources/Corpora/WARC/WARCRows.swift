internal import Records
internal import Storage

/// Writes the records of a WARC file as lines of JSON.
///
/// | key | value |
/// | --- | --- |
/// | `id` | `WARC-Record-ID` without its angle brackets |
/// | `url`, `date`, `type` | `WARC-Target-URI`, `WARC-Date`, `WARC-Type` |
/// | `status` | of the HTTP response, a number |
/// | `content_type`, `charset` | of the payload: what it is by its header, what it was read by |
/// | `truncated` | `true` where the payload could not be decoded to its end |
/// | `title`, `text` | of a page what it shows; of other text the text itself |
/// | `warc` | all other fields of the record's header, in their order, under their names |
/// | `http_headers` | the head of the HTTP response as it was sent |
///
/// A key without a value is left out, and a field that stands several times is a list. Belongs to one
/// thread at a time.
final class WARCRows: PlacedRows {
  /// The key of the HTTP head.
  static let httpHeaders = "http_headers"
  /// Bytes of a decoded payload; what is longer is cut off, so that a small record cannot
  /// fill the memory.
  private static let payloadLimit = 64 << 20

  private let html = HTMLText()
  private let texts = PayloadText()
  private var types = MediaTypes()
  private var payload = GrowableBuffer<UInt8>()
  private var text = GrowableBuffer<UInt8>()

  func write(
    _ bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>,
    problems: inout ProblemLog
  ) -> Bool {
    guard let record = WARCRecord(bytes, &types) else { return false }
    payload.removeAll()
    let isWhole = record.appendPayload(of: bytes, limit: Self.payloadLimit, to: &payload)
    var type = record.mediaType ?? MediaType(sniffing: payload.view)
    if type.name.isEmpty { type = MediaType(sniffing: payload.view) }
    text.removeAll()
    var title: BufferView<UInt8>?
    var shown: BufferView<UInt8>
    var charset = ""
    switch type.use {
    case .other(let kind):
      problems.passOver(kind)
      return false
    case .text:
      charset = texts.append(payload.view, type, to: &text)
      shown = text.view
    case .html:
      charset = texts.append(payload.view, type, to: &text)
      replaceNulls()
      let page = html.read(text.view)
      shown = page.text
      title = page.title.count > 0 ? page.title : nil
    }
    let writer = RowWriter(output: output.count)
    func field(_ name: String) -> [UInt8]? { record.header.value(name, in: bytes) }
    writer.append("id", field("warc-record-id").map(Self.withoutBrackets), to: &output)
    // Some writers put brackets around addresses as well.
    writer.append("url", field("warc-target-uri").map(Self.withoutBrackets), to: &output)
    writer.append("date", field("warc-date"), to: &output)
    writer.append("type", field("warc-type"), to: &output)
    if let status = record.status(in: bytes) {
      writer.key("status", to: &output)
      output.append(contentsOf: Array("\(status)".utf8))
    }
    writer.append("content_type", Array(type.name.utf8), to: &output)
    writer.append("charset", Array(charset.utf8), to: &output)
    if !isWhole {
      writer.key("truncated", to: &output)
      output.append(contentsOf: Array("true".utf8))
    }
    if let title {
      writer.key("title", to: &output)
      JSONEscaping.append(title, to: &output)
    }
    writer.key("text", to: &output)
    JSONEscaping.append(shown, to: &output)
    writer.key("warc", to: &output)
    Self.appendFields(of: record.header, bytes, to: &output)
    if let http = record.http {
      writer.key(Self.httpHeaders, to: &output)
      JSONEscaping.append(
        bytes[http.firstLine.lowerBound..<http.end], to: &output)
    }
    output.append(0x7D)
    return true
  }

  /// The parser of pages ends at a null character, which shows nothing.
  private func replaceNulls() {
    let view = text.view
    var at = 0
    while let null = view.firstIndex(of: 0, from: at) {
      view[null] = 0x20
      at = null + 1
    }
  }

  /// Fields that have keys of their own.
  private static let named: [String] = [
    "warc-record-id", "warc-target-uri", "warc-date", "warc-type",
  ]

  /// All other fields, as an object.
  private static func appendFields(
    of header: HeaderBlock, _ bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>
  ) {
    var names: [[UInt8]] = []
    var values: [[[UInt8]]] = []
    for (name, value) in header.fields
    where !named.contains(where: { HeaderBlock.equals(bytes[name], $0) }) {
      let name = bytes[name].array
      let value = HeaderBlock.unfolded(bytes[value])
      if let known = names.firstIndex(of: name) {
        values[known].append(value)
      } else {
        names.append(name)
        values.append([value])
      }
    }
    let writer = RowWriter(output: output.count)
    if names.isEmpty { output.append(0x7B) }
    for (name, values) in zip(names, values) {
      writer.key(name, to: &output)
      if values.count > 1 { output.append(0x5B) }
      for (number, value) in values.enumerated() {
        if number > 0 { output.append(0x2C) }
        value.withView { JSONEscaping.append($0, to: &output) }
      }
      if values.count > 1 { output.append(0x5D) }
    }
    output.append(0x7D)
  }

  private static func withoutBrackets(_ value: [UInt8]) -> [UInt8] {
    value.first == 0x3C && value.last == 0x3E && value.count > 1
      ? Array(value.dropFirst().dropLast()) : value
  }
}

/// Writes the members of one JSON object.
private struct RowWriter {
  private let start: Int

  /// `output`: where the object begins.
  init(output start: Int) { self.start = start }

  func key(_ name: [UInt8], to output: inout GrowableBuffer<UInt8>) {
    output.append(output.count == start ? 0x7B : 0x2C)
    name.withView { JSONEscaping.append($0, to: &output) }
    output.append(0x3A)
  }

  func key(_ name: String, to output: inout GrowableBuffer<UInt8>) {
    key(Array(name.utf8), to: &output)
  }

  /// A member that is text; none where there is no value.
  func append(
    _ name: String, _ value: [UInt8]?, to output: inout GrowableBuffer<UInt8>
  ) {
    guard let value else { return }
    key(name, to: &output)
    value.withView { JSONEscaping.append($0, to: &output) }
  }
}
