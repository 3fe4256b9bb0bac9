extension Dataset {
  /// Takes what the text of a dataset card says of rights under a heading such as “Licensing Information”
  /// or “Terms of use”, where people write what the header does not say, or otherwise than it does.
  mutating func takeSections(of body: String, problems: inout [DatasetProblem]) {
    let sections = CardSections(body)
    // The licences that any sentence names, before what the others say is judged beside them.
    let paragraphs = sections.ofRights.map(HarmlessWords.addresses)
    let sentences = paragraphs.flatMap {
      LicenseWords.sentences(of: $0.rest).map(LicenseWords.shown)
    }
    for sentence in sentences { takeLicenses(namedIn: sentence) }
    let named = licenses
    for address in paragraphs.compactMap(\.unclear) {
      takeTerms(address, isUnderstood: false, &problems)
    }
    for sentence in sentences {
      if LicenseWords.use(in: sentence) != nil {
        takeTerms(sentence, isUnderstood: true, &problems)
      } else if !Self.isAboutCode(sentence),
        let unclear = LicenseWords.obscurity(in: sentence, of: named)
      {
        takeTerms(unclear, isUnderstood: false, &problems)
      }
    }
    for sentence in sections.ofUse.compactMap(LicenseWords.sentence) {
      takeTerms(sentence, isUnderstood: true, &problems)
    }
  }

  private mutating func takeLicenses(namedIn sentence: String) {
    for entry in LicenseNames(in: sentence).entries {
      var license = LicenseStatement(spdx: entry.spdx, name: entry.spdx == nil ? entry.name : nil)
      if Self.isAboutCode(sentence) { license.subject = .code }
      let isKnown = licenses.contains { known in
        (license.subject == .code || known.subject == nil)
          && [known.spdx, known.name].compactMap(\.self).contains {
            LicenseTable.isSame($0, license.label)
          }
      }
      if !isKnown { licenses.append(license) }
    }
  }

  private mutating func takeTerms(
    _ sentence: String, isUnderstood: Bool, _ problems: inout [DatasetProblem]
  ) {
    var terms = LicenseStatement(name: "Terms in the text of the card")
    terms.note = isUnderstood ? sentence : LicenseStatement.notUnderstood(sentence)
    guard addTerms(terms) else { return }
    problems.append(
      isUnderstood
        ? contradiction(at: "description") ?? .forbidding("description", sentence)
        : .unread("description", "a section on rights"))
  }

  /// Whether a sentence gives a licence to the code, and speaks of no data.
  private static func isAboutCode(_ sentence: String) -> Bool {
    let words = Set(LicenseWords.words(of: LicenseNames.words(of: sentence).joined(separator: " ")))
    return !words.isDisjoint(with: ["code", "codes", "software", "scripts", "代码"])
      && words.isDisjoint(with: [
        "data", "dataset", "datasets", "corpus", "annotations", "it", "they", "数据", "数据集",
      ]) && !LicenseNames(in: sentence).entries.isEmpty
  }

  /// Whether a statement names the licence of another, whatever else either says.
  func mentions(_ license: LicenseStatement) -> Bool {
    licenses.contains { known in
      [known.spdx, known.name].compactMap(\.self).contains {
        LicenseTable.isSame($0, license.label)
      }
    }
  }
}
