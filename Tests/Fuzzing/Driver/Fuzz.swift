import CFuzzer
import Foundation
import FuzzTargets

/// Runs one target under libFuzzer: `CATALOG_FUZZ_TARGET=NAME Fuzz FOLDER [-flag=value]`.
///
/// The target is named in the environment, since libFuzzer starts itself again with its arguments.
/// `Fuzz --names` prints the targets and their limits, `Fuzz --seeds FOLDER` writes what each begins with.
@main
enum Fuzz {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.contains("--names") {
      for target in FuzzTarget.all { print(target.name, target.limit) }
    } else if arguments.contains("--seeds") {
      for target in FuzzTarget.all { try writeSeeds(of: target, to: arguments[2]) }
    } else {
      exit(fuzz(arguments))
    }
  }

  private static func writeSeeds(of target: FuzzTarget, to folder: String) throws {
    let folder = URL(fileURLWithPath: folder).appendingPathComponent(target.name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (number, seed) in try target.seeds().enumerated() {
      try Data(seed).write(to: folder.appendingPathComponent("seed-\(number)"))
    }
  }

  private static func fuzz(_ arguments: [String]) -> CInt {
    // Safe: the words are copied and never freed, and libFuzzer gets as many as there are.
    var words = unsafe arguments.map { unsafe strdup($0) }
    var count = CInt(arguments.count)
    return unsafe words.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return unsafe LLVMFuzzerRunDriver(&count, &start) { bytes, count in
        // Safe: libFuzzer gives as many bytes as it says, for as long as the call lasts.
        unsafe Fuzz.examine([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
      }
    }
  }

  private static let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["CATALOG_FUZZ_TARGET"]
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      print("CATALOG_FUZZ_TARGET must be one of: \(FuzzTarget.all.map(\.name))")
      exit(64)
    }
    return target
  }()

  private static let run: FuzzTarget.Run = {
    do { return try target.begin() } catch { fatalError("\(target.name) cannot begin: \(error)") }
  }()

  private static func examine(_ bytes: [UInt8]) -> CInt {
    // Not worth remembering.
    guard bytes.count <= target.limit else { return -1 }
    do {
      _ = try run(bytes)
    } catch {
      fatalError("\(target.name): \(error)")
    }
    return 0
  }
}
