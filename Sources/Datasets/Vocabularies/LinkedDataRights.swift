internal import JSONText

/// The properties of linked data that say what a dataset or a file may be used for.
///
/// Files of one vocabulary use those of the others, so all of them are read everywhere.
enum LinkedDataRights {
  /// Takes every statement of rights out of a node.
  static func statements(
    _ keys: inout ForeignKeys, among nodes: LinkedDataNodes
  ) -> [LicenseStatement] {
    var statements: [LicenseStatement] = []
    // A statement of rights narrows as a licence does.
    for key in [
      "license", "dct:license", "dct:rights", "rights", "schema:license", "cc:license",
      "xhv:license",
    ] {
      let value = keys.take(key)
      // A licence may hold rules as a policy does.
      statements += (value?.elements ?? []).compactMap { LinkedData.policy(nodes.resolved($0)) }
      if let value, value.hasHoles { statements.append(LicenseStatement.unknown) }
    }
    for key in ["usageInfo", "schema:usageInfo", "odrl:hasPolicy", "hasPolicy"] {
      let policies = keys.look(at: key)
      statements += policies.compactMap { LinkedData.policy(nodes.resolved($0)) }
      // What a policy permits in detail has no place in a statement, so the value is kept besides.
      if !policies.isEmpty, policies.allSatisfy(isPlain) { _ = keys.take(key) }
    }
    return statements
  }

  /// Whether a value is a name and an address, which a statement holds.
  private static func isPlain(_ value: JSON) -> Bool {
    guard let members = value.members else { return true }
    return members.allSatisfy { ["@id", "@type", "name", "url"].contains($0.key) }
      && LinkedData.typeNames(value).allSatisfy { $0 == "CreativeWork" }
  }

  /// Puts statements under the keys of a vocabulary.
  ///
  /// Only what the publisher says of all of the data stands under the key for licences, with its
  /// conditions in words: another program takes that for the licence of the data. The rest stands in
  /// words among the rights.
  static func write(
    _ statements: [LicenseStatement], as vocabulary: Vocabulary, into object: inout ObjectBuilder
  ) {
    let isDCAT = vocabulary == .dcat
    let prefix = vocabulary == .croissant ? "sc:" : ""
    func value(_ statement: LicenseStatement) -> JSON {
      let isPlain = statement.isPlain
      if isPlain, statement.titles.isEmpty, statement.name == nil || statement.url == nil {
        let address = LinkedData.address(of: statement) ?? "unknown"
        let isNode = isDCAT && address.contains("://")
        return isNode ? .object([JSON.Member("@id", .string(address))]) : .string(address)
      }
      var node = ObjectBuilder()
      // Conditions in words belong to every name, so translations stand only where there are none.
      let words =
        isPlain && !statement.titles.isEmpty
        ? LinkedData.tree(statement.titles)
        : .string(isPlain ? statement.label : statement.words)
      let address = statement.url ?? statement.spdx.map(LinkedData.address(ofSPDX:))
      if isDCAT {
        node.put(
          "@type", statement.speaksForAllData ? "dct:LicenseDocument" : "dct:RightsStatement")
        node.put("rdfs:label", words)
        node.put("rdfs:seeAlso", address.map { .object([JSON.Member("@id", .string($0))]) })
      } else {
        node.put("@type", prefix + "CreativeWork")
        node.put("name", words)
        node.put("url", address)
      }
      return node.object
    }
    let licenses = statements.filter(\.speaksForAllData).map(value)
    let others = statements.filter { !$0.speaksForAllData }.map(value)
    object.put(isDCAT ? "dct:license" : "license", oneOrMore: licenses)
    object.put(isDCAT ? "dct:rights" : "usageInfo", oneOrMore: others)
  }
}
