package import JSONText

/// Where a dataset comes from and what was made of it, as far as the catalogue knows.
package struct LineageGraph: Sendable, Hashable {
  /// One dataset; a stub is named by others but not in the catalogue.
  package struct Node: Sendable, Hashable {
    package var id: String
    package var name: String
    package var isStub: Bool

    package init(id: String, name: String, isStub: Bool = false) {
      self.id = id
      self.name = name
      self.isStub = isStub
    }
  }

  /// A statement that one dataset comes from, or belongs to, another.
  package struct Link: Sendable, Hashable {
    package var child: String
    package var parent: String
    package var edge: LineageEdge

    package init(child: String, parent: String, edge: LineageEdge) {
      self.child = child
      self.parent = parent
      self.edge = edge
    }
  }

  package var root: String
  package var nodes: [Node]
  package var links: [Link]

  package init(root: String, nodes: [Node], links: [Link]) {
    self.root = root
    self.nodes = nodes
    self.links = links
  }

  /// Follows lineage from one dataset by breadth, each dataset once.
  ///
  /// `up` and `down` are how many steps to go to what it comes from and to what came of it; nil is
  /// all the way. `parents` and `children` give the statements about one dataset.
  package static func gather(
    root: Node, up: Int?, down: Int?, node: (String) throws -> Node,
    parents: (String) throws -> [Link], children: (String) throws -> [Link]
  ) rethrows -> LineageGraph {
    var graph = LineageGraph(root: root.id, nodes: [root], links: [])
    var known: Set<String> = [root.id]
    var links: Set<Link> = []
    for (limit, isUp) in [(up, true), (down, false)] {
      var level = [root.id]
      var visited: Set<String> = [root.id]
      var depth = 0
      while !level.isEmpty, depth < limit ?? Int.max {
        var next: [String] = []
        for id in level {
          for link in isUp ? try parents(id) : try children(id) {
            if links.insert(link).inserted { graph.links.append(link) }
            let other = isUp ? link.parent : link.child
            if known.insert(other).inserted { graph.nodes.append(try node(other)) }
            if visited.insert(other).inserted { next.append(other) }
          }
        }
        level = next
        depth += 1
      }
    }
    return graph
  }
}

// MARK: - As text

extension LineageGraph {
  /// An indented tree: above the dataset what it comes from, below what came of it.
  package var treeText: String {
    var text = ""
    var told: Set<String> = []
    func walk(_ id: String, _ depth: Int, _ isUp: Bool) {
      let mark = String(repeating: "  ", count: depth) + (isUp ? "↑ " : "↓ ")
      for (other, edges) in neighbours(of: id, isUp: isUp) {
        text += mark + label(other) + " [" + edges.map(Self.note).joined(separator: "; ") + "]"
        let goesOn = !neighbours(of: other, isUp: isUp).isEmpty
        // What was told above is not told again, or a diamond would grow without end.
        let isTold = goesOn && !told.insert(other).inserted
        text += isTold ? " (see above)\n" : "\n"
        if goesOn, !isTold, depth < 64 { walk(other, depth + 1, isUp) }
      }
    }
    text += label(root) + "\n"
    walk(root, 1, true)
    told = []
    walk(root, 1, false)
    return text
  }

  /// The datasets one step away, each once, with all that is said about how they stand.
  private func neighbours(of id: String, isUp: Bool) -> [(id: String, edges: [LineageEdge])] {
    var found: [(id: String, edges: [LineageEdge])] = []
    for link in links where (isUp ? link.child : link.parent) == id {
      let other = isUp ? link.parent : link.child
      if let index = found.firstIndex(where: { $0.id == other }) {
        found[index].edges.append(link.edge)
      } else {
        found.append((other, [link.edge]))
      }
    }
    return found
  }

  private func label(_ id: String) -> String {
    guard let node = nodes.first(where: { $0.id == id }) else { return id }
    if node.isStub { return "\(node.name) (not in the catalogue)" }
    return node.name == node.id ? node.id : "\(node.id) — \(node.name)"
  }

  private static func note(_ edge: LineageEdge) -> String {
    var parts = [edge.relation.rawValue]
    if let activity = edge.activity { parts.append(activity) }
    if let share = edge.share { parts.append("\(Int((share * 100).rounded())) %") }
    if let scope = edge.scope { parts.append(scope) }
    return parts.joined(separator: ", ")
  }

  /// A Mermaid flow chart, from what a dataset comes from to what was made of it.
  package var mermaidText: String {
    var text = "flowchart LR\n"
    for (index, node) in nodes.enumerated() {
      let name = Self.quoted(node.name, "#quot;")
      text += "  n\(index)\(node.isStub ? "([\"\(name)\"])" : "[\"\(name)\"]")\n"
    }
    for link in links {
      guard let from = nodes.firstIndex(where: { $0.id == link.parent }),
        let to = nodes.firstIndex(where: { $0.id == link.child })
      else { continue }
      text += "  n\(from) -->|\(link.edge.relation.rawValue)| n\(to)\n"
    }
    return text
  }

  /// A graph in the language of Graphviz.
  package var dotText: String {
    var text = "digraph lineage {\n  rankdir=LR;\n"
    for node in nodes {
      let style = node.isStub ? ", style=dashed" : node.id == root ? ", style=bold" : ""
      text +=
        "  \"\(Self.quoted(node.id, "\\\""))\" [label=\"\(Self.quoted(node.name, "\\\""))\"\(style)];\n"
    }
    for link in links {
      text +=
        "  \"\(Self.quoted(link.parent, "\\\""))\" -> \"\(Self.quoted(link.child, "\\\""))\" [label=\"\(link.edge.relation.rawValue)\"];\n"
    }
    return text + "}\n"
  }

  private static func quoted(_ text: String, _ quote: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\"": result += quote
      case "\\": result += "\\\\"
      case "\n", "\r": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// The graph as JSON.
  package var tree: JSON {
    .object([
      JSON.Member("schema", .string("catalog.lineage/1")), JSON.Member("root", .string(root)),
      JSON.Member(
        "nodes",
        .array(
          nodes.map { node in
            .object([
              JSON.Member("id", .string(node.id)), JSON.Member("name", .string(node.name)),
              JSON.Member("in_catalogue", .bool(!node.isStub)),
            ])
          })),
      JSON.Member(
        "links",
        .array(
          links.map { link in
            var members = [
              JSON.Member("child", .string(link.child)),
              JSON.Member("parent", .string(link.parent)),
              JSON.Member("relation", .string(link.edge.relation.rawValue)),
            ]
            if let activity = link.edge.activity {
              members.append(JSON.Member("activity", .string(activity)))
            }
            if let share = link.edge.share { members.append(JSON.Member("share", .double(share))) }
            if let scope = link.edge.scope { members.append(JSON.Member("scope", .string(scope))) }
            return .object(members)
          })),
    ])
  }
}
