/// A piece of a page.
///
/// A literal is markup, and whatever is put into it is text: `HTML("<p>\(title)</p>")` shows a title
/// with its signs, whatever they are. Only another piece goes in as markup. So nothing that comes from
/// a corpus, a description or a request can become markup by being forgotten.
struct HTML: Sendable, ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var source: String

  /// Markup as it is written in this program.
  init(stringLiteral literal: String) { source = literal }

  init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

  /// Some text.
  init(text: String) { source = Self.escaped(text) }

  /// Pieces, one behind the other.
  init(_ pieces: some Sequence<HTML>) { source = pieces.map(\.source).joined() }

  /// Nothing.
  static let nothing: HTML = ""

  /// Two pieces, one behind the other.
  static func + (one: HTML, other: HTML) -> HTML { HTML([one, other]) }

  /// What text and markup are put together by.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { source += literal }
    mutating func appendInterpolation(_ text: String) { source += HTML.escaped(text) }
    mutating func appendInterpolation(_ piece: HTML) { source += piece.source }
    mutating func appendInterpolation(_ pieces: [HTML]) {
      for piece in pieces { source += piece.source }
    }
    mutating func appendInterpolation(_ number: some BinaryInteger) { source += String(number) }
  }

  /// A text whose signs mean nothing in markup, in attributes neither; characters that HTML does not
  /// have are shown as such.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      // Signs that turn the direction of what follows could show a text as another one.
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": escaped += "\u{FFFD}"
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        escaped.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
      }
    }
    return escaped
  }
}
