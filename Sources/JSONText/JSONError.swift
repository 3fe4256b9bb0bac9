/// A text that is not JSON, and where that shows.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  package var fault: JSONFault
  package var position: TextPosition
  /// Counted from 0; the length of the text when it ends too early.
  package var byte: Int

  package init(_ fault: JSONFault, position: TextPosition, byte: Int) {
    self.fault = fault
    self.position = position
    self.byte = byte
  }

  package var message: String { fault.message }

  package var description: String {
    "line \(position.line), column \(position.column): \(message)"
  }
}

/// What makes a text invalid JSON.
package enum JSONFault: Error, Sendable, Hashable {
  case unclosedString, controlCharacter, badNumber, badLiteral, badEscape, expectedKey
  case expectedColon, expectedComma, endsEarly, trailingBytes
  case tooDeep(limit: Int)
  case noMemory

  /// A clause for messages.
  package var message: String {
    switch self {
    case .unclosedString: "a string has no closing quote"
    case .controlCharacter: "a control character stands unescaped in a string"
    case .badNumber: "a number is malformed"
    case .badLiteral: "a value is neither a string, a number, true, false nor null"
    case .badEscape: "a string holds an escape that does not exist"
    case .expectedKey: "a key in quotes was expected"
    case .expectedColon: "a colon was expected"
    case .expectedComma: "a comma or a closing bracket was expected"
    case .endsEarly: "it ends too early"
    case .trailingBytes: "bytes follow the value"
    case .tooDeep(let limit): "values are nested more than \(limit) deep"
    case .noMemory: "there was not enough memory for it"
    }
  }
}
