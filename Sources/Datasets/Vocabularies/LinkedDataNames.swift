internal import JSONText

/// Brings the keys of linked data to the names under which the vocabularies look for them.
///
/// A file may call a term by any prefix that its context declares, by a word of its own that the
/// context maps to the term, or by the whole address, as the expanded form of JSON-LD does. Only keys
/// of the vocabularies below are renamed; all others stay as they came.
struct LinkedDataNames {
  /// The prefixes that the file declares, without the colon, and those that files use undeclared.
  private var prefixes: [String: String]
  /// Words that the file's context maps to a term of a known vocabulary.
  private var words: [String: String] = [:]
  /// What the names of schema.org begin with: nothing, or the prefix that keeps them apart.
  private let schemaPrefix: String

  /// The tree with the names that its vocabulary is read by.
  static func normalised(_ tree: JSON, as vocabulary: Vocabulary) -> JSON {
    let names = LinkedDataNames(contexts: contexts(of: tree), vocabulary: vocabulary)
    let renamed = names.renamed(tree)
    return isExpanded(tree) ? unwrapped(renamed) : renamed
  }

  /// Whether a tree is in the expanded form, in which keys are addresses and all values are lists.
  static func isExpanded(_ tree: JSON) -> Bool {
    let nodes = tree.elements + (tree["@graph"]?.elements ?? [])
    return nodes.contains { $0.members?.contains { $0.key.contains("://") } ?? false }
  }

  private init(contexts: [JSON.Member], vocabulary: Vocabulary) {
    schemaPrefix = vocabulary == .dcat ? "schema:" : ""
    prefixes = Self.usual
    for member in contexts {
      guard let address = member.value.string ?? member.value["@id"]?.string else { continue }
      if let last = address.last, "/#".contains(last) { prefixes[member.key] = address }
    }
    for member in contexts {
      guard let address = member.value.string ?? member.value["@id"]?.string,
        let last = address.last, !"/#".contains(last), !member.key.hasPrefix("@"),
        !member.key.contains(":"), let name = name(of: address)
      else { continue }
      words[member.key] = name
    }
  }

  /// The declarations of the contexts of a tree and of its nodes.
  private static func contexts(of tree: JSON) -> [JSON.Member] {
    (tree.array ?? [tree]).flatMap { $0["@context"]?.elements ?? [] }.flatMap { $0.members ?? [] }
  }

  // MARK: - Names

  /// The name under which a term is read; nil for a term of another vocabulary.
  private func name(of key: String) -> String? {
    var address = key
    if let colon = key.firstIndex(of: ":"), let space = prefixes[String(key[..<colon])] {
      address = space + key[key.index(after: colon)...]
    }
    for (space, prefix) in Self.spaces {
      for scheme in ["http://", "https://"] where address.hasPrefix(scheme + space) {
        let local = String(address.dropFirst(scheme.utf8.count + space.utf8.count))
        if local.isEmpty || local.contains("/") { return nil }
        return (prefix ?? schemaPrefix) + local
      }
    }
    return nil
  }

  private func renamed(_ tree: JSON) -> JSON {
    switch tree {
    case .array(let elements): return .array(elements.map(renamed))
    case .object(let members):
      return .object(
        members.map { member in
          // The context stays as it is: it says what the names of the file meant.
          if member.key == "@context" { return member }
          let name =
            words[member.key] ?? (member.key.contains(":") ? name(of: member.key) : nil)
          return JSON.Member(name ?? member.key, renamed(member.value))
        })
    default: return tree
    }
  }

  /// Lists of one as what they hold, and plain values as themselves.
  private static func unwrapped(_ tree: JSON) -> JSON {
    switch tree {
    case .array(let elements):
      return elements.count == 1 ? unwrapped(elements[0]) : .array(elements.map(unwrapped))
    case .object(let members):
      if let value = tree["@value"], tree["@language"] == nil { return value }
      return .object(members.map { JSON.Member($0.key, unwrapped($0.value)) })
    default: return tree
    }
  }

  /// The vocabularies whose terms are read, without the scheme, and the prefix that they are read by;
  /// nil is schema.org's.
  private static let spaces: [(space: String, prefix: String?)] = [
    ("purl.org/dc/terms/", "dct:"), ("www.w3.org/ns/dcat#", "dcat:"),
    ("mlcommons.org/croissant/RAI/", "rai:"), ("mlcommons.org/croissant/", ""),
    ("schema.org/", nil), ("www.w3.org/ns/prov#", "prov:"), ("www.w3.org/ns/odrl/2/", "odrl:"),
    ("xmlns.com/foaf/0.1/", "foaf:"), ("www.w3.org/2006/vcard/ns#", "vcard:"),
    ("www.w3.org/2004/02/skos/core#", "skos:"), ("www.w3.org/2000/01/rdf-schema#", "rdfs:"),
    ("spdx.org/rdf/terms#", "spdx:"), ("www.w3.org/2002/07/owl#", "owl:"),
    ("creativecommons.org/ns#", "cc:"), ("www.w3.org/1999/xhtml/vocab#", "xhv:"),
  ]

  /// Prefixes that files use whether or not they declare them.
  private static let usual: [String: String] = [
    "dct": "http://purl.org/dc/terms/", "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "cc": "http://creativecommons.org/ns#",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
  ]
}
