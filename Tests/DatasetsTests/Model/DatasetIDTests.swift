import Testing

@testable import Datasets

@Suite struct DatasetIDTests {
  @Test func `an id fits the name of a folder, and so does one made of a long name`() {
    let long = String(repeating: "a", count: DatasetID.longest)
    #expect(DatasetID.isValid(long))
    #expect(!DatasetID.isValid(long + "a"))
    #expect(DatasetID.slug(long + " and more") == long)
    #expect(DatasetID.slug(String(long.dropLast()) + " b") == String(long.dropLast()))
  }
}
