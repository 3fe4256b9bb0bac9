internal import CatalogService
internal import CorpusIndex
internal import JSONText

/// Ranked hits as rows.
enum HitStream {
  static func make(_ hits: [Hit]) -> ArrowOutputStream {
    let columns: [ArrowOutputStream.Column] = [
      ("record", .text), ("score", .real), ("snippet", .text), ("fields", .text),
    ]
    var rest = hits
    return ArrowOutputStream(columns) { values in
      for hit in rest {
        values[0].append(hit.reference.record)
        if let score = hit.score { values[1].append(Double(score)) } else { values[1].appendNull() }
        values[2].append(hit.snippet)
        values[3].append(
          JSON.object(hit.fields.map { JSON.Member($0.name, $0.value.tree) }).bytes)
      }
      defer { rest = [] }
      return rest.count
    }
  }
}
