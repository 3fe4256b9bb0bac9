import Foundation

/// Terminal sessions written down: commands behind `$ `, then what they print.
///
/// A line `[64]` at the end of an output is the exit status; without it the command must end
/// with 0. Times and rates differ from run to run and are masked on both sides.
struct Transcript {
  /// One command with its output.
  struct Step {
    var line: Int
    var command: String
    var expected: [String]
    var status: Int32
  }

  var steps: [Step] = []

  /// Reads a session; lines in front of the first command are a comment.
  init(_ lines: [(number: Int, text: String)]) {
    for (number, text) in lines {
      if text.hasPrefix("$ ") {
        steps.append(
          Step(line: number, command: String(text.dropFirst(2)), expected: [], status: 0))
      } else if !steps.isEmpty {
        steps[steps.count - 1].expected.append(text)
      }
    }
    for index in steps.indices {
      while steps[index].expected.last?.isEmpty == true { steps[index].expected.removeLast() }
      if let last = steps[index].expected.last, last.hasPrefix("["), last.hasSuffix("]"),
        let status = Int32(last.dropFirst().dropLast())
      {
        steps[index].status = status
        steps[index].expected.removeLast()
      }
    }
  }

  /// Reads the sessions of a Markdown file: its blocks marked `console`.
  init(markdown path: String) throws {
    var lines: [(Int, String)] = []
    var isInside = false
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside {
        lines.append((index + 1, line))
      }
    }
    self.init(lines)
  }

  /// Reads a transcript file.
  init(file path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    self.init(text.components(separatedBy: "\n").enumerated().map { ($0.offset + 1, $0.element) })
  }

  /// Whether a line tells how far a run has come, as happens where one takes longer than seconds.
  static func isProgress(_ line: Substring) -> Bool {
    line.contains(#/^(\d+% read|writing|merging|committing) · [\d,]+ records?/#)
  }

  /// The line without times, rates, and the folder of the run.
  static func masked(_ line: String, folder: String) -> String {
    var line = line.replacingOccurrences(of: folder, with: "FOLDER")
    line.replace(#/\d[\d,.]* (ms|s|µs|min|h)\b/#) { _ in "TIME" }
    line.replace(#/\d[\d,.]* ([kMGT]?B)/s/#) { _ in "RATE" }
    line.replace(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#) { _ in "MOMENT" }
    line.replace(#/("(took_ms|open_ms|seconds)": ?)[\d.]+/#) { "\($0.1)TIME" }
    while line.last == " " { line.removeLast() }
    return line
  }
}
