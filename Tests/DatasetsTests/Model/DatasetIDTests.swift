import Testing

@testable import Datasets

@Suite struct DatasetIDTests {
  @Test func `an id fits the name of a folder, and none is made of a name that is too long`() {
    let long = String(repeating: "a", count: DatasetID.longest)
    #expect(DatasetID.isValid(long))
    #expect(!DatasetID.isValid(long + "a"))
    #expect(DatasetID.slug(long) == long)
    #expect(DatasetID.slug(long + " and more") == nil)
  }
}
