extension Unicode.Scalar {
  /// The character makes a terminal do something, or turns the direction of the text around it.
  var commandsTerminals: Bool {
    switch value {
    case 0...0x1f, 0x7f...0x9f, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }

  /// The same but for what ends lines and cells.
  var isUnsafeOnTerminals: Bool { commandsTerminals && self != "\n" && self != "\t" }
}
