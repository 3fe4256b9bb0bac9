internal import Storage

/// One of the digests by which descriptions know files.
struct FileDigest: ~Copyable {
  private var sha256: SHA256?
  private var md5: MD5?

  /// - Parameter algorithm: `sha256`; else MD5.
  init(_ algorithm: String) {
    if algorithm == "sha256" { sha256 = SHA256() } else { md5 = MD5() }
  }

  /// Takes more bytes in.
  mutating func append(_ bytes: BufferView<UInt8>) {
    sha256?.append(bytes)
    md5?.append(bytes)
  }

  /// The digest, as hexadecimal digits.
  consuming func hexadecimal() -> String {
    if var digest = sha256.take() { return digest.hexadecimal }
    return md5.take()?.hexadecimal() ?? ""
  }
}
