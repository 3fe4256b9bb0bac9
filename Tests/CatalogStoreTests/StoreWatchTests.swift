import Foundation
import TestSupport
import Testing

@testable import CatalogStore

@Suite struct StoreWatchTests {
  @Test func `the mark of a store is another one after each change, and else stays`() throws {
    let (store, folder) = try makeStore()
    let (other, _) = try makeStore(in: folder)
    var marks: [Int64?] = []
    for (number, writer) in [store, other, other, store].enumerated() {
      marks.append(try store.mark())
      _ = try store.list()
      #expect(try store.mark() == marks.last, "reading changes nothing")
      try writer.insert(dataset("web-\(number)"))
    }
    marks.append(try store.mark())
    #expect(Set(marks).count == 5 && !marks.contains(nil))
    // A dry run is taken back.
    let rows = [BulkRow(place: "", id: "news", action: .add(try dataset("news")))]
    _ = try other.apply(rows, dryRun: true)
    #expect(try store.mark() == marks.last)
    try store.close()
    #expect(try other.mark() != nil)
    try other.close()
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `a store in memory is watched by nobody`() throws {
    #expect(try CatalogStore(path: nil).mark() == nil)
  }
}
