internal import Glibc

extension SystemCall {
  /// The process that holds a record lock for writing on a byte of a file; `nil` where the system does
  /// not say.
  ///
  /// The file is not opened: closing it would give back the locks that this process has on it.
  package static func lockHolder(of path: String, byte: UInt64) -> String? {
    var status = stat()
    guard unsafe PathText.withPath(path, { unsafe stat($0, &status) }) == 0,
      let table = text(ofSystemFile: "/proc/locks")
    else { return nil }
    let device = UInt64(status.st_dev)
    let major = device >> 8 & 0xfff | device >> 32 & ~0xfff
    let minor = device & 0xff | device >> 12 & ~0xff
    for line in table.split(separator: "\n") {
      // 1: POSIX ADVISORY WRITE process device:inode first last
      let parts = line.split(separator: " ")
      guard parts.count == 8, parts[1] == "POSIX", parts[3] == "WRITE",
        let process = Int32(parts[4]), process > 0
      else { continue }
      let place = parts[5].split(separator: ":")
      guard place.count == 3, UInt64(place[0], radix: 16) == major,
        UInt64(place[1], radix: 16) == minor, UInt64(place[2]) == UInt64(status.st_ino),
        let first = UInt64(parts[6]), first <= byte,
        parts[7] == "EOF" || UInt64(parts[7]).map({ $0 >= byte }) ?? false
      else { continue }
      let name = text(ofSystemFile: "/proc/\(process)/comm")?.split(separator: "\n").first
      return "process \(process)" + (name.map { " (\($0))" } ?? "")
    }
    return nil
  }

  /// A small file that the system makes when it is read; `nil` where it cannot be read.
  private static func text(ofSystemFile path: String) -> String? {
    guard let descriptor = try? openForReading(path) else { return nil }
    defer { closeFile(descriptor) }
    let buffer = GrowableBuffer<UInt8>(repeating: 0, count: 1 << 20)
    guard let count = try? read(descriptor, into: buffer.view, at: 0, path: path) else {
      return nil
    }
    return buffer.view[0..<count].text
  }
}
