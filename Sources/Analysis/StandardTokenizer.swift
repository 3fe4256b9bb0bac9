import Storage
import VectorKernels

/// The recipe `standard`: folded text becomes UAX #29 words and unspaced runs.
///
/// Text is worked on in two gears. Stretches of ASCII are taken 64 bytes at a time as bitmaps of
/// byte classes, from one sure word border to another; all else goes character by character
/// through a small state machine. Both give the same tokens, and gears change only where no word
/// and no run is open.
struct StandardTokenizer {
  private let text: BufferView<UInt8>
  private let tables: CharacterTables
  private var writer: TokenWriter

  private enum Open { case nothing, word, run }
  private var open = Open.nothing
  /// Class of the last character of the open word, marks left aside.
  private var last: UInt32 = 0
  private var wordStart = 0
  /// Whether the open word holds a letter, a digit or an emoji yet.
  private var hasContent = false
  private var wordSource = 0..<0
  /// Class of what stands behind the word and may or may not belong to it; `other` for none.
  private var pending: UInt32 = 0
  /// Bytes and source of the word without what is pending.
  private var pendingStart = 0
  private var pendingSourceEnd = 0
  /// Whether a pending `+` or `#` is found to belong to no word.
  private var isCut = false
  private var runStart = 0
  private var runPosition: UInt32 = 0
  /// Whether the token before is a run, so that another run keeps its distance.
  private var followsRun = false

  private init(_ text: BufferView<UInt8>, _ batch: inout TokenBatch) {
    self.text = text
    tables = .shared
    writer = TokenWriter(&batch, textByteCount: text.count)
  }

  /// Fills `batch` with the tokens of a text.
  static func analyze(_ text: BufferView<UInt8>, into batch: inout TokenBatch) {
    var tokenizer = StandardTokenizer(text, &batch)
    var index = 0
    while index < text.count {
      index = tokenizer.windows(from: index, &batch)
      if index < text.count { index = tokenizer.characters(from: index, &batch) }
    }
    tokenizer.close(&batch)
    tokenizer.writer.finish(&batch)
  }
}

// MARK: - ASCII, by bitmaps

extension StandardTokenizer {
  /// Takes whole words of ASCII text from `start` on.
  ///
  /// - Precondition: nothing is open.
  /// - Returns: Where the first character stands that needs the other gear, or the word it may
  ///   belong to; the end of the text when all is done.
  private mutating func windows(from start: Int, _ batch: inout TokenBatch) -> Int {
    var index = start
    while index < text.count {
      if text[index] >= 0x80 { return index }
      let left = text.count &- index
      writer.reserveBytes(64, &batch)
      writer.reservePieces(32, &batch)
      let classes: ASCIIWindow
      if left >= 64 {
        classes = ASCIIWindow(
          ByteClasses.classify(text, at: index, lowered: writer.bytes, at: writer.byteCount))
      } else {
        batch.copyTail(of: text, from: index)
        classes = ASCIIWindow(
          ByteClasses.classify(batch.tail.view, at: 0, lowered: writer.bytes, at: writer.byteCount))
      }
      let byteCount = classes.sureByteCount(left: left)
      guard byteCount > 0, let words = classes.words(in: byteCount) else { return index }
      addWords(words, from: index, &batch)
      writer.byteCount &+= byteCount
      index &+= byteCount
    }
    return index
  }

  /// Adds every run of set bits as a word.
  @inline(__always)
  private mutating func addWords(_ words: UInt64, from index: Int, _ batch: inout TokenBatch) {
    if words != 0 { followsRun = false }
    var rest = words
    while rest != 0 {
      // Adding its lowest bit moves the lowest run of bits to one bit behind its end.
      let moved = rest &+ (rest & (0 &- rest))
      let first = rest.trailingZeroBitCount
      let end = (moved & ~rest).trailingZeroBitCount
      rest &= moved
      writer.addWord(
        start: writer.byteCount &+ first, end: writer.byteCount &+ end,
        source: index &+ first..<index &+ end, &batch)
    }
  }
}

// MARK: - Everything, character by character

extension StandardTokenizer {
  /// Takes characters from `start` on until nothing is open and ASCII follows.
  ///
  /// - Returns: Where the bitmaps can go on.
  private mutating func characters(from start: Int, _ batch: inout TokenBatch) -> Int {
    var cursor = FoldingCursor(text, tables, from: start)
    // A mark changes together with the sign or space that the other gear left in front of it.
    if start > 0, !cursor.entry.isBoundary { cursor.move(to: start - 1) }
    while cursor.here < text.count {
      if cursor.entry.isPlainUnspaced, !writer.wantsSourceRanges {
        if open != .run { openRun(&batch) }
        if takeUnspaced(&cursor, &batch) { continue }
      } else if cursor.entry.isPlainLetter, takeLetters(&cursor, &batch) {
        continue
      }
      let step = cursor.step(&batch.folding)
      if step.scalar != FoldingCursor.Step.string {
        take(step.scalar, step.kind, step.source, &batch)
      } else {
        for index in 0..<batch.folding.folded.count {
          let scalar = batch.folding.folded[index]
          take(scalar, tables.fold(scalar).kind, step.source, &batch)
        }
      }
      if open == .nothing, text.eightASCII(at: cursor.here) { return cursor.here }
    }
    return text.count
  }

