import Foundation
import Storage
import TestSupport
import Testing

/// Files that somebody named, where the name leads to something that is no file to be replaced.
@Suite struct DestinationTests {
  private let scratch = ScratchFolder()
  private let files = FileManager.default
  private var path: String { scratch.path + "/named" }
  private static let text = "written"

  /// Both ways to write a file that somebody named.
  private func write(_ isLong: Bool) throws {
    guard isLong else { return try Destination.write(Array(Self.text.utf8), to: path) }
    var writer = try CompressingWriter(path: path, format: .plain)
    try writer.append(Array(Self.text.utf8))
    _ = try writer.finish()
  }

  @Test(arguments: [false, true])
  func `a link stays, and what it leads to is replaced or made`(isLong: Bool) throws {
    try files.createDirectory(atPath: scratch.path + "/far", withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: path, withDestinationPath: "far/link")
    try files.createSymbolicLink(atPath: scratch.path + "/far/link", withDestinationPath: "file")
    for _ in 0..<2 {
      try write(isLong)
      #expect(try files.destinationOfSymbolicLink(atPath: path) == "far/link")
      let written = try String(contentsOfFile: scratch.path + "/far/file", encoding: .utf8)
      #expect(written == Self.text)
      scratch.write("older and longer", to: "far/file")
    }
    #expect(
      try files.contentsOfDirectory(atPath: scratch.path + "/far").sorted() == ["file", "link"])
  }

  @Test(arguments: [false, true])
  func `a pipe is written into, and stays`(isLong: Bool) throws {
    let made = unsafe mkfifo(path, 0o600)
    #expect(made == 0)
    // Open for both, so that nobody waits.
    let reader = try #require(FileHandle(forUpdatingAtPath: path))
    try write(isLong)
    #expect(try reader.read(upToCount: Self.text.utf8.count) == Data(Self.text.utf8))
    let kind = try files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    #expect(kind != .typeRegular)
    #expect(try files.contentsOfDirectory(atPath: scratch.path) == ["named"])
  }

  @Test(arguments: [false, true], [1, 2, 3])
  func `links in a circle are an error with the name that was given`(
    isLong: Bool, length: Int
  ) throws {
    let names = ["named", "second", "third"].prefix(length)
    for (index, name) in names.enumerated() {
      try files.createSymbolicLink(
        atPath: scratch.path + "/" + name, withDestinationPath: names[(index + 1) % length])
    }
    #expect(throws: StorageError.system(operation: "open", path: path, code: ELOOP)) {
      try write(isLong)
    }
    #expect(try files.contentsOfDirectory(atPath: scratch.path).sorted() == Array(names))
  }

  @Test(arguments: [false, true])
  func `a folder is an error with the name that was given`(isLong: Bool) throws {
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    for path in [path, path + "/"] {
      #expect(throws: StorageError.system(operation: "write", path: path, code: EISDIR)) {
        try Destination.write([], to: path)
      }
    }
    #expect(throws: StorageError.system(operation: "write", path: path, code: EISDIR)) {
      try write(isLong)
    }
  }

  @Test func `what fails leaves nothing beside what it was to replace`() throws {
    // A folder has the name, so the last step fails.
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    for isLong in [false, true] {
      #expect(throws: StorageError.self) { try write(isLong) }
      #expect(try files.contentsOfDirectory(atPath: scratch.path) == ["named"])
    }
  }
}
