internal import CatalogService
internal import JSONText

extension JSONAnswer {
  /// The answer as JSON that may be shown on any terminal: on one line, or indented for people.
  ///
  /// Characters that a terminal would obey stand inside strings only, so they are escaped there.
  func json(indented: Bool) -> String {
    let tree = tree.withNonFiniteQuoted
    var printed = indented ? tree.prettyText : tree.text
    while printed.last == "\n" { printed.removeLast() }
    let isHostile: (Unicode.Scalar) -> Bool = {
      $0.commandsTerminals && $0 != "\n" || Host.byte(of: $0) != nil
    }
    return printed.escapingInJSON(isHostile)
  }
}

extension String {
  /// JSON, in lines or not, that may be shown on any terminal: the same values, with what a terminal would
  /// obey escaped.
  var jsonForTerminals: String {
    // A tab between values is as good as a space; inside a string it is escaped already.
    escapingInJSON { $0.commandsTerminals && $0 != "\n" && $0 != "\t" && $0 != "\r" }
  }

  fileprivate func escapingInJSON(_ isHostile: (Unicode.Scalar) -> Bool) -> String {
    guard unicodeScalars.contains(where: isHostile) else { return self }
    var safe = ""
    for scalar in unicodeScalars {
      if let notation = scalar.byteNotation {
        safe += "\\" + notation
      } else if isHostile(scalar) {
        // Signs beyond U+FFFF are written as two halves.
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
