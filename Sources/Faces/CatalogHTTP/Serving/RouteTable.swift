/// The one table of what the interface offers.
///
/// Dispatch, `/openapi.json` and the tools of agents are made from it.
struct RouteTable: Sendable {
  /// What a path and a method lead to.
  enum Match: Sendable {
    case route(Route, path: [String: String])
    case otherMethod([String])
    case nothing
  }

  /// All routes, in the order of their documentation.
  static let routes: [Route] = datasetRoutes + recordRoutes + rightsRoutes + serviceRoutes

  /// The route of a request; `HEAD` is answered by the route of `GET`.
  static func match(method: String, segments: [String]) -> Match {
    var others: [String] = []
    for (route, pattern) in patterns where pattern.count == segments.count {
      guard let path = arguments(of: segments, in: pattern) else { continue }
      if route.method == method || method == "HEAD" && route.method == "GET" {
        return .route(route, path: path)
      }
      others.append(route.method)
    }
    return others.isEmpty ? .nothing : .otherMethod(others)
  }

  /// The route of a name.
  ///
  /// - Precondition: The table has it.
  static func route(_ name: String) -> Route {
    guard let route = routes.first(where: { $0.name == name }) else {
      preconditionFailure("no route is called \(name)")
    }
    return route
  }

  private static let patterns = routes.map { route in
    (route, route.path.split(separator: "/").map(String.init))
  }

  private static func arguments(of segments: [String], in pattern: [String]) -> [String: String]? {
    var path: [String: String] = [:]
    for (segment, part) in zip(segments, pattern) {
      if part.hasPrefix("{") {
        path[String(part.dropFirst().dropLast())] = segment
      } else if part != segment {
        return nil
      }
    }
    return path
  }
}
