import Storage
import TestSupport

// What files are packed with, one target for each.
extension FuzzTarget {
  static let packings = DecompressingReader.Format.allCases.filter { $0 != .plain }.map(packing)

  /// Expanded bytes that are looked at, so that a small input which expands to much ends in time.
  private static let enough = 1 << 20

  /// Files expanded in pieces of two sizes, and from each place that was noted.
  private static func packing(_ format: DecompressingReader.Format) -> FuzzTarget {
    let text = Array("the white whale 白鲸 swam north and the tide went out\n".utf8)
    return FuzzTarget(
      format.rawValue,
      seeds: {
        [
          Packing.pack(text, as: format), Packing.pack(text + text, as: format, piece: 16),
          Packing.pack([UInt8](repeating: 0x61, count: 5_000), as: format),
        ]
      },
      begin: {
        let file = InputFile(name: "input")
        return { try expands($0, in: file, format) }
      })
  }

  private static func expands(
    _ bytes: [UInt8], in file: InputFile, _ format: DecompressingReader.Format
  ) throws -> Bool {
    try file.write(bytes)
    guard let first = expand(file.path, piece: 1 << 16), first.format == format else {
      return false
    }
    let small = expand(file.path, piece: 7)?.bytes ?? []
    // How much comes out in front of damage is the library's affair, and what comes out is the same.
    try promise(
      first.hasFailed
        ? small.starts(with: first.bytes) || first.bytes.starts(with: small) : small == first.bytes,
      "small pieces give other bytes")
    for checkpoint in first.checkpoints.prefix(4) where !first.hasFailed {
      let offset = Int(checkpoint.uncompressedOffset)
      try promise(offset <= first.bytes.count, "a checkpoint lies behind the end")
      let rest = expand(file.path, piece: 1 << 16, from: checkpoint)
      // A reading that stops at the limit has seen less of the file.
      let wanted = first.bytes[offset...]
      try promise(
        rest.map { $0.bytes.starts(with: wanted) } ?? false,
        "reading on from byte \(offset) gives other bytes")
    }
    return !first.bytes.isEmpty && !first.hasFailed
  }

  private struct Expanded {
    var format: DecompressingReader.Format
    var bytes: [UInt8] = []
    var checkpoints: [DecompressingReader.Checkpoint] = []
    var hasFailed = false
  }

  /// What a file expands to before its end or damage; `nil` where it cannot be opened.
  private static func expand(
    _ path: String, piece: Int, from start: DecompressingReader.Checkpoint? = nil
  ) -> Expanded? {
    guard var reader = try? DecompressingReader(path: path, from: start, checkpointSpacing: 16)
    else { return nil }
    var expanded = Expanded(format: reader.format)
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: piece)
    while expanded.bytes.count < enough {
      do {
        let count = try reader.read(into: buffer.view)
        if count == 0 { break }
        expanded.bytes += buffer.view[0..<count].array
      } catch {
        expanded.hasFailed = true
        break
      }
    }
    if expanded.bytes.count > enough { expanded.bytes.removeLast(expanded.bytes.count - enough) }
    expanded.checkpoints = reader.checkpoints
    return expanded
  }
}
