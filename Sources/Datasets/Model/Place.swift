/// Where in a file a value was written.
package struct Place: Sendable, Hashable {
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in bytes.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A file read into its tree, with the place of every value.
package struct ParsedDocument: Sendable {
  package var value: JSON
  /// Places by path, such as `datasets[3].licenses[0].spdx`; empty when none were asked for.
  package var places: [String: Place]

  package init(value: JSON, places: [String: Place] = [:]) {
    self.value = value
    self.places = places
  }

  /// The place of a value, or of the nearest thing around it that has one.
  package func place(of path: String) -> Place? {
    var path = Substring(path)
    while true {
      if let place = places[String(path)] { return place }
      guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return places[""] }
      path = path[..<cut]
    }
  }
}

/// A file that is not the format it claims to be.
package struct SyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `JSON`, `YAML`.
  package var format: String
  package var place: Place
  package var message: String
  package var remedy: String

  package init(format: String, place: Place, message: String, remedy: String) {
    self.format = format
    self.place = place
    self.message = message
    self.remedy = remedy
  }

  package var description: String {
    "line \(place.line), column \(place.column): \(message) — \(remedy)"
  }
}
