/// A page of the documentation, as a terminal shows it.
///
/// Nothing is left out: headings stand alone, blocks of examples are set in, and the marks around both
/// go away.
enum HelpPage {
  /// The lines of a page written in Markdown.
  static func lines(markdown page: String, style: Style) -> [String] {
    var lines: [String] = []
    var isExample = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isExample.toggle()
      } else if isExample {
        lines.append("  " + line)
      } else if line.hasPrefix("#") {
        // A page's title names a module; the pages shown here are about one language.
        let title = line.drop { $0 == "#" || $0 == " " }
        lines.append(style.strong(title.hasPrefix("``") ? "Query language" : String(title)))
      } else {
        lines.append(String(line))
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
