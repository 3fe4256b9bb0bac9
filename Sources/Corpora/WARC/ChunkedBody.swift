internal import Storage

/// The chunked transfer coding of HTTP (RFC 9112, section 7.1).
enum ChunkedBody {
  /// Appends a body without the lengths of its chunks.
  ///
  /// A body that does not begin with a length is no chunked one, whatever its header says, and is
  /// taken as it is.
  ///
  /// - Returns: `false` when it ends before its last chunk.
  static func append(_ body: BufferView<UInt8>, to output: inout GrowableBuffer<UInt8>) -> Bool {
    var at = 0
    while let (count, start) = chunk(in: body, at: at) {
      if count == 0 { return true }
      let end = min(body.count, start + count)
      output.append(contentsOf: body[start..<end])
      guard end == start + count else { return false }
      at = end
      if at < body.count, body[at] == 0x0D { at += 1 }
      if at < body.count, body[at] == 0x0A { at += 1 }
    }
    if at == 0 {
      output.append(contentsOf: body)
      return true
    }
    return false
  }

  /// The length of a chunk and where it begins; `nil` where no length stands.
  private static func chunk(
    in body: BufferView<UInt8>, at start: Int
  ) -> (count: Int, start: Int)? {
    var count = 0
    var at = start
    while at < body.count, let digit = hexadecimal(body[at]) {
      guard count <= Int.max >> 8 else { return nil }
      count = count << 4 | digit
      at += 1
    }
    guard at > start, let newline = body.firstIndex(of: 0x0A, from: at),
      // Extensions may follow the length, and spaces in front of them.
      at == newline || [0x0D, 0x3B, 0x20].contains(body[at]), count <= Int.max >> 8
    else { return nil }
    return (count, newline + 1)
  }

  private static func hexadecimal(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte - 0x30)
    case 0x41...0x46: Int(byte - 0x37)
    case 0x61...0x66: Int(byte - 0x57)
    default: nil
    }
  }
}
