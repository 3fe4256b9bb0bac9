import CatalogStore
import Foundation
import TestSupport

@testable import CatalogService

/// A catalogue in a scratch folder, with small corpora beside its home.
struct CorpusFixture {
  let scratch = ScratchFolder()
  let catalog: Catalog

  /// `isNew`: the home is not there yet.
  init(isNew: Bool = false) {
    let home = scratch.path + "/home"
    if !isNew {
      do {
        try FileManager.default.copyItem(atPath: Self.made.path + "/home", toPath: home)
      } catch {
        preconditionFailure("no copy of a home: \(error)")
      }
    }
    catalog = Catalog(at: home)
  }

  /// The home that others are copies of: making one takes longer than most tests.
  private static let made: ScratchFolder = {
    let scratch = ScratchFolder()
    do {
      try Catalog(at: scratch.path + "/home").store.close()
    } catch {
      preconditionFailure("no home: \(error)")
    }
    return scratch
  }()

  /// Writes JSON Lines, one record per text, and returns the path.
  func corpus(
    _ name: String, _ texts: [String], packing: DataPacking = .plain
  ) throws -> String {
    var lines = ""
    for (number, text) in texts.enumerated() {
      let record: [String: Any] = [
        "id": "\(name)-\(number)", "text": text, "lang": number.isMultiple(of: 2) ? "en" : "zh",
      ]
      let data = try JSONSerialization.data(withJSONObject: record, options: [.sortedKeys])
      lines += String(decoding: data, as: UTF8.self) + "\n"
    }
    let bytes = Array(lines.utf8)
    return switch packing {
    case .plain: scratch.write(bytes, to: name + ".jsonl")
    case .gzip: scratch.write(Packing.gzip(bytes), to: name + ".jsonl.gz")
    }
  }

  static let whales = [
    "The white whale swam north for a week.", "白鲸向北游去，捕鲸船跟在后面。",
    "No whale was seen, and the whale watch went home.", "灯塔的灯光照着白色的浪。",
  ]
}

/// How the data of a test is packed.
enum DataPacking: CaseIterable {
  case plain, gzip
}
