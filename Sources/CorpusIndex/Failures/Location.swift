/// Where something stands that an error or a problem speaks of.
public enum Location: Sendable, Hashable, Codable {
  /// A file or folder; lines, rows and records count from 1, the byte from 0 in the uncompressed
  /// content.
  case file(
    String, line: UInt64? = nil, row: UInt64? = nil, record: UInt64? = nil, byte: UInt64? = nil)
  /// A field of records or descriptions.
  case field(String)
  /// A dataset of a catalogue.
  case dataset(String)
  /// A value as somebody typed it.
  case value(String)
}

extension Location: CustomStringConvertible {
  /// `web.jsonl:17, byte 2048`, or the name alone.
  public var description: String {
    switch self {
    case .file(let path, let line, let row, let record, let byte):
      path + (line.map { ":\($0)" } ?? "") + (row.map { ", row \($0)" } ?? "")
        + (record.map { ", record \($0)" } ?? "")
        + (byte.map { ", byte \($0)" } ?? "")
    case .field(let name), .dataset(let name), .value(let name): name
    }
  }
}
