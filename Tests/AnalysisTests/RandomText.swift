import TestSupport

/// Random texts that meet every path of the analyzers.
struct RandomText {
  var generator: SeededGenerator

  /// Stretches of code points that texts are drawn from.
  private static let blocks: [ClosedRange<UInt32>] = [
    0x20...0x7E, 0x30...0x7A, 0xA0...0x24F, 0x250...0x36F, 0x300...0x36F, 0x370...0x52F,
    0x590...0x6FF, 0x900...0xDFF, 0xE00...0xEFF, 0xF00...0x10FF, 0x1100...0x11FF,
    0x1780...0x17FF, 0x1E00...0x1FFF, 0x2000...0x206F, 0x2070...0x2BFF, 0x2E80...0x30FF,
    0x3040...0x30FF, 0x3100...0x33FF, 0x3400...0x9FFF, 0x4E00...0x9FFF, 0x8C00...0x99FF,
    0xA490...0xABFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFB00...0xFFFF, 0x10000...0x11FFF,
    0x1D000...0x1D7FF, 0x1F000...0x1FAFF, 0x20000...0x2FA1F, 0xE0000...0xE01EF,
  ]

  /// Marks and signs that change what stands around them.
  private static let connectors = [
    "'", "\u{2019}", "\"", ".", ",", ":", ";", "_", "+", "++", "#", "-", " ", "\n", "\u{300}",
    "\u{308}", "\u{3099}", "\u{200D}", "\u{AD}", "\u{FE0F}", "\u{05D0}", "1", "a", "\u{5B57}",
    "\u{FF0E}", "\u{1F1E6}", "\u{1F44D}", "\u{1F3FD}", "\u{3A3}", "\u{130}", "\u{E31}",
  ]

  /// A text of about `count` pieces: stretches of a few scripts with connectors between.
  ///
  /// With `newest`, characters come from that major version of Unicode or an older one.
  mutating func text(count: Int, newest: Int = .max) -> String {
    var text = String.UnicodeScalarView()
    let palette = (0..<generator.number(1..<5)).map { _ in generator.pick(Self.blocks) }
    for _ in 0..<count {
      if generator.once(in: 4) {
        text.append(contentsOf: generator.pick(Self.connectors).unicodeScalars)
        continue
      }
      let block = generator.pick(palette)
      let value = UInt32.random(in: block, using: &generator)
      guard let scalar = Unicode.Scalar(value) else { continue }
      if newest < .max {
        // U+0295 was a cased letter until Unicode 16.
        guard let age = scalar.properties.age, age.major <= newest, scalar != "\u{295}"
        else { continue }
      }
      text.append(scalar)
    }
    return String(text)
  }

  /// Bytes of such a text, damaged now and then.
  mutating func bytes(count: Int) -> [UInt8] {
    var bytes = Array(text(count: count).utf8)
    while !bytes.isEmpty, generator.once(in: 2) {
      let place = generator.number(0..<bytes.count)
      switch generator.number(0..<3) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      default: bytes.insert(UInt8.random(in: 0x80...255, using: &generator), at: place)
      }
    }
    return bytes
  }

  /// ASCII that is dense in what joins and parts words.
  mutating func ascii(count: Int) -> [UInt8] {
    let common = generator.once(in: 2) ? Array("abcDEF".utf8) : Array("a1Z_".utf8)
    let rare = Array(" .,'_+#:;-\"\n\t0123456789xyzXYZ{}".utf8)
    let rarity = generator.pick([2, 4, 16, 80])
    return (0..<count).map { _ in
      generator.pick(generator.once(in: rarity) ? rare : common)
    }
  }
}
