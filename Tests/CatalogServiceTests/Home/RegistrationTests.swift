import Foundation
import TestSupport
import Testing

@testable import CatalogService

/// A registration that is damaged anywhere is an error, or says what it said before.
@Suite struct RegistrationTests {
  private let scratch = ScratchFolder()

  private var registration: Registration {
    var registration = Registration(sources: ["/data/whales.jsonl", "more"])
    registration.textFields = ["text"]
    registration.recordID = "id"
    registration.fingerprint = "00ff,11ee"
    registration.files = ["/data/whales.jsonl"]
    return registration
  }

  private func expectSame(_ bytes: [UInt8], _ note: Comment) throws {
    scratch.write(bytes, to: RegistrationFile.name)
    do {
      #expect(try Registration.read(in: scratch.path) == registration, note)
    } catch let error as CatalogError {
      #expect(error.code == .system && error.location != nil && error.remedy != nil, note)
    }
  }

  private func written() throws -> [UInt8] {
    try registration.write(in: scratch.path)
    let path = scratch.path + "/" + RegistrationFile.name
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func `a registration comes back as it was written`() throws {
    _ = try written()
    #expect(try Registration.read(in: scratch.path) == registration)
  }

  @Test func `a registration cut off anywhere is damaged`() throws {
    let bytes = try written()
    for count in 0..<bytes.count { try expectSame(Array(bytes[..<count]), "\(count) bytes") }
  }

  @Test func `a registration with a bit flipped is damaged`() throws {
    var bytes = try written()
    for place in bytes.indices {
      for bit in Thoroughness.isWhole ? Array(0..<8) : [place % 8] {
        bytes[place] ^= 1 << UInt8(bit)
        try expectSame(bytes, "byte \(place) bit \(bit)")
        bytes[place] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func `the registration of another version says that it is one`() throws {
    let text = String(decoding: try written(), as: UTF8.self)
    scratch.write(
      text.replacing("registration/2", with: "registration/1"), to: RegistrationFile.name)
    #expect {
      try Registration.read(in: scratch.path)
    } throws: { error in
      (error as? CatalogError)?.message.hasPrefix("another version") == true
    }
  }

  @Test func `a registration that was copied from another folder is not believed`() throws {
    _ = try written()
    let other = scratch.path + "/other"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    let copy = other + "/" + RegistrationFile.name
    try FileManager.default.copyItem(
      atPath: scratch.path + "/" + RegistrationFile.name, toPath: copy)
    let error = #expect(throws: CatalogError.self) { try Registration.read(in: other) }
    #expect(error?.message.hasSuffix("not of other") == true && error?.location == .file(copy))
    #expect(error?.remedy != nil)
    try Registration.rename(to: "other", in: other)
    #expect(try Registration.read(in: other) == registration)
  }

  @Test func `one that cannot be looked at is not taken for one that is not there`() throws {
    let path = scratch.path + "/" + RegistrationFile.name
    // A link to itself is refused to everybody.
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    let error = #expect(throws: CatalogError.self) { try Registration.read(in: scratch.path) }
    #expect(error?.code == .system && error?.location == .file(path))
    try FileManager.default.removeItem(atPath: path)
    #expect(try Registration.read(in: scratch.path) == nil)
  }
}
