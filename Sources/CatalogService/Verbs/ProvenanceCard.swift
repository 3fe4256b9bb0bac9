internal import Datasets
internal import Foundation
internal import JSONText

/// Says of an extract where its records come from and what may be done with them.
struct ProvenanceCard {
  let answer: ExtractAnswer
  let query: String
  let options: ExtractOptions
  /// The datasets that records came from, in the order of the answer.
  let origins: [Dataset]
  let fields: DataSchema
  let time: String

  /// The card, as a description of its own.
  var dataset: Dataset {
    let name = ((answer.card ?? "") as NSString).lastPathComponent
    let stem = String(name.dropLast(".card.yaml".count))
    let id = DatasetID.slug(stem) ?? "extract"
    // Nothing comes from itself: an extract that is called as its origin has an id of its own.
    var card = Dataset(
      id: origins.contains { $0.id == id || $0.aliases.contains(id) } ? id + "-extract" : id)
    card.title = LocalizedText("\(stem): records that match \(query)")
    let from = answer.datasets.map(\.id).joined(separator: ", ")
    card.summary = LocalizedText(
      from.isEmpty
        ? "No record matched." : "\(Figures.records(answer.records)) of \(from).",
      language: "en")
    let which = answer.isCut ? "The first records" : "Every record"
    card.description = LocalizedText(
      "\(which) that matched one query on \(time.prefix(10)), written by the program that "
        + "searched for it.", language: "en")
    card.languages = union(\.languages)
    card.modalities = union(\.modalities)
    card.sectors = union(\.sectors)
    card.tags = ["extract"]
    if let kind = origins.first?.kind, origins.allSatisfy({ $0.kind == kind }) { card.kind = kind }
    card.licenses = licenses
    card.access = access
    card.formats = ["jsonl"]
    card.measures = measures
    card.released = String(time.prefix(10))
    card.distributions = [distribution]
    card.schema = fields
    card.lineage = lineage
    card.processing = [command]
    card.safety = origins.flatMap { origin in
      origin.safety.map { note in
        var note = note
        note.text = note.text.map { "\(origin.id): \($0)" }
        return note
      }
    }
    card.sources = ["written with the extract by catalog \(Catalog.version)"]
    card.evidence = [Evidence(level: .measured)]
    card.extra = [JSON.Member(Self.recordKey, record)]
    return card
  }

  private func union(_ values: (Dataset) -> [String]) -> [String] {
    var all: [String] = []
    for value in origins.flatMap(values) where !all.contains(value) { all.append(value) }
    return all
  }

  /// The licences of all origins, each for its dataset; an origin without one is said to have none.
  private var licenses: [LicenseStatement] {
    origins.flatMap { origin -> [LicenseStatement] in
      if origin.licenses.isEmpty {
        var unknown = LicenseStatement(name: "unknown", scope: origin.id)
        unknown.note = "the dataset states no licence"
        return [unknown]
      }
      return origin.licenses.map { license in
        var license = license
        license.scope = origin.id + (license.scope.map { ", \($0)" } ?? "")
        // What rested on the sources of the origin's description does not rest on those of the card.
        if license.ground == .entry {
          license.ground = nil
          license.source = "urn:catalog:\(origin.id)"
        }
        return license
      }
    }
  }

  /// The narrowest access of all origins.
  private var access: AccessLevel {
    let order: [AccessLevel] = [.open, .registration, .gated, .unknown, .metadataOnly, .closed]
    return origins.map(\.access).max {
      (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0)
    } ?? .unknown
  }

  private var measures: [Measure] {
    var measures = [
      Measure("records", Double(answer.records), basis: .measured),
      Measure("bytes", Double(answer.uncompressedBytes), unit: "B", basis: .measured),
    ]
    for index in measures.indices {
      measures[index].precision = .exact
      measures[index].asOf = String(time.prefix(10))
    }
    measures[1].note = "lines of JSON, not compressed"
    return measures
  }

  private var distribution: Distribution {
    var distribution = Distribution()
    let name = (answer.file as NSString).lastPathComponent
    distribution.name = name
    distribution.path = name
    distribution.format = "jsonl"
    let packing = (name as NSString).pathExtension.lowercased()
    distribution.compression = packing == "jsonl" ? nil : packing
    distribution.bytes = Int64(answer.bytes)
    distribution.checksums = [Checksum("sha256", answer.checksum)]
    distribution.content = options.idsOnly ? .identifiers : .full
    return distribution
  }

  private var lineage: [LineageEdge] {
    answer.datasets.map { part in
      var edge = LineageEdge(.derivedFrom, part.id)
      edge.activity = "extracted"
      edge.share = answer.records > 0 ? Double(part.records) / Double(answer.records) : nil
      edge.note = "\(Figures.records(part.records)) of commit \(part.generation)"
      return edge
    }
  }

  /// The command that makes the extract again.
  private var command: String {
    var words = ["catalog", "extract", Self.quoted(query)]
    if !answer.datasets.isEmpty {
      words += ["--in", answer.datasets.map(\.id).joined(separator: ",")]
    }
    if let condition = options.condition { words += ["--where", Self.quoted(condition)] }
    if options.all { words.append("--all") }
    if !options.fields.isEmpty { words += ["--fields", options.fields.joined(separator: ",")] }
    if options.idsOnly { words.append("--ids-only") }
    if let limit = options.limit { words += ["--limit", "\(limit)"] }
    return words.joined(separator: " ")
  }

  /// A word as a shell takes it.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  /// The same facts for programs.
  private var record: JSON {
    var members: [JSON.Member] = [.init("query", .string(query))]
    if let condition = options.condition { members.append(.init("where", .string(condition))) }
    if options.all { members.append(.init("all", .bool(true))) }
    if !options.fields.isEmpty { members.append(.init("fields", .strings(options.fields))) }
    if let limit = options.limit { members.append(.init("limit", .integer(limit))) }
    members += [
      .init("at", .string(time)), .init("tool", .string("catalog \(Catalog.version)")),
      .init(
        "datasets",
        .array(
          answer.datasets.map {
            .keys([
              "id": .string($0.id), "records": .integer($0.records),
              "generation": .integer($0.generation),
            ])
          })),
    ]
    if let plan { members.append(.init(Self.planKey, plan)) }
    return .object(members)
  }

  /// The key of ``plan`` in the record.
  private static let planKey = "plan"
  /// The key of the record in the card.
  private static let recordKey = "catalog:extract"

  /// How the lines are indexed as their records were, in the words of a plan; what datasets differ in
  /// is left open.
  private var plan: JSON? {
    guard let fields = answer.plan else { return nil }
    var registration = Registration(sources: [])
    registration.textFields = fields.textFields
    registration.recordID = fields.recordID
    registration.columns = fields.columns
    registration.columnLimit = fields.columnLimit
    registration.leftOut = fields.leftOut
    registration.reading.labels = answer.labels
    // The name of the file says nothing of its records.
    registration.reading.layout = FileReading.noLayout
    if let method = answer.method { registration.method = method }
    let ofMethod = ["analyzer", "stem", "stop_words", "store", "reorder"]
    return .object(
      PlanFile.decided(registration.choices).filter {
        answer.method != nil || !ofMethod.contains($0.key)
      })
  }

  /// The plan in a card that was written so; `nil` for any other description.
  static func plan(in dataset: Dataset) -> JSON? {
    dataset.extra.first { $0.key == recordKey }?.value[planKey]
  }
}
