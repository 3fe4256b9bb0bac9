import Foundation
import Storage
import TestSupport
import Testing

/// Links under the names of files that the program writes.
@Suite struct LinkTests {
  private let scratch = ScratchFolder()
  private var directory: FileSystemDirectory { FileSystemDirectory(existing: scratch.path + "/in") }

  private func plant(_ name: String, isHard: Bool) throws -> String {
    let precious = scratch.write("precious", to: "precious")
    try SystemCall.makeFolders(directory.path)
    let files = FileManager.default
    if isHard {
      try files.linkItem(atPath: precious, toPath: directory.path(of: name))
    } else {
      try files.createSymbolicLink(
        atPath: directory.path(of: name), withDestinationPath: precious)
    }
    return precious
  }

  @Test(arguments: [false, true])
  func `a new file takes the place of a link, and what it leads to stays`(isHard: Bool) throws {
    let precious = try plant("file.tmp", isHard: isHard)
    try directory.replace("file", with: [1, 2, 3])
    #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
    #expect(
      try Array(Data(contentsOf: URL(fileURLWithPath: directory.path(of: "file")))) == [1, 2, 3])
    #expect(try directory.list() == ["file"])
  }

  @Test func `the program's own small file is no link and no long file`() throws {
    let path = directory.path(of: "lock")
    let precious = try plant("lock", isHard: false)
    #expect(throws: StorageError.self) { try SystemCall.openOwn(path, atMost: 128) }
    try SystemCall.remove(path)
    scratch.write(String(repeating: "long ", count: 100), to: "in/lock")
    #expect(throws: StorageError.self) { try SystemCall.openOwn(path, atMost: 128) }
    try SystemCall.remove(path)
    SystemCall.closeFile(try SystemCall.openOwn(path, atMost: 128))
    #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
  }
}
