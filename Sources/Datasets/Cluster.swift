/// Datasets that belong together, with a word of introduction: one file of `Catalog/`.
package struct Cluster: DescriptionPart {
  package var id: String = ""
  package var name: LocalizedText = LocalizedText()
  package var introduction: LocalizedText = LocalizedText()
  package var datasets: [Dataset] = []
  package var extra: [JSON.Member] = []

  package init() {}

  package mutating func describe(_ keys: inout DescriptionKeys) {
    keys.text("cluster", &id)
    keys.localized("name", &name)
    keys.localized("introduction", &introduction)
    keys.parts("datasets", &datasets)
  }
}
