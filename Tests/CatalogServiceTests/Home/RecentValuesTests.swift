import TestSupport
import Testing

@testable import CatalogService

@Suite struct RecentValuesTests {
  @Test func `values stay as in a list that is sorted by when they were asked for`() {
    var random = SeededGenerator.announced("recent values")
    for limit in [0, 1, 7, 40] {
      var values = RecentValues<Int, Int>(limit: limit)
      // The slow way: those asked for last stand at the end.
      var model: [(key: Int, value: Int, size: Int)] = []
      for step in 0..<3_000 {
        let key = random.number(0..<20)
        switch random.number(0..<20) {
        case 0..<10:
          let place = model.firstIndex { $0.key == key }
          #expect(values.value(of: key) == place.map { model[$0].value })
          if let place { model.append(model.remove(at: place)) }
        case 10..<18:
          let size = random.number(0..<10)
          values.keep(step, under: key, size: size)
          model.removeAll { $0.key == key }
          if size <= limit { model.append((key, step, size)) }
          while model.reduce(0, { $0 + $1.size }) > limit { model.removeFirst() }
        case 18:
          values.remove(key)
          model.removeAll { $0.key == key }
        default:
          values.removeAll { $0 % 5 == key % 5 }
          model.removeAll { $0.key % 5 == key % 5 }
        }
        #expect(Set(values.keys) == Set(model.map(\.key)))
        #expect(values.size == model.reduce(0) { $0 + $1.size })
      }
      values.removeAll()
      #expect(values.keys.isEmpty && values.size == 0 && values.limit == limit)
    }
  }
}
