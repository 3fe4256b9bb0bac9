/// The licences that the text of a dataset card names where it speaks of licences.
///
/// Under a heading such as “Licensing Information” people write what the header does not say, or
/// otherwise than the header does.
struct CardLicenses {
  /// One statement for each licence, in the order of the text; of the code, where its sentence says so.
  private(set) var statements: [LicenseStatement] = []

  init(_ body: String) {
    for sentence in Self.sections(of: body).flatMap(Self.sentences) {
      let words = Self.words(of: sentence)
      for entry in Self.licenses(in: words) {
        var statement = LicenseStatement(
          spdx: entry.spdx, name: entry.spdx == nil ? entry.name : nil)
        let plain = Set(words.map { $0.lowercased() })
        if !plain.isDisjoint(with: ["code", "codes", "software", "scripts", "代码"]),
          plain.isDisjoint(with: ["data", "dataset", "datasets", "corpus", "annotations", "数据"])
        {
          statement.subject = .code
        }
        statement.note = sentence
        let isKnown = statements.contains {
          $0.label == statement.label && $0.subject == statement.subject
        }
        if !isKnown { statements.append(statement) }
      }
    }
  }

  /// The lines under headings that speak of licences.
  private static func sections(of body: String) -> [String] {
    var sections: [String] = []
    var isInside = false
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") {
        let heading = line.lowercased()
        isInside = ["licens", "licence", "许可", "协议", "版权"].contains { heading.contains($0) }
      } else if isInside {
        sections.append(String(line))
      }
    }
    return sections
  }

  private static func sentences(of line: String) -> [String] {
    // A full stop inside a name (`CC BY 4.0`) is followed by no space.
    line.replacing("。", with: ". ").split(separator: ". ").map { piece in
      piece.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }.filter { !$0.isEmpty }
  }

  /// Words without the marks around them; of a link, its text and its address.
  private static func words(of sentence: String) -> [String] {
    sentence.split { $0.isWhitespace || "[]()<>*`\"“”,;，、".contains($0) }.map { word in
      var word = word
      while let last = word.last, ".:：!".contains(last) { word.removeLast() }
      return String(word)
    }.filter { !$0.isEmpty }
  }

  /// The licences that runs of words name, the longest run at each place.
  private static func licenses(in words: [String]) -> [LicenseTable.Entry] {
    var found: [LicenseTable.Entry] = []
    var start = 0
    while start < words.count {
      let longest = stride(from: min(7, words.count - start), to: 0, by: -1).lazy.compactMap {
        count -> (count: Int, entry: LicenseTable.Entry)? in
        let run = words[start..<start + count].joined(separator: " ")
        // Small words name licences only where they are written as names.
        guard count > 1 || run.contains(where: { $0.isUppercase || $0.isNumber || $0 == "/" })
        else { return nil }
        return LicenseTable.entry(for: run).map { (count, $0) }
      }.first
      if let longest { found.append(longest.entry) }
      start += longest?.count ?? 1
    }
    return found
  }
}

extension Dataset {
  /// Whether a statement names the licence of another, whatever else either says.
  func mentions(_ license: LicenseStatement) -> Bool {
    licenses.contains { known in
      [known.spdx, known.name].compactMap(\.self).contains {
        LicenseTable.isSame($0, license.label)
      }
    }
  }
}