  /// Takes unspaced characters of three bytes that fold by table, as many as follow each other.
  ///
  /// - Precondition: a run is open.
  /// - Returns: Whether there was one.
  @inline(__always)
  private mutating func takeUnspaced(
    _ cursor: inout FoldingCursor, _ batch: inout TokenBatch
  ) -> Bool {
    let start = cursor.here
    // In steps, so that a long Latin text with one Han character reserves little.
    let end = min(text.count, start + 3 * 1024)
    writer.reserveScalars(1024, &batch)
    let scalars = writer.scalars
    var count = writer.scalarCount
    var index = start
    while index &+ 2 < end {
      let first = UInt32(text[index])
      let second = UInt32(text[index &+ 1]) ^ 0x80
      let third = UInt32(text[index &+ 2]) ^ 0x80
      // U+3000 to U+D7FF; ED begins the surrogates too, which are no characters.
      guard first &- 0xE3 < 0xED &- 0xE3, second | third < 0x40 else { break }
      let scalar = (first & 0x0F) << 12 | second << 6 | third
      let entry = FoldEntry(bits: tables.foldEntry(scalar))
      guard entry.isPlainUnspaced else { break }
      scalars[count] = entry.folded(scalar)
      count &+= 1
      index &+= 3
    }
    if index == start { return false }
    writer.scalarCount = count
    cursor.move(to: index)
    if !cursor.entry.isBoundary {
      // The last character changes together with what follows.
      writer.dropScalar()
      cursor.move(to: index - 3)
      return index - 3 > start
    }
    return true
  }

  /// Takes letters that fold by table, as many as follow each other.
  ///
  /// - Returns: Whether there was one, and nothing pending that it depends on.
  @inline(__always)
  private mutating func takeLetters(
    _ cursor: inout FoldingCursor, _ batch: inout TokenBatch
  ) -> Bool {
    if open == .word,
      pending != CharacterClass.other || !CharacterClass.isOne(last, of: CharacterClass.joining)
    {
      return false
    }
    let start = cursor.here
    let end = min(text.count, start + 1024)
    writer.reserveBytes(4 * 1024 + 4, &batch)
    let bytes = writer.bytes
    var count = writer.byteCount
    var index = start
    var lastIndex = start
    var lastCount = count
    while index < end {
      let decoded = UTF8Decoding.decode(text, at: index)
      let entry = tables.fold(decoded.scalar)
      guard entry.isPlainLetter else { break }
      lastIndex = index
      lastCount = count
      count = UTF8Decoding.encode(entry.folded(decoded.scalar), into: bytes, at: count)
      index = decoded.end
    }
    cursor.move(to: index)
    if !cursor.entry.isBoundary {
      // The last letter changes together with what follows.
      cursor.move(to: lastIndex)
      count = lastCount
      if lastIndex == start { return false }
    }
    if open != .word {
      close(&batch)
      open = .word
      wordStart = writer.byteCount
      isCut = false
      pending = CharacterClass.other
      wordSource = start..<start
    }
    hasContent = true
    last = CharacterClass.letter
    writer.byteCount = count
    wordSource = wordSource.lowerBound..<cursor.here
    return true
  }

  /// Takes one folded character.
  @inline(__always)
  private mutating func take(
    _ scalar: UInt32, _ kind: UInt32, _ source: Range<Int>, _ batch: inout TokenBatch
  ) {
    switch open {
    case .nothing:
      begin(scalar, kind, source, &batch)
    case .run:
      if kind == CharacterClass.unspaced || kind == CharacterClass.extend {
        writer.addScalar(scalar, source: source, &batch)
      } else {
        close(&batch)
        begin(scalar, kind, source, &batch)
      }
    case .word:
      if pending == CharacterClass.other, CharacterClass.isOne(last, of: CharacterClass.joining),
        CharacterClass.isOne(kind, of: CharacterClass.joining)
      {
        extendWord(scalar, kind, source, &batch)
      } else {
        takeBehindWord(scalar, kind, source, &batch)
      }
    }
  }

