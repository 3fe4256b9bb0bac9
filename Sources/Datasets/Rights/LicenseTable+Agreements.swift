extension LicenseTable {
  /// Agreements that SPDX does not list, under the names that cards and portals use.
  ///
  /// An agreement whose text was not read is here for its name alone: its use stays unknown.
  static let agreements: [Entry] =
    rail + [
      agreement(
        "All rights reserved", ["版权所有", "保留所有权利"],
        LicenseFacts(
          use: .nothing, attribution: nil, shareAlike: nil, passingOn: .no,
          reason: "all rights are reserved: nothing is allowed without a permission")),
      agreement(
        "Skywork Community License", ["skywork community licence", "skywork"],
        LicenseFacts(
          use: .any, attribution: nil, shareAlike: nil, passingOn: nil,
          reason:
            "clause II allows commercial use under the agreement's conditions; its text speaks of the model"
        )),
      agreement(
        "OpenCSG Community License", ["opencsg community licence", "opencsg", "opencsg-license"],
        LicenseFacts(
          use: .any, attribution: nil, shareAlike: nil, passingOn: nil,
          conditions: [.askForCommercialUse],
          reason: "commercial use needs a permission by e-mail")),
      agreement(
        "CCI Usage Agreement",
        ["cci usage agreement", "cci 使用协议", "cci4.0 usage agreement", "baai-cci"],
        closed("the agreement must be accepted before files open, and its text was not read")),
      agreement(
        "BAAI Data Usage Protocol",
        ["baai data usage agreement", "智源数据使用协议", "baai data use agreement"],
        closed("the protocol must be accepted before files open, and its text was not read")),
      agreement(
        "NVIDIA Data Agreement for Model Training",
        [
          "nvidia data agreement", "nvidia-data-agreement",
          "nvidia data agreement for model training 2025", "nvidia-model-training-2025",
        ],
        LicenseFacts(
          use: .any, attribution: nil, shareAlike: nil, passingOn: .no,
          conditions: [.gate, .noRedistribution],
          reason: "for training models, commercial ones too; the data is not passed on")),
      agreement(
        "Common Crawl Terms of Use",
        ["common crawl license", "commoncrawl.org/terms-of-use", "common crawl tou"],
        .unknown("grants nothing in the pages themselves: each keeps the rights of its owner")),
      agreement(
        "PhysioNet Credentialed Health Data License 1.5.0",
        [
          "physionet credentialed health data license", "physionet",
          "physionet.org/about/licenses/physionet-credentialed-health-data-license-150",
        ],
        LicenseFacts(
          use: .academic, attribution: true, shareAlike: false, passingOn: .no,
          conditions: [.application, .researchOnly, .noRedistribution],
          reason: "for scientific research by credentialed users, who share with nobody")),
      agreement(
        "GroupLens usage license", ["grouplens", "grouplens terms", "movielens"],
        LicenseFacts(
          use: .nonCommercial, attribution: true, shareAlike: true,
          conditions: [.askForCommercialUse],
          reason: "for research; no commercial use without permission of the faculty")),
      agreement(
        "MS MARCO terms", ["ms marco terms and conditions", "ms-marco"],
        LicenseFacts(
          use: .academic, attribution: nil, shareAlike: nil, passingOn: nil,
          reason: "for non-commercial research only; the documents keep their owners' rights")),
    ]

  /// The RAIL family: any use but those that a list forbids, and the list travels along.
  private static let rail: [Entry] = [
    ("OpenRAIL", ["open rail", "openrail-d", "openrail-m"]),
    ("OpenRAIL++", ["openrail++-m", "openrail++"]),
    ("BigScience RAIL 1.0", ["bigscience-bloom-rail-1.0", "bigscience rail license 1.0"]),
    ("BigScience OpenRAIL-M", ["bigscience-openrail-m"]),
    ("BigCode OpenRAIL-M", ["bigcode-openrail-m", "bigcode openrail-m v1"]),
    ("CreativeML OpenRAIL-M", ["creativeml-openrail-m"]),
  ].map { name, aliases in
    agreement(
      name, aliases,
      LicenseFacts(
        use: .any, attribution: true, shareAlike: false,
        reason:
          "any use but those that its list forbids; the list must be passed on with the material"))
  }

  private static func agreement(
    _ name: String, _ aliases: [String], _ facts: LicenseFacts
  ) -> Entry {
    Entry(spdx: nil, name: name, aliases: aliases, facts: facts)
  }

  private static func closed(_ reason: String) -> LicenseFacts {
    var facts = LicenseFacts.unknown(reason)
    facts.conditions = [.gate]
    return facts
  }
}
