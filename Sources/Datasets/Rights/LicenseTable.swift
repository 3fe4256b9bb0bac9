/// Licences that data is found under: their SPDX ids, the spellings seen in the wild, the facts.
package enum LicenseTable {
  /// One licence of the table.
  package struct Entry: Sendable {
    /// Nil for an agreement that SPDX does not list, and for a family without its version.
    package let spdx: String?
    package let name: String
    package let aliases: [String]
    package let facts: LicenseFacts
  }

  /// The SPDX id of a spelling: an id in any case, a hub's token, a URL, a common name.
  ///
  /// Words that name no licence (`other`, `unknown`, `mixed`) and families without a version
  /// (`cc`, `gpl`) have no id.
  package static func spdx(for spelling: String) -> String? {
    index[normalised(spelling)].flatMap { entries[$0].spdx }
  }

  /// The facts of a licence named by its id or a spelling; nil when the table does not know it.
  package static func facts(for spelling: String) -> LicenseFacts? {
    index[normalised(spelling)].map { entries[$0].facts }
  }

  /// The entry of a licence named by its id or a spelling.
  package static func entry(for spelling: String) -> Entry? {
    index[normalised(spelling)].map { entries[$0] }
  }

  /// The entry of a licence to which an address leads, or after which the file there is named:
  /// `LICENSE-CC-BY-NC-4.0.txt`.
  static func entry(at address: String) -> Entry? {
    if let known = entry(for: address) { return known }
    guard var name = address.split(separator: "/").last?.lowercased() else { return nil }
    for ending in [".txt", ".md", ".html", ".pdf", ".rst"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    guard name.hasPrefix("license") || name.hasPrefix("licence") else { return nil }
    let rest = name.dropFirst(7).drop { "-_. ".contains($0) }
    return rest.isEmpty ? nil : entry(for: String(rest))
  }

  /// Whether an address, or the name of the file there, names a licence or speaks of non-commercial use.
  static func isLicense(at address: String) -> Bool {
    entry(at: address) != nil || LicenseWords.abbreviatesNonCommercial(address)
  }

  /// Whether two spellings mean one licence, or are one name that the table does not know.
  static func isSame(_ one: String, _ other: String) -> Bool {
    let keys = (normalised(one), normalised(other))
    return keys.0 == keys.1 || index[keys.0].map { $0 == index[keys.1] } ?? false
  }

  /// The labels that a spelling means among some: its licence under any of its names, else every
  /// version of a family (`cc-by` means `CC-BY-4.0` and `CC-BY-3.0`).
  package static func labels(meantBy spelling: String, among known: [String]) -> [String] {
    if let spdx = spdx(for: spelling) { return [spdx] }
    let family = normalised(entry(for: spelling)?.name ?? spelling) + "-"
    return known.filter { label in
      let key = normalised(label)
      guard key.hasPrefix(family), !isSame(label, spelling) else { return isSame(label, spelling) }
      let version = key.dropFirst(family.count)
      // What stands behind the version may be more than a port: `CC BY 4.0 (NC)`.
      return version.first?.isNumber == true
        && (entry(for: label) != nil || version.allSatisfy { $0.isNumber || $0 == "." })
    }
  }

  /// What a label and its other spellings have in common; versions of a family begin alike.
  package static func key(of label: String) -> String { normalised(label) }

  /// How the keys begin of what ``labels(meantBy:among:)`` finds for a label.
  package static func familyKey(of label: String) -> String {
    normalised(entry(for: label)?.name ?? label)
  }

  /// True for the words that say only that a licence was not chosen from a list.
  package static func namesNothing(_ spelling: String) -> Bool {
    ["", "other", "unknown", "none", "unlicensed", "其他", "其它", "无"].contains(spelling.lowercased())
      || namesUnknown(spelling)
  }

  /// True for the words that say only that nobody knows the licence.
  static func namesUnknown(_ spelling: String) -> Bool {
    ["unspecified", "n/a", "notspecified", "未知", "不明", "不详", "未说明", "未提供"]
      .contains(spelling.lowercased())
  }

  /// Whether a name beside an id says no more than that: the licence under another of its names, or
  /// without its version (`Open Government Licence` beside `OGL-UK-3.0`).
  static func repeats(_ name: String, _ spdx: String) -> Bool {
    if isSame(name, spdx) { return true }
    let family = normalised(name)
    guard entry(for: name)?.spdx == nil, !family.isEmpty, let entry = entry(for: spdx) else {
      return false
    }
    return ([spdx, entry.name] + entry.aliases).contains { unversioned($0) == family }
  }

  /// A spelling up to its version.
  private static func unversioned(_ spelling: String) -> String {
    let parts = normalised(spelling).split(separator: "-").prefix { part in
      let digits = part.first == "v" ? part.dropFirst() : part
      return digits.first?.isNumber != true
    }
    return normalised(parts.joined(separator: "-"))
  }

  /// Lower case, without the parts in which spellings of one licence differ.
  static func normalised(_ spelling: String) -> String {
    var text = LicenseWords.narrow(spelling).lowercased()
    if text.hasPrefix("("), text.firstIndex(of: ")") == text.indices.last {
      text = String(text.dropFirst().dropLast())
    }
    for prefix in ["https://", "http://"] where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    if text.hasPrefix("www.") { text.removeFirst(4) }
    for prefix in [
      "spdx.org/licenses/", "opensource.org/licenses/", "opensource.org/license/",
      "choosealicense.com/licenses/", "opendefinition.org/licenses/",
      "gnu.org/licenses/old-licenses/", "gnu.org/licenses/",
      "publications.europa.eu/resource/authority/licence/", "dcat-ap.de/def/licenses/",
    ]
    where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    // Summaries and texts end with a language where there are several: `/deed.zh-hans`.
    for page in ["/deed", "/legalcode", "/summary"] {
      guard let range = text.firstRange(of: page) else { continue }
      let rest = text[range.upperBound...]
      let isLanguage =
        rest.utf8.count <= 9 && (rest.first.map { "./".contains($0) } ?? true)
        && rest.dropFirst().allSatisfy { $0.isLetter || $0 == "-" }
      if isLanguage { text = String(text[..<range.lowerBound]) }
    }
    for suffix in ["/", ".html", ".txt", ".json", ".php", ".en", "/"]
    where text.hasSuffix(suffix) {
      text.removeLast(suffix.count)
    }
    for suffix in [" deed", " license", " licence", "-license", "-licence"]
    where text.hasSuffix(suffix) {
      text.removeLast(suffix.count)
    }
    return String(text.map { $0 == " " || $0 == "_" ? "-" : $0 })
  }

  private static let index: [String: Int] = {
    var index: [String: Int] = [:]
    for (position, entry) in entries.enumerated() {
      for spelling in [entry.spdx ?? entry.name, entry.name] + entry.aliases {
        let key = normalised(spelling)
        if index[key] == nil { index[key] = position }
      }
    }
    return index
  }()

  // MARK: - The table

  private static func attribution(
    _ spdx: String, _ name: String, _ aliases: [String] = [], _ reason: String
  )
    -> Entry
  {
    Entry(
      spdx: spdx, name: name, aliases: aliases,
      facts: LicenseFacts(use: .any, attribution: true, shareAlike: false, reason: reason))
  }

  private static func free(
    _ spdx: String, _ name: String, _ aliases: [String] = [], _ reason: String
  )
    -> Entry
  {
    Entry(
      spdx: spdx, name: name, aliases: aliases,
      facts: LicenseFacts(use: .any, attribution: false, shareAlike: false, reason: reason))
  }

  private static func copyleft(
    _ spdx: String, _ name: String, _ aliases: [String] = [], _ reason: String
  )
    -> Entry
  {
    Entry(
      spdx: spdx, name: name, aliases: aliases,
      facts: LicenseFacts(use: .any, attribution: true, shareAlike: true, reason: reason))
  }

  /// The elements of a Creative Commons licence, as its title spells them.
  private static let elements = [
    "BY": "Attribution", "NC": "NonCommercial", "SA": "ShareAlike", "ND": "NoDerivatives",
  ]

  /// The same in Chinese.
  private static let chineseElements = [
    "BY": "署名", "NC": "非商业性使用", "SA": "相同方式共享", "ND": "禁止演绎",
  ]

  private static let versions = ["4.0", "3.0", "2.5", "2.0", "1.0"]

  /// The places to whose law a version was ported, as the titles of the ports name them.
  private static let places = [
    "AT": "Austria", "AU": "Australia", "DE": "Germany", "FR": "France", "IGO": "IGO",
    "JP": "Japan", "NL": "Netherlands", "UK": "England and Wales", "US": "United States",
  ]

  /// The Creative Commons licences of one kind: every version, and the ports that SPDX lists.
  private static func creativeCommons(_ kind: String, versions: [String]) -> [Entry] {
    let isNonCommercial = kind.contains("NC")
    let isShareAlike = kind.contains("SA")
    let allowsDerivatives = !kind.contains("ND")
    var reason = "the licence asks for attribution"
    if isNonCommercial { reason += ", forbids use for commercial advantage" }
    if isShareAlike { reason += ", asks for the same licence on adapted material" }
    if !allowsDerivatives { reason += ", forbids passing on adapted material" }
    let facts = LicenseFacts(
      use: isNonCommercial ? .nonCommercial : .any, attribution: true, shareAlike: isShareAlike,
      passingOn: allowsDerivatives ? .changed : .unchanged, reason: reason)
    let inWords = kind.split(separator: "-").map { elements[String($0)] ?? "" }.joined(
      separator: "-")
    let inChinese = kind.split(separator: "-").map { chineseElements[String($0)] ?? "" }
      .joined(separator: "-")
    let family = Entry(
      spdx: nil, name: "CC \(kind)",
      aliases: [
        "creativecommons.org/licenses/\(kind.lowercased())", "Creative Commons \(kind)",
        "Creative Commons \(inWords)", inChinese, "知识共享\(inChinese)", "知识共享 \(inChinese)",
      ],
      facts: LicenseFacts(
        use: facts.use, attribution: true, shareAlike: isShareAlike, passingOn: facts.passingOn,
        reason: reason + "; which version is not said"))
    // The authority table of the EU writes the elements of a kind without hyphens.
    let joined = "cc-" + kind.filter { $0 != "-" }.lowercased()
    return [family]
      + versions.map { version in
        let id = "CC-\(kind)-\(version)"
        let path = "creativecommons.org/licenses/\(kind.lowercased())/\(version.lowercased())"
        let spaced = "CC \(kind) \(version)"
        let words = "Creative Commons \(inWords) \(version)"
        let ported = version.split(separator: "-").last.flatMap { places[String($0)] }.map {
          place in
          ["Creative Commons \(inWords)", "CC \(kind)"].map {
            "\($0) \(version.prefix(3)) \(place)"
          }
        }
        let dashed = version.lowercased().replacing(".", with: "-")
        return Entry(
          spdx: id, name: "Creative Commons \(kind) \(version)",
          aliases: [
            path, path.replacingDashesBySlashes, words, words + " International",
            words + " Unported", words + " Generic", spaced, "cc-\(kind)\(version)",
            "cc-\(kind.lowercased())/\(version.lowercased())",
            "cc-\(kind.lowercased())-\(dashed)", "\(joined)-\(dashed)",
          ]
            + (ported ?? [])
            + ["", " 国际", "国际", " 国际许可协议", "国际许可协议", " 国际公共许可协议"].flatMap { ending in
              ["知识共享", "知识共享 ", ""].map { "\($0)\(inChinese) \(version)\(ending)" }
            },
          facts: facts)
      }
  }

  /// Every licence of the table, permissive ones first.
  package static let entries: [Entry] =
    [
      free(
        "CC0-1.0", "Creative Commons Zero 1.0",
        [
          "cc0", "cc-zero", "creativecommons.org/publicdomain/zero/1.0", "public-domain-cc0",
          "cc0-1-0", "creative commons zero", "cc0: public domain", "cc0 1.0 universal",
          "creative commons zero v1.0", "creative commons zero v1.0 universal",
          "creative commons zero 1.0 universal", "creative commons cc0", "creative commons cc0 1.0",
          "creative commons cc0 1.0 universal", "creative commons zero (cc0)",
        ],
        "the makers waive their rights"),
      free(
        "PDDL-1.0", "ODC Public Domain Dedication and License 1.0",
        [
          "pddl", "opendatacommons.org/licenses/pddl/1-0", "opendatacommons.org/licenses/pddl",
          "opendatacommons.org/licenses/pddl/1.0", "odc-pddl", "odc-pddl-1.0", "odcpddl",
          "Open Data Commons Public Domain Dedication and Licence 1.0",
          "Open Data Commons Public Domain Dedication and License v1.0",
        ],
        "the makers waive their rights"),
      free(
        "CC-PDM-1.0", "Public Domain Mark 1.0",
        ["creativecommons.org/publicdomain/mark/1.0", "pdm", "pdm-1.0", "public domain mark"],
        "marked as free of known copyright"),
      free(
        "CC-PDDC", "Creative Commons Public Domain Dedication and Certification",
        ["us government public domain", "us-pd"],
        "in the public domain"),
      free("Unlicense", "The Unlicense", ["unlicense.org"], "dedicated to the public domain"),
      free("MIT-0", "MIT No Attribution", ["mit no attribution license"], "no condition is set"),
      free("0BSD", "BSD Zero Clause", [], "no condition is set"),
      free("WTFPL", "WTFPL", [], "no condition is set"),
      attribution(
        "Apache-2.0", "Apache License 2.0",
        [
          "apache 2.0", "apache-2-0", "apache-2", "apache2", "apache license, version 2.0",
          "apache",
          "apache.org/licenses/license-2.0",
        ],
        "any use; notices must be kept"),
      attribution(
        "MIT", "MIT License",
        [
          "mit", "expat", "the mit license", "the mit license (mit)",
          "choosealicense.com/licenses/mit",
        ],
        "any use; the notice must be kept"),
      attribution(
        "BSD-2-Clause", "BSD 2-Clause", ["bsd-2", "simplified bsd"],
        "any use; the notice must be kept"),
      attribution(
        "BSD-3-Clause", "BSD 3-Clause", ["bsd-3", "bsd", "new bsd"],
        "any use; the notice must be kept"),
      attribution("ISC", "ISC License", [], "any use; the notice must be kept"),
      attribution("BSL-1.0", "Boost Software License 1.0", [], "any use; the notice must be kept"),
      attribution("Zlib", "zlib License", [], "any use; the notice must be kept"),
      attribution("AFL-3.0", "Academic Free License 3.0", [], "any use; notices must be kept"),
      attribution(
        "MulanPSL-2.0", "Mulan Permissive Software License 2",
        ["mulan-psl-2.0", "mulanpsl2", "木兰宽松许可证 第2版", "木兰宽松许可证，第2版", "木兰宽松许可证第2版"],
        "any use; the notice must be kept"),
      attribution(
        "ODC-By-1.0", "ODC Attribution License 1.0",
        [
          "odc-by", "odc by", "odc-by-1", "opendatacommons.org/licenses/by/1-0", "odcby", "odby",
          "opendatacommons.org/licenses/by/1.0", "odc-attribution",
          "opendatacommons.org/licenses/by", "open data commons attribution license",
        ],
        "any use of the database; its source must be named"),
      attribution(
        "CDLA-Permissive-1.0", "Community Data License Agreement Permissive 1.0",
        ["cdla-permissive"], "any use; the agreement's notices travel with the data"),
      Entry(
        spdx: "CDLA-Permissive-2.0", name: "Community Data License Agreement Permissive 2.0",
        aliases: ["cdla.dev/permissive-2-0"],
        facts: LicenseFacts(
          use: .any, attribution: false, shareAlike: false,
          reason: "any use; the agreement's text must come with data that is passed on")),
      attribution(
        "OGL-UK-3.0", "Open Government Licence 3.0",
        [
          "ogl", "ogl-3.0", "ogl-3-0", "ogl v3", "ogl v3.0", "open government licence v3.0",
          "uk open government licence v3.0", "uk-ogl", "uk ogl", "uk open government licence",
          "open government licence for public sector information v3.0",
          "nationalarchives.gov.uk/doc/open-government-licence/version/3",
        ],
        "any use; the source must be named"),
      attribution(
        "etalab-2.0", "Licence Ouverte 2.0", ["licence ouverte", "etalab"],
        "any use; the source must be named"),
      attribution(
        "OGL-UK-2.0", "Open Government Licence 2.0", ["ogl-2.0"],
        "any use; the source must be named"),
      attribution(
        "NLOD-2.0", "Norwegian Licence for Open Government Data 2.0", ["nlod"],
        "any use; the source must be named"),
      attribution(
        "DL-DE-BY-2.0", "Data licence Germany attribution 2.0",
        ["govdata.de/dl-de/by-2-0", "dl-de/by-2-0", "dl-by-de/2.0"],
        "any use; the source must be named"),
      free(
        "DL-DE-ZERO-2.0", "Data licence Germany Zero 2.0",
        ["govdata.de/dl-de/zero-2-0", "dl-de/zero-2-0", "dl-zero-de/2.0"], "no condition is set"),
      attribution(
        "NCSA", "University of Illinois/NCSA Open Source", [], "any use; the notice must be kept"),
      attribution("PostgreSQL", "PostgreSQL License", [], "any use; the notice must be kept"),
      attribution(
        "BSD-3-Clause-Clear", "BSD 3-Clause Clear", [], "any use; the notice must be kept"),
      attribution(
        "Artistic-2.0", "Artistic License 2.0", [], "any use; changed versions are marked"),
      attribution(
        "ECL-2.0", "Educational Community License 2.0", [], "any use; notices must be kept"),
      attribution("MS-PL", "Microsoft Public License", [], "any use; notices must be kept"),
      attribution(
        "O-UDA-1.0", "Open Use of Data Agreement 1.0", ["o-uda"],
        "any use; the agreement travels with the data"),
    ]
    + creativeCommons(
      "BY",
      versions: versions + [
        "3.0-US", "3.0-IGO", "3.0-AU", "3.0-AT", "3.0-DE", "3.0-NL", "2.5-AU",
      ])
    + creativeCommons(
      "BY-SA", versions: versions + ["3.0-IGO", "3.0-AT", "3.0-DE", "2.1-JP", "2.0-UK"])
    + creativeCommons("BY-NC", versions: versions + ["3.0-DE"])
    + creativeCommons(
      "BY-NC-SA",
      versions: versions + ["3.0-IGO", "3.0-DE", "2.0-DE", "2.0-FR", "2.0-UK"])
    + creativeCommons("BY-ND", versions: versions + ["3.0-DE"])
    + creativeCommons("BY-NC-ND", versions: versions + ["3.0-IGO", "3.0-DE"])
    + [
      copyleft(
        "ODbL-1.0", "ODC Open Database License 1.0",
        [
          "odbl", "odc-odbl", "opendatacommons.org/licenses/odbl/1-0", "odc-bl", "odc-odbl-1.0",
          "opendatacommons.org/licenses/odbl/1.0", "open database license",
          "opendatacommons.org/licenses/odbl",
        ],
        "derived databases stay under the same licence; the source must be named"),
      copyleft(
        "CDLA-Sharing-1.0", "Community Data License Agreement Sharing 1.0",
        ["cdla-sharing"], "data that is passed on stays under the same agreement"),
      copyleft(
        "GPL-2.0-only", "GNU General Public License 2", ["gpl-2.0", "gpl2", "gplv2"],
        "derived works stay under the same licence"),
      copyleft(
        "GPL-2.0-or-later", "GNU General Public License 2 or later", [],
        "derived works stay under the same licence"),
      copyleft(
        "GPL-3.0-only", "GNU General Public License 3", ["gpl-3.0", "gpl3", "gplv3"],
        "derived works stay under the same licence"),
      copyleft(
        "GPL-3.0-or-later", "GNU General Public License 3 or later", [],
        "derived works stay under the same licence"),
      copyleft(
        "AGPL-3.0-only", "GNU Affero General Public License 3", ["agpl-3.0", "agplv3"],
        "derived works stay under the same licence, over networks too"),
      copyleft(
        "LGPL-3.0-only", "GNU Lesser General Public License 3", ["lgpl-3.0", "lgplv3"],
        "changes to the work itself stay under the same licence"),
      copyleft(
        "LGPL-2.1-only", "GNU Lesser General Public License 2.1", ["lgpl-2.1"],
        "changes to the work itself stay under the same licence"),
      copyleft(
        "MPL-2.0", "Mozilla Public License 2.0", ["mpl"],
        "changed files stay under the same licence"),
      copyleft(
        "EUPL-1.2", "European Union Public Licence 1.2", ["eupl", "eupl-1-2"],
        "derived works stay under the same or a compatible licence"),
      copyleft(
        "EUPL-1.1", "European Union Public Licence 1.1", [],
        "derived works stay under the same or a compatible licence"),
      copyleft(
        "EPL-2.0", "Eclipse Public License 2.0", ["epl"],
        "changes to the work itself stay under the same licence"),
      copyleft(
        "EPL-1.0", "Eclipse Public License 1.0", [],
        "changes to the work itself stay under the same licence"),
      copyleft(
        "OSL-3.0", "Open Software License 3.0", [], "derived works stay under the same licence"),
      copyleft(
        "OFL-1.1", "SIL Open Font License 1.1", ["sil ofl"],
        "derived fonts stay under the same licence"),
      Entry(
        spdx: nil, name: "GFDL", aliases: ["GNU Free Documentation License"],
        facts: LicenseFacts(
          use: .any, attribution: true, shareAlike: true,
          reason: "derived works stay under the same licence; the makers must be named")),
      copyleft(
        "GFDL-1.3-only", "GNU Free Documentation License 1.3", ["gfdl-1.3", "fdl-1.3"],
        "derived works stay under the same licence; the makers must be named"),
      copyleft(
        "GFDL-1.2-only", "GNU Free Documentation License 1.2", ["gfdl-1.2"],
        "derived works stay under the same licence; the makers must be named"),
      Entry(
        spdx: "C-UDA-1.0", name: "Computational Use of Data Agreement 1.0", aliases: ["c-uda"],
        facts: LicenseFacts(
          use: .any, attribution: true, shareAlike: false,
          reason: "computational use for any purpose; other uses are not granted")),
    ] + agreements
}

extension String {
  /// `…/by-nc/4.0-us` as creativecommons.org writes ports: `…/by-nc/4.0/us`.
  fileprivate var replacingDashesBySlashes: String {
    guard let version = range(ofLast: "/") else { return self }
    let tail = self[version...].map { $0 == "-" ? "/" : $0 }
    return self[..<version] + String(tail)
  }

  private func range(ofLast character: Character) -> Index? { lastIndex(of: character) }
}