  /// Takes a character behind a word that is not simply one more letter.
  private mutating func takeBehindWord(
    _ scalar: UInt32, _ kind: UInt32, _ source: Range<Int>, _ batch: inout TokenBatch
  ) {
    if kind == CharacterClass.extend, pending != CharacterClass.plusOrSharp {
      // A mark belongs to what it follows and changes nothing else (WB4).
      writer.addBytes(of: scalar, &batch)
      wordSource = wordSource.lowerBound..<source.upperBound
      return
    }
    switch pending {
    case CharacterClass.other:
      if last == CharacterClass.regionalIndicator, kind == CharacterClass.regionalIndicator {
        // Two make a flag, a third begins another (WB15, WB16); after two the word is as if lone.
        extendWord(scalar, CharacterClass.loneLetter, source, &batch)
        return
      }
      if mayJoin(kind) {
        pending = kind
        pendingStart = writer.byteCount
        pendingSourceEnd = wordSource.upperBound
        writer.addBytes(of: scalar, &batch)
        wordSource = wordSource.lowerBound..<source.upperBound
        return
      }
    case CharacterClass.plusOrSharp:
      if kind == CharacterClass.plusOrSharp {
        writer.addBytes(of: scalar, &batch)
        wordSource = wordSource.lowerBound..<source.upperBound
        return
      }
      if CharacterClass.isOne(kind, of: CharacterClass.continuing),
        !(kind == CharacterClass.numeric && beginsWithTwoPluses)
      {
        isCut = true
      }
    default:
      if joins(kind) {
        pending = CharacterClass.other
        extendWord(scalar, kind, source, &batch)
        return
      }
    }
    close(&batch)
    begin(scalar, kind, source, &batch)
  }

  /// Whether the pending `+` and `#` are those of `c++`, which a version number may follow.
  private var beginsWithTwoPluses: Bool {
    writer.byteCount >= pendingStart + 2 && writer.bytes[pendingStart] == UInt8(ascii: "+")
      && writer.bytes[pendingStart + 1] == UInt8(ascii: "+")
  }

  /// Whether a character behind the open word may belong to it, depending on what follows.
  private func mayJoin(_ kind: UInt32) -> Bool {
    if CharacterClass.isOne(last, of: CharacterClass.letters) {
      return CharacterClass.isOne(
        kind, of: CharacterClass.betweenLetters | 1 << CharacterClass.plusOrSharp)
        || last == CharacterClass.hebrewLetter && kind == CharacterClass.doubleQuote
    }
    return last == CharacterClass.numeric
      && CharacterClass.isOne(kind, of: CharacterClass.betweenDigits)
  }

  /// Whether a character joins the open word over what is pending (WB6, WB7, WB7b to WB12).
  private func joins(_ kind: UInt32) -> Bool {
    if pending == CharacterClass.doubleQuote { return kind == CharacterClass.hebrewLetter }
    return CharacterClass.isOne(last, of: CharacterClass.letters)
      ? CharacterClass.isOne(kind, of: CharacterClass.letters)
      : kind == CharacterClass.numeric
  }

  /// Begins a word or a run, when the character can.
  @inline(__always)
  private mutating func begin(
    _ scalar: UInt32, _ kind: UInt32, _ source: Range<Int>, _ batch: inout TokenBatch
  ) {
    if kind == CharacterClass.unspaced {
      openRun(&batch)
      writer.addScalar(scalar, source: source, &batch)
    } else if CharacterClass.isOne(
      kind, of: CharacterClass.content | 1 << CharacterClass.extendNumLet)
    {
      open = .word
      wordStart = writer.byteCount
      hasContent = false
      isCut = false
      pending = CharacterClass.other
      wordSource = source
      extendWord(scalar, kind, source, &batch)
    }
  }

  @inline(__always)
  private mutating func extendWord(
    _ scalar: UInt32, _ kind: UInt32, _ source: Range<Int>, _ batch: inout TokenBatch
  ) {
    writer.addBytes(of: scalar, &batch)
    last = kind
    if kind != CharacterClass.extendNumLet { hasContent = true }
    wordSource = wordSource.lowerBound..<source.upperBound
  }

  /// Whether the open word ends in front of what is pending.
  private var pendingIsCut: Bool {
    switch pending {
    case CharacterClass.other: false
    case CharacterClass.plusOrSharp: isCut
    // An apostrophe behind a Hebrew letter belongs to it (WB7a).
    case CharacterClass.singleQuote: last != CharacterClass.hebrewLetter
    default: true
    }
  }

  /// Opens a run behind what was before.
  private mutating func openRun(_ batch: inout TokenBatch) {
    close(&batch)
    open = .run
    runStart = writer.scalarCount
    runPosition = followsRun ? writer.position + 1 : writer.position
  }

  /// Adds the open word or run to the tokens.
  private mutating func close(_ batch: inout TokenBatch) {
    switch open {
    case .nothing: return
    case .run:
      writer.addRun(start: runStart, position: runPosition, &batch)
      followsRun = true
    case .word:
      var end = writer.byteCount
      var sourceEnd = wordSource.upperBound
      if pendingIsCut {
        end = pendingStart
        sourceEnd = pendingSourceEnd
      }
      if hasContent {
        writer.reservePieces(1, &batch)
        writer.addWord(
          start: wordStart, end: end, source: wordSource.lowerBound..<sourceEnd, &batch)
        followsRun = false
      }
    }
    open = .nothing
  }
}
