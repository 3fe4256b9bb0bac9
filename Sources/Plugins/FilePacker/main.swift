import Foundation

// Writes the files of three folders into a Swift source, one text literal per folder.
//
//     FilePacker OUTPUT.swift CATALOG SAMPLES PAGES
//
// or the hash of one folder of sources alone:
//
//     FilePacker OUTPUT.swift RULES
//
// A text literal compiles in a moment where a list of bytes takes minutes. Each file is a header
// line (path, how it is written, its length in the literal) and its content: text as it is, other
// bytes as base64.

/// One folder as the content of a literal, with a hash of everything in it.
struct PackedFolder {
  var content = ""
  var hash = ContentHash()

  init(_ folder: URL, suffixes: [String]) throws {
    for path in try Self.paths(in: folder, suffixes: suffixes) {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
      hash.add(Array(path.utf8))
      hash.add(bytes)
      if let text = String(validating: bytes, as: UTF8.self), Self.canStandInLiteral(text) {
        content += "\(path)\ttext\t\(bytes.count)\n\(text)\n"
      } else {
        let text = Data(bytes).base64EncodedString()
        content += "\(path)\tbase64\t\(text.utf8.count)\n\(text)\n"
      }
    }
  }

  /// Files below a folder that are not hidden, sorted; none when there is no such folder.
  private static func paths(in folder: URL, suffixes: [String]) throws -> [String] {
    guard let found = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return found.compactMap { $0 as? String }
      .filter { path in suffixes.isEmpty || suffixes.contains { path.hasSuffix($0) } }
      // Programs that work with the samples are no samples.
      .filter { path in ![".py", ".sh"].contains { path.hasSuffix($0) } }
      .filter { path in
        !path.contains("\t") && !path.split(separator: "/").contains { $0.hasPrefix(".") }
      }
      .filter { path in
        let values = try? folder.appendingPathComponent(path).resourceValues(
          forKeys: [.isRegularFileKey])
        return values?.isRegularFile == true
      }
      .sorted()
  }

  /// Control characters would be changed or refused by the compiler, and so would the end mark.
  private static func canStandInLiteral(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x09 }
      && !text.contains(#"""""# + "\"") && !text.contains("\u{FEFF}")
  }
}

/// FNV-1a over 128 bits as two halves of 64 with different starts: tells contents apart, and is no
/// defence against forgery.
struct ContentHash {
  private var first: UInt64 = 0xCBF2_9CE4_8422_2325
  private var second: UInt64 = 0x8422_2325_CBF2_9CE4

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes + [0xFF] {
      first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
      second = (second &* 0x100_0000_01B3) ^ UInt64(byte)
    }
  }

  var text: String {
    [first, second].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

let arguments = CommandLine.arguments
if arguments.count == 3 {
  let rules = try PackedFolder(URL(fileURLWithPath: arguments[2]), suffixes: [".swift"])
  let source = """
    // Made by FilePacker from a folder of the project. Changes here are lost.
    enum RulesHash {
      static let text = "\(rules.hash.text)"
    }

    """
  try Data(source.utf8).write(to: URL(fileURLWithPath: arguments[1]), options: .atomic)
  exit(0)
}
guard arguments.count == 5 else {
  print("usage: FilePacker OUTPUT.swift CATALOG SAMPLES PAGES, or FilePacker OUTPUT.swift RULES")
  exit(64)
}
let catalog = try PackedFolder(URL(fileURLWithPath: arguments[2]), suffixes: [".yaml"])
let samples = try PackedFolder(URL(fileURLWithPath: arguments[3]), suffixes: [])
let fence = String(repeating: "#", count: 6)
let pages = try PackedFolder(URL(fileURLWithPath: arguments[4]), suffixes: [".md"])
let source = """
  // Made by FilePacker from folders of the project. Changes here are lost.
  enum PackedData {
    static let catalogHash = "\(catalog.hash.text)"
    static let catalog = \(fence)\"""
  \(catalog.content)
  \"""\(fence)
    static let samplesHash = "\(samples.hash.text)"
    static let samples = \(fence)\"""
  \(samples.content)
  \"""\(fence)
    static let pages = \(fence)\"""
  \(pages.content)
  \"""\(fence)
  }

  """
try Data(source.utf8).write(to: URL(fileURLWithPath: arguments[1]), options: .atomic)
