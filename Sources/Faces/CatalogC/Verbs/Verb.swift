internal import CatalogService
internal import JSONText

/// A verb of the catalogue that is called by its name, with arguments and answer as JSON.
struct Verb: Sendable {
  let name: String
  /// Reads the arguments, refuses those that there are not, and answers.
  let call: @Sendable (Catalog, Arguments, TaskHandle) throws -> JSON

  /// A verb that ends soon.
  ///
  /// - Parameters:
  ///   - name: As the command calls it.
  ///   - read: Reads the arguments and returns the work, which begins when all of them were known.
  init(
    _ name: String,
    _ read: @escaping @Sendable (inout Arguments) throws -> (Catalog) throws -> any JSONAnswer
  ) {
    self.name = name
    call = { catalog, arguments, _ in
      var arguments = arguments
      let work = try read(&arguments)
      try arguments.finish()
      return try work(catalog).tree
    }
  }

  /// A verb that takes long, and can be looked at and cancelled meanwhile.
  init(
    long name: String,
    _ read:
      @escaping @Sendable (inout Arguments) throws -> (Catalog, TaskHandle) throws ->
      any JSONAnswer
  ) {
    self.name = name
    call = { catalog, arguments, task in
      var arguments = arguments
      let work = try read(&arguments)
      try arguments.finish()
      return try work(catalog, task).tree
    }
  }

  static func named(_ name: String) -> Verb? { all.first { $0.name == name } }

  static let all = (indexing + records + datasets).sorted { $0.name < $1.name }
}
