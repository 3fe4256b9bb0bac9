import Storage

/// Files of these tests, which hold sections of one kind alone.
extension FileEnvelope.Kind {
  static let terms = FileEnvelope.Kind(number: 100, name: "terms")
  static let lists = FileEnvelope.Kind(number: 101, name: "lists")
}
