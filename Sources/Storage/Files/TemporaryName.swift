/// The name that a file has until it is whole; then it is renamed.
package enum TemporaryName {
  private static let ending = ".tmp"

  /// The name under which a file is written.
  package static func of(_ name: String) -> String { name + ending }

  /// A file of this name was being written.
  package static func isTemporary(_ name: String) -> Bool { name.hasSuffix(ending) }
}
