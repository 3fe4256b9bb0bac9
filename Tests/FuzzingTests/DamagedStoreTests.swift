import FuzzTargets
import TestSupport
import Testing

/// A store whose file is cut off, or a bit of which flips: an error or the right answer, and `check`
/// notices what is an error.
@Suite struct DamagedStoreTests {
  private func examine(_ store: DamagedStore, _ offset: Int, _ bits: UInt8) {
    do {
      _ = try store.examine(StoreDamage(places: [(offset, bits)]))
    } catch {
      Issue.record("byte \(offset), bits \(bits): \(error)")
    }
  }

  @Test func `a store cut off anywhere is noticed`() throws {
    let store = try DamagedStore()
    #expect(store.bytes.count > 50_000)
    // Inside of a page all lengths are alike.
    for offset in stride(from: 2, to: store.bytes.count, by: Thoroughness.isWhole ? 509 : 20_011) {
      examine(store, offset, 0)
    }
  }

  /// One bit of a sample of bytes: a page is compared as a whole, and its checksum shows every bit.
  @Test func `a flipped bit anywhere is noticed`() throws {
    let store = try DamagedStore()
    // What is read before the page that it lies in is compared.
    let header = 40
    for offset in 0..<store.bytes.count
    where offset < header || offset % (Thoroughness.isWhole ? 7 : 20_011) == 0 {
      examine(store, offset, 1 << UInt8(offset % 8))
    }
  }
}
