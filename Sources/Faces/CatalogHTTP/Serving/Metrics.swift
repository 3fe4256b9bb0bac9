internal import Synchronization

/// What the server counts of its work, as Prometheus reads it.
final class Metrics: Sendable {
  /// Upper bounds of the times that are counted, in seconds.
  static let bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

  private struct Key: Hashable {
    var route: String
    var status: Int
  }

  private struct Times {
    var counts = [UInt64](repeating: 0, count: Metrics.bounds.count)
    var total: UInt64 = 0
    var seconds = 0.0
  }

  private struct State {
    var requests: [Key: UInt64] = [:]
    var times: [String: Times] = [:]
    var bytes: UInt64 = 0
    var inFlight = 0
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now

  /// A request came in.
  func begin() { state.withLock { $0.inFlight += 1 } }

  /// A request was answered.
  func end(route: String, status: Int, seconds: Double, bytes: Int) {
    state.withLock { state in
      state.inFlight -= 1
      state.requests[Key(route: route, status: status), default: 0] += 1
      state.bytes += UInt64(bytes)
      var times = state.times[route] ?? Times()
      times.total += 1
      times.seconds += seconds
      if let place = Self.bounds.firstIndex(where: { seconds <= $0 }) { times.counts[place] += 1 }
      state.times[route] = times
    }
  }

  /// All counts as text.
  ///
  /// - Parameter waiting: Requests that wait for a thread or for their turn, by lane.
  /// - Returns: The text format of Prometheus.
  func text(waiting: [(lane: String, count: Int)]) -> String {
    let state = state.withLock { $0 }
    let up = ContinuousClock.now - start
    var text = ""
    func family(_ name: String, _ type: String, _ help: String) {
      text += "# HELP catalog_\(name) \(help)\n# TYPE catalog_\(name) \(type)\n"
    }
    family("requests_total", "counter", "Requests answered, by route and status.")
    for (key, count) in state.requests.sorted(by: {
      ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
    }) {
      text += "catalog_requests_total{route=\"\(key.route)\",status=\"\(key.status)\"} \(count)\n"
    }
    family("request_seconds", "histogram", "Time to the first byte of an answer, by route.")
    for (route, times) in state.times.sorted(by: { $0.key < $1.key }) {
      var sum: UInt64 = 0
      for (bound, count) in zip(Self.bounds, times.counts) {
        sum += count
        text += "catalog_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)\n"
      }
      text += "catalog_request_seconds_bucket{route=\"\(route)\",le=\"+Inf\"} \(times.total)\n"
      text += "catalog_request_seconds_sum{route=\"\(route)\"} \(times.seconds)\n"
      text += "catalog_request_seconds_count{route=\"\(route)\"} \(times.total)\n"
    }
    family("response_bytes_total", "counter", "Bytes of answers, streams left out.")
    text += "catalog_response_bytes_total \(state.bytes)\n"
    family("requests_in_flight", "gauge", "Requests that are being answered.")
    text += "catalog_requests_in_flight \(state.inFlight)\n"
    family(
      "requests_waiting", "gauge", "Requests that wait for a thread or for their turn, by lane.")
    for (lane, count) in waiting {
      text += "catalog_requests_waiting{lane=\"\(lane)\"} \(count)\n"
    }
    family("uptime_seconds", "gauge", "Time since the server was started.")
    text += "catalog_uptime_seconds \(up.components.seconds)\n"
    return text
  }
}
