internal import JSONText
internal import Records
internal import Storage

/// Writes the samples of a tar archive as lines of JSON.
///
/// | member | value under what follows the first dot of its name |
/// | --- | --- |
/// | `.json` | the value that it holds |
/// | `.cls`, `.cls2`, `.class`, `.count`, `.index`, `.inx` | a whole number |
/// | other text | the text, without a line break at its end |
/// | anything else | `{"bytes": …}`, how long it is; pictures and sounds are not taken |
///
/// The key stands in front as `__key__`.
final class SampleRows: PlacedRows {
  private static let numbers: Set = ["cls", "cls2", "class", "count", "index", "inx"]

  func write(
    _ bytes: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>,
    problems: inout ProblemLog
  ) -> Bool {
    let members = TarMember.all(in: bytes)
    guard let first = members.first else { return false }
    output.append(0x7B)
    Self.append("__key__", to: &output)
    output.append(0x3A)
    Self.append(first.key, to: &output)
    for member in members {
      output.append(0x2C)
      Self.append(member.suffix, to: &output)
      output.append(0x3A)
      Self.append(member.suffix, bytes[member.contents], to: &output)
    }
    output.append(0x7D)
    return true
  }

  private static func append(
    _ suffix: String, _ contents: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>
  ) {
    let kind = suffix.split(separator: ".").last.map(String.init) ?? suffix
    if kind == "json" || kind == "jsn",
      let value = try? JSONReader.read(contents.array, options: .records)
    {
      return output.append(contentsOf: value.bytes)
    }
    guard contents.isUTF8, TextProbe(contents[0..<min(4096, contents.count)].array) != .binary
    else {
      return output.append(contentsOf: Array("{\"bytes\":\(contents.count)}".utf8))
    }
    var end = contents.count
    if end > 0, contents[end - 1] == 0x0A { end -= 1 }
    if end > 0, contents[end - 1] == 0x0D { end -= 1 }
    let text = contents[0..<end]
    if numbers.contains(kind), let number = Int64(text.text) {
      return output.append(contentsOf: Array("\(number)".utf8))
    }
    JSONEscaping.append(text, to: &output)
  }

  private static func append(_ text: String, to output: inout GrowableBuffer<UInt8>) {
    Array(text.utf8).withView { JSONEscaping.append($0, to: &output) }
  }
}
