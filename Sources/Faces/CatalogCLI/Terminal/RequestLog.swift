internal import CatalogService
internal import FoundationEssentials
internal import Logging

/// Requests of the server as lines on standard error, a field after the other.
///
/// Time, client, method, target, status, bytes, time to the first byte and the request's name, and behind
/// them what went wrong with it, where that is the server's fault.
struct RequestLog: LogHandler {
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  let output: Output

  init(output: Output) { self.output = output }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let known = metadata.merging(event.metadata ?? [:]) { $1 }
    func field(_ name: String) -> String { known[name].map { "\($0)" } ?? "-" }
    let fields = ["client", "method", "target", "status", "bytes"].map(field)
    let time = Date().formatted(Date.ISO8601FormatStyle())
    let line = ([time] + fields + [field("microseconds") + "us", field("request_id")])
      .joined(separator: " ")
    output.note((known["problem"].map { "\(line) \($0)" } ?? line).onOneLine)
  }
}
