internal import JSONText

/// The properties of linked data that say where a dataset comes from and what it belongs to.
///
/// Files of one vocabulary use those of the others, so all of them are read everywhere.
enum LinkedDataLineage {
  /// Takes every such statement out of a node, but for `hasPart` of schema.org, under which parts are
  /// described as well as named.
  static func edges(_ keys: inout ForeignKeys, among nodes: LinkedDataNodes) -> [LineageEdge] {
    var edges: [LineageEdge] = []
    func add(_ tree: JSON, _ relation: LineageEdge.Relation, _ activity: String? = nil) {
      guard var edge = LinkedData.edge(tree, relation) else { return }
      edge.activity = activity
      if !edges.contains(edge) { edges.append(edge) }
    }
    for property in properties {
      for key in property.keys {
        for element in keys.take(key)?.elements ?? [] {
          add(element, property.relation, property.activity)
        }
      }
    }
    // The circumstances that a qualified statement tells have no place, so the value is kept besides.
    for element in keys.look(at: "prov:qualifiedDerivation", "qualifiedDerivation") {
      let node = nodes.resolved(element)
      for entity in (node["prov:entity"] ?? node["entity"])?.elements ?? [] {
        add(entity, .derivedFrom)
      }
    }
    for element in keys.look(at: "dcat:qualifiedRelation", "qualifiedRelation") {
      let node = nodes.resolved(element)
      guard let relation = relation(of: node) else { continue }
      for other in (node["dct:relation"] ?? node["relation"])?.elements ?? [] {
        add(other, relation)
      }
    }
    return edges
  }

  /// What the role of a qualified relation comes to; nil where the other is only related.
  ///
  /// A role that is not known may be that of an origin, and a dataset must not pass for clear because
  /// its origin is called otherwise.
  private static func relation(of node: JSON) -> LineageEdge.Relation? {
    let role = (node["dcat:hadRole"] ?? node["hadRole"]).flatMap(LinkedData.reference) ?? ""
    let name = role.split { "/#:".contains($0) }.last?.lowercased() ?? ""
    func says(_ words: [String]) -> Bool { words.contains { name.contains($0) } }
    if says(["crossreference", "related", "describe", "about", "alternate"]) { return nil }
    if says(["haspart"]) { return .hasPart }
    if says(["part", "largerwork", "series", "collection"]) { return .partOf }
    if says(["version", "revision"]) { return .versionOf }
    return .derivedFrom
  }

  private struct Property {
    var keys: [String]
    var relation: LineageEdge.Relation
    var activity: String?

    init(_ relation: LineageEdge.Relation, _ activity: String? = nil, _ keys: String...) {
      self.keys = keys
      self.relation = relation
      self.activity = activity
    }
  }

  private static let properties: [Property] = [
    Property(.derivedFrom, nil, "prov:wasDerivedFrom", "wasDerivedFrom", "dct:source"),
    Property(
      .derivedFrom, nil, "isBasedOn", "schema:isBasedOn", "isBasedOnUrl", "schema:isBasedOnUrl",
      "exampleOfWork", "schema:exampleOfWork", "prov:hadPrimarySource", "prov:wasQuotedFrom",
      "dct:isFormatOf"),
    Property(.derivedFrom, "revised", "prov:wasRevisionOf"),
    Property(.derivedFrom, "translated", "translationOfWork", "schema:translationOfWork"),
    Property(.partOf, nil, "dct:isPartOf", "isPartOf", "schema:isPartOf", "dcat:inSeries"),
    Property(.hasPart, nil, "dct:hasPart", "schema:hasPart"),
    Property(
      .versionOf, nil, "dcat:previousVersion", "previousVersion", "dct:isVersionOf",
      "dcat:isVersionOf", "isVersionOf"),
  ]
}

extension LineageEdge {
  /// The key under which a part without a description of its own says where it comes from.
  static func members(_ edges: [LineageEdge]) -> [JSON.Member] {
    edges.isEmpty ? [] : [JSON.Member("lineage", .array(edges.map(\.tree)))]
  }
}

extension Dataset {
  /// Takes parts under `hasPart` of schema.org: links to other datasets, and parts described in place.
  mutating func takeParts(_ keys: inout ForeignKeys, among nodes: LinkedDataNodes) {
    for element in keys.take("hasPart")?.elements ?? [] {
      let node = nodes.resolved(element)
      if nodes.describe(node) || LinkedData.isLink(node) {
        if let edge = LinkedData.edge(element, .hasPart), !lineage.contains(edge) {
          lineage.append(edge)
        }
      } else if let subset = SchemaOrg.subset(node, nodes) {
        subsets.append(subset)
      }
    }
  }

  /// The links to parts, for writing.
  var partLinks: [JSON] { lineage.filter { $0.relation == .hasPart }.map(LinkedData.tree) }
}
