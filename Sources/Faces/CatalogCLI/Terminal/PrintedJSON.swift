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
    guard printed.unicodeScalars.contains(where: isHostile) else { return printed }
    var safe = ""
    for scalar in printed.unicodeScalars {
      if let notation = scalar.byteNotation {
        safe += "\\" + notation
      } else if isHostile(scalar) {
        let digits = String(scalar.value, radix: 16)
        safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
