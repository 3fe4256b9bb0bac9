internal import Storage

/// How a file of text is read.
struct TextReading: Sendable {
  /// The path below the folder that was named.
  var place = ""
  /// Told by the beginning of the file where nobody has decided.
  var encoding: TextEncoding?
  var split = TextSplit.whole
  /// What stands between lines of `---` in front of the text describes it.
  var hasFrontMatter = false
  /// The user says that it is one, whatever it is called.
  var isChosen = false
}
