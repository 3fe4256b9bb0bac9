import JSONText
import Testing

@testable import Datasets

@Suite struct LineageGraphTests {
  private static let links: [LineageGraph.Link] = [("b", "a"), ("c", "b"), ("d", "b"), ("d", "c")]
    .map {
      LineageGraph.Link(child: $0.0, parent: $0.1, edge: LineageEdge(.derivedFrom, $0.1))
    }

  private func graph(_ root: String, up: Int? = nil, down: Int? = nil) -> LineageGraph {
    LineageGraph.gather(
      root: LineageGraph.Node(id: root, name: root), up: up, down: down,
      node: { LineageGraph.Node(id: $0, name: $0 == "a" ? "A \"quoted\"" : $0, isStub: $0 == "a") },
      parents: { id in Self.links.filter { $0.child == id } },
      children: { id in Self.links.filter { $0.parent == id } })
  }

  @Test func `each dataset is met once, in both directions`() {
    let graph = graph("b")
    #expect(Set(graph.nodes.map(\.id)) == ["a", "b", "c", "d"])
    #expect(graph.nodes.count == 4 && graph.links.count == 4)
  }

  @Test func `steps bound the way`() {
    #expect(Set(graph("d", up: 1, down: 0).nodes.map(\.id)) == ["d", "b", "c"])
    #expect(graph("d", up: 0, down: 0).nodes.map(\.id) == ["d"])
  }

  @Test func `the drawings name every dataset and escape names`() throws {
    let graph = graph("b")
    #expect(graph.treeText.hasPrefix("b\n  ↑ A \"quoted\" (not in the catalogue) [derived-from]\n"))
    #expect(graph.mermaidText.contains("([\"A #quot;quoted#quot;\"])"))
    #expect(graph.dotText.contains("label=\"A \\\"quoted\\\"\", style=dashed"))
    #expect(graph.tree["nodes"]?.array?.count == 4)
    #expect(graph.tree["links"]?.array?.first?["relation"] == .string("derived-from"))
  }
}

@Suite struct DatasetDiffTests {
  @Test func `differences are named by what they belong to`() throws {
    var before = Dataset(id: "a")
    before.title = LocalizedText("A")
    before.licenses = [LicenseStatement(spdx: "MIT"), LicenseStatement(spdx: "Apache-2.0")]
    before.tags = ["x", "y"]
    var file = Distribution()
    file.id = "f"
    file.bytes = 1
    before.distributions = [file]
    var after = before
    after.id = "b"
    after.title = LocalizedText("B")
    after.licenses = [LicenseStatement(spdx: "Apache-2.0", scope: nil)]
    after.tags = ["y", "z"]
    after.distributions[0].bytes = 2
    let changes = DatasetDiff(before, after).changes
    #expect(
      changes.map(\.path) == [
        "title", "tags[x]", "tags[z]", "licenses[MIT]", "distributions[f].bytes",
      ])
    #expect(changes.last?.area == .files)
    #expect(changes[1].after == nil && changes[2].before == nil)
    #expect(DatasetDiff(before, before).changes.isEmpty)
  }
}
