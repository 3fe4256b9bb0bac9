import Analysis
import Foundation
import Storage

/// Real text as one long row of tokens, scanned from end to end for every query.
///
/// A word is a number above all characters, an unspaced character its code point, 0 a gap between
/// two runs; so a phrase is found where its row stands in a record's row. Nothing is indexed.
struct BruteForce {
  private static let firstWord: UInt32 = 0x20_0000
  private var words: [String: UInt32] = [:]
  private(set) var row: [UInt32] = []
  private(set) var ends: [Int] = []
  private var frequencies: [UInt64: Int] = [:]
  private let isPlain: Bool
  private var batch = RowBatch()

  /// The analyzer's working memory.
  private final class RowBatch {
    var tokens = TokenBatch()
  }

  init(isPlain: Bool) { self.isPlain = isPlain }

  var count: Int { ends.count }
  private var averageLength: Double { Double(row.count) / Double(max(1, count)) }

  /// The row of a text, cut by rules of its own where they are short enough to state here.
  private mutating func tokens(of text: String, knowing isNew: Bool) -> [UInt32?] {
    if isPlain {
      // Maximal runs of letters and numbers of the lower-cased text.
      return text.lowercased().unicodeScalars.split { scalar in
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
          .decimalNumber, .letterNumber, .otherNumber:
          false
        default: true
        }
      }.map { word(String($0), isNew) }
    }
    let holder = batch
    Array(text.utf8).withView { Analyzer(.standard).analyze($0, into: &holder.tokens) }
    var row: [UInt32?] = []
    var position: UInt32?
    for index in 0..<holder.tokens.pieces.count {
      let piece = holder.tokens.pieces[index]
      if let position, piece.position > position { row.append(0) }
      let start = Int(piece.start)
      if piece.isRun {
        for at in 0..<piece.count { row.append(holder.tokens.scalars[start + at]) }
        position = piece.position + UInt32(piece.count)
      } else {
        let bytes = holder.tokens.bytes.view[start..<start + piece.count].array
        row.append(word(String(decoding: bytes, as: UTF8.self), isNew))
        position = piece.position + 1
      }
    }
    return row
  }

  private mutating func word(_ text: String, _ isNew: Bool) -> UInt32? {
    if let known = words[text] { return known }
    if !isNew { return nil }
    let number = Self.firstWord + UInt32(words.count)
    words[text] = number
    return number
  }

  /// Takes a record in.
  mutating func append(_ text: String) {
    let added = tokens(of: text, knowing: true).compactMap { $0 }
    row += added
    ends.append(row.count)
    var seen: Set<UInt64> = []
    for (index, token) in added.enumerated() where token != 0 {
      seen.insert(UInt64(token))
      if token < Self.firstWord, index + 1 < added.count, added[index + 1] != 0,
        added[index + 1] < Self.firstWord
      {
        seen.insert(UInt64(token) << 32 | UInt64(added[index + 1]))
      }
    }
    for key in seen { frequencies[key, default: 0] += 1 }
  }

  /// What one term or phrase finds.
  struct Found {
    var frequencies: [Int: Int] = [:]
    var weight = 0.0
    var occurrences: Int { frequencies.values.reduce(0, +) }
  }

  /// Scans everything for the row of a text.
  mutating func find(_ text: String) -> Found {
    let row = tokens(of: text, knowing: false)
    let wanted = row.compactMap { $0 }
    var found = Found()
    if wanted.isEmpty || wanted.count < row.count { return found }
    for (index, token) in wanted.enumerated() where token != 0 {
      let isRun = token < Self.firstWord
      let before = index > 0 ? wanted[index - 1] : 0
      let after = index + 1 < wanted.count ? wanted[index + 1] : 0
      let goesOn = isRun && after != 0 && after < Self.firstWord
      let cameOn = isRun && before != 0 && before < Self.firstWord
      if goesOn {
        found.weight += idf(UInt64(token) << 32 | UInt64(after))
      } else if !cameOn {
        found.weight += idf(UInt64(token))
      }
    }
    let first = wanted[0]
    var record = 0
    var at = 0
    while at + wanted.count <= self.row.count {
      if self.row[at] == first {
        while ends[record] <= at { record += 1 }
        var length = 1
        while length < wanted.count, self.row[at + length] == wanted[length] { length += 1 }
        if length == wanted.count, at + length <= ends[record] {
          found.frequencies[record, default: 0] += 1
        }
      }
      at += 1
    }
    return found
  }

  private func idf(_ key: UInt64) -> Double {
    let n = Double(count)
    let df = Double(frequencies[key] ?? 0)
    return log(1 + (n - df + 0.5) / (df + 0.5))
  }

  /// The score of a record: the parts that it matches, in the order of the query.
  func score(_ parts: [Found], of record: Int) -> Float {
    let start = record == 0 ? 0 : ends[record - 1]
    var length = ends[record] - start
    if length > 40 {
      var step = 4
      while length > 16 * step { step *= 2 }
      length = (length + step - 1) / step * step
    }
    var sum = 0.0
    for part in parts {
      guard let frequency = part.frequencies[record] else { continue }
      let tf = Double(frequency)
      sum += part.weight * (tf / (tf + 1.2 * (1 - 0.75 + 0.75 * Double(length) / averageLength)))
    }
    return Float(sum)
  }
}
