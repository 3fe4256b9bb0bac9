import Foundation
import Storage
import TestSupport
import Testing

@Suite struct PermissionTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `what is made in a private folder is private`() throws {
    let scratch = ScratchFolder()
    let home = scratch.path + "/a/home"
    try SystemCall.makeFolders(home, isPrivate: true)
    #expect(try mode(home) == 0o700)
    let inner = try FileSystemDirectory(creating: home + "/indexes/web")
    #expect(try mode(inner.path) == 0o700)
    try inner.replace("file", with: [1, 2, 3])
    #expect(try mode(inner.path(of: "file")) == 0o600)
    #expect(try inner.list() == ["file"])
  }

  @Test func `a folder shared with a group passes that on, as far as the mask allows`() throws {
    let scratch = ScratchFolder()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o750], ofItemAtPath: scratch.path)
    let file = try FileSystemDirectory(existing: scratch.path).create("file")
    file.close()
    #expect(try mode(scratch.path + "/file").map { $0 & 0o057 } == 0o040)
  }

  @Test func `a file takes the place of another in one step`() throws {
    let scratch = ScratchFolder()
    let directory = FileSystemDirectory(existing: scratch.path)
    try directory.replace("file", with: [1])
    for failing in 1...5 {
      let disk = FailingDirectory(directory) { (change) throws(StorageError) in
        if change == failing { throw .system(operation: "write", path: "file", code: EIO) }
      }
      #expect(throws: StorageError.self) { try disk.replace("file", with: [2, 3]) }
      let bytes = try ScratchFolder.files(in: scratch.path)["file"]
      // The rename is the step: what fails behind it does not take it back.
      #expect(bytes == (failing < 5 ? [1] : [2, 3]), "change \(failing)")
    }
  }
}
