package import JSONText

/// A file that is not the format it claims to be.
package struct SyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `JSON`, `YAML`.
  package var format: String
  package var place: TextPosition
  package var message: String
  package var remedy: String

  package init(format: String, place: TextPosition, message: String, remedy: String) {
    self.format = format
    self.place = place
    self.message = message
    self.remedy = remedy
  }

  /// What the reader of JSON found.
  package init(_ error: JSONError) {
    self.init(
      format: "JSON", place: error.position, message: error.message,
      remedy: "correct the file at this place")
  }

  package var description: String {
    "line \(place.line), column \(place.column): \(message) — \(remedy)"
  }
}

extension ParsedDocument {
  /// A description in JSON, with the place of each value.
  init(json bytes: [UInt8]) throws(SyntaxError) {
    var options = JSONReader.Options()
    options.wantsPlaces = true
    do throws(JSONError) {
      self = try JSONReader.document(bytes, options: options)
    } catch {
      throw SyntaxError(error)
    }
  }
}
