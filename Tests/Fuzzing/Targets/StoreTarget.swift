import CatalogStore
import Datasets
import JSONText
import TestSupport

extension FuzzTarget {
  /// The store with some bytes changed, as an input says (``StoreDamage``).
  static let store = FuzzTarget(
    "store", limit: 64,
    seeds: {
      [[0, 0, 0, 0], [16, 0, 0, 1], [0, 16, 0, 0x80], [0, 96, 0, 0xff, 1, 96, 0, 0xff]]
    },
    begin: {
      let store = try DamagedStore()
      return { try store.examine(StoreDamage($0)) }
    })
}

/// What happens to the bytes of a file; small inputs say much, and go on to when the format changes.
package struct StoreDamage: Sendable {
  /// Offsets, as remainders by the size of the file, with the bits that flip there; no bits cut the
  /// file off.
  package var places: [(offset: Int, bits: UInt8)]

  package init(places: [(offset: Int, bits: UInt8)]) { self.places = places }

  /// Four bytes a place: the offset, little-endian, then the bits.
  init(_ input: [UInt8]) {
    places = stride(from: 0, to: input.count - input.count % 4, by: 4).map { start in
      (
        Int(input[start]) | Int(input[start + 1]) << 8 | Int(input[start + 2]) << 16,
        input[start + 3]
      )
    }
  }

  func apply(to bytes: [UInt8]) -> [UInt8] {
    var damaged = bytes
    for place in places where !damaged.isEmpty {
      let offset = place.offset % damaged.count
      if place.bits == 0 {
        // SQLite takes a file of one byte for an empty one, as of a store that nobody has begun.
        damaged.removeLast(damaged.count - max(2, offset))
      } else {
        damaged[offset] ^= place.bits
      }
    }
    return damaged
  }
}

/// A small store, what is seen of it, and the file that damaged copies are written to.
package struct DamagedStore: Sendable {
  private let folder = ScratchFolder()
  private let path: String
  private let sound: [String]
  /// The sound file.
  package let bytes: [UInt8]

  package init() throws {
    path = folder.path + "/catalog.sqlite"
    let store = try CatalogStore(
      path: path, builtIn: Self.builtIn, author: "tester", clock: { "2026-01-01T00:00:00Z" })
    try store.insert(
      Dataset(id: "web").applying(
        [
          "name=Web pages", "description=the white whale swam north", "aliases=crawl",
          "licenses=MIT",
        ]
        .map { try DatasetEdit(parsing: $0) }))
    try store.insert(
      Dataset(id: "laws").applying(
        ["name=法律", "language=zh", "sources=web", "licenses=Apache-2.0"]
          .map { try DatasetEdit(parsing: $0) }))
    try store.edit("sea-1", [DatasetEdit("tags", .append, "tide")])
    try store.insert(Dataset(id: "gone"))
    try store.remove("gone")
    var state = IndexState()
    state.state = .current
    state.records = 3
    try store.setIndexState(
      "web", state, files: [SourceFile(path: "a.jsonl", bytes: 10, modified: 1)])
    try store.close()
    bytes = try ScratchFolder.bytes(of: path)
    sound = try Self.seen(of: CatalogStore(path: path))
  }

  private static let builtIn = BuiltInLayer(contentHash: "1") {
    var cluster = Cluster()
    cluster.id = "sea"
    cluster.introduction = LocalizedText("about the sea")
    cluster.datasets = try ["sea-1", "sea-2"].map { id in
      try Dataset(id: id).applying([DatasetEdit(parsing: "name=Sea \(id.suffix(1))")])
    }
    return [cluster]
  }

  /// Everything that faces show of a store, as lines.
  private static func seen(of store: CatalogStore) throws -> [String] {
    var lines: [String] = []
    for text in [nil, "whale", "法律", "sea"] {
      var query = DatasetQuery()
      query.text = text.map { .query($0) }
      query.facets = ["language", "license", "cluster"]
      query.visibility = text == nil ? .all : .live
      let page = try store.list(query)
      lines.append("\(text ?? ""): \(page.total) \(page.facets)")
      lines += page.datasets.map {
        "\($0.dataset.tree.text) \($0.revision) \($0.layer) \($0.isEdited) \($0.removedAt ?? "") "
          + "\($0.createdAt) \($0.changedAt) \($0.index)"
      }
    }
    for id in ["web", "crawl", "laws", "sea-1"] {
      let found = try store.dataset(id)
      lines += ["\(found.dataset.tree.text)", "\(try store.sourceFiles(found.id))"]
      lines.append("\(try store.lineage(found.id))")
      lines.append("\(try store.rights([found.id], for: .commercial))")
    }
    lines.append("\(try store.log()) \(try store.clusters()) \(try store.summary())")
    return lines
  }

  /// Looks at a damaged copy.
  ///
  /// Returns whether it can be read; throws ``BrokenPromise`` when what is seen is neither right nor
  /// an error, or when a check finds nothing although something cannot be read.
  package func examine(_ damage: StoreDamage) throws -> Bool {
    for log in ["-wal", "-shm"] { try? ScratchFolder.remove(path + log) }
    let damaged = damage.apply(to: bytes)
    try ScratchFolder.replace(path, with: damaged)
    // What does not even open is noticed by everybody.
    guard let store = try? CatalogStore(path: path) else { return false }
    defer { try? store.close() }
    let seen = try? Self.seen(of: store)
    if let seen, let difference = zip(seen, sound).first(where: { $0 != $1 }) {
      throw BrokenPromise("seen is \(difference.0) instead of \(difference.1)")
    }
    if seen != nil { return true }
    try promise(
      (try? store.check(repair: false).problems)?.isEmpty != true, "a check finds nothing wrong")
    return false
  }
}
