internal import CCatalog
internal import CatalogService
internal import JSONText

/// A catalogue in its home.
final class HomeHandle: Sendable {
  let catalog: Catalog

  init(_ path: String?) {
    catalog = Catalog(
      at: CatalogHome.resolve(
        explicit: path, environment: Host.environment, workingDirectory: Host.workingDirectory))
  }

  static func at(_ pointer: OpaquePointer) -> HomeHandle {
    unsafe Handle.object(pointer, as: HomeHandle.self)
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_home_open(
  _ path: UnsafePointer<CChar>!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> OpaquePointer! {
  unsafe Handle.make(HomeHandle(CText.string(path)))
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_home_close(_ home: OpaquePointer!) {
  unsafe Handle.give(back: home, as: HomeHandle.self)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_home_path(_ home: OpaquePointer!) -> UnsafeMutablePointer<CChar>! {
  unsafe CText.copy(HomeHandle.at(home).catalog.home.path)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_home_snapshot(
  _ home: OpaquePointer!, _ datasets: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> OpaquePointer! {
  unsafe catching(error) {
    var arguments = try Arguments(
      unsafe CText.string(datasets).map { "{\"datasets\": \($0)}" }, of: "snapshot")
    let corpora = try unsafe HomeHandle.at(home).catalog.corpora(arguments.datasets("datasets"))
    if corpora.isEmpty {
      throw CatalogError(.notFound, "no dataset is indexed", remedy: .addData())
    }
    return unsafe Handle.make(SnapshotHandle(corpora))
  } ?? nil
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_call(
  _ home: OpaquePointer!, _ verb: UnsafePointer<CChar>!, _ arguments: UnsafePointer<CChar>!,
  _ task: OpaquePointer!, _ error: UnsafeMutablePointer<OpaquePointer?>!
) -> UnsafeMutablePointer<CChar>! {
  unsafe catching(error) {
    let name = unsafe CText.string(verb) ?? ""
    guard let verb = Verb.named(name) else {
      throw CatalogError(
        .usage, "there is no verb “\(name)”", at: .value(name),
        remedy: .choose(.value, from: Verb.all.map(\.name)))
    }
    let arguments = try Arguments(unsafe CText.string(arguments), of: name)
    let (catalog, task) = unsafe (HomeHandle.at(home).catalog, TaskHandle.at(task))
    let answer = try task.run { try verb.call(catalog, arguments, task) }
    return unsafe CText.copy(answer.bytes)
  } ?? nil
}
