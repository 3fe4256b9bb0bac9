internal import CatalogService
internal import Datasets

/// A dataset's page, laid out for people.
struct DatasetPage {
  let page: PageAnswer
  let dataset: Dataset
  let sources: SourceNumbers
  /// The language of names that there are in several.
  let language: String
  /// The name in the language of the page.
  let name: String

  /// - Parameters:
  ///   - page: The dataset.
  ///   - language: The language of its name and of those of its licences, where they have several.
  init(_ page: PageAnswer, in language: String = "en") {
    self.page = page
    self.language = language
    name = page.dataset.name(in: language)
    dataset = page.dataset
    sources = SourceNumbers(page.dataset)
  }

  /// The lines of the page; what is unknown and matters says so.
  var rows: [PageRow] {
    var rows: [PageRow] = []
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { rows.append(PageRow(label: label, value: value)) }
    }
    func add(_ label: String, _ values: [String]) {
      add(label, values.joined(separator: ", "))
    }
    add("id", dataset.id)
    add("aliases", dataset.aliases)
    add("names", dataset.title.all.filter { $0 != name }.joined(separator: " · "))
    for entry in dataset.summary.entries { add("summary", entry.text) }
    for entry in dataset.description.entries { add("about", entry.text) }
    add("cluster", dataset.cluster)
    for text in page.introduction { add("of which", text) }
    add("publisher", dataset.publisher?.name)
    add("creators", dataset.creators.compactMap(\.name))
    add("contact", dataset.contact.flatMap { $0.email ?? $0.url ?? $0.name })
    add("kind", dataset.kind.rawValue)
    add("languages", orUnknown(dataset.languages))
    add("sectors", dataset.sectors)
    add("industries", dataset.industries.map { "\($0.english) \($0.chinese)" })
    add("modalities", dataset.modalities)
    add("tasks", dataset.tasks)
    add("licences", orUnknown(dataset.licenseLabels))
    add("rights", page.verdicts.map { "\($0.verdict) for \($0.purpose) use" })
    add("access", dataset.access.rawValue + (dataset.accessNote.map { " — \($0)" } ?? ""))
    add("formats", dataset.formats)
    add("released", dataset.released)
    add("modified", dataset.modified)
    add("covers", dataset.coverage)
    add("version", dataset.version)
    for edge in dataset.lineage { add(edge.relation.rawValue, origin(edge)) }
    add("contains", page.contained)
    add("tags", dataset.tags)
    add("homepage", dataset.homepage)
    for step in dataset.processing { add("made by", step) }
    for citation in dataset.citations { add("cite", citation.text ?? citation.url) }
    for note in dataset.safety { add("beware", note.text) }
    for evidence in dataset.evidence { add("known", known(evidence)) }
    for (number, source) in sources.all.enumerated() { add("sources", "[\(number + 1)] \(source)") }
    add("index", indexLine)
    return rows
  }

  private func orUnknown(_ values: [String]) -> [String] { values.isEmpty ? ["unknown"] : values }

  /// `dolma (filtered, 40 %, Books) [2]`.
  private func origin(_ edge: LineageEdge) -> String {
    var remarks = [edge.activity, edge.share.map(Figures.share), edge.scope, edge.note]
      .compactMap { $0 }
    if let version = edge.version { remarks.insert("version \(version)", at: 0) }
    var text = edge.dataset ?? edge.name ?? "?"
    if !remarks.isEmpty { text += " (\(remarks.joined(separator: ", ")))" }
    let mark = sources.mark(edge.source)
    return mark.isEmpty ? text : "\(text) \(mark)"
  }

  /// `inferred, of released [3] — printed among dates that read month first`.
  private func known(_ evidence: Evidence) -> String {
    var text = evidence.level?.rawValue ?? "unknown"
    if let value = evidence.of { text += ", of \(value)" }
    let mark = sources.mark(evidence.source)
    if !mark.isEmpty { text += " \(mark)" }
    if let note = evidence.note { text += " — \(note)" }
    return text
  }

  private var indexLine: String {
    let index = page.index
    let message = index.message.map { RemedyText.with(index.remedy, $0) }
    guard index.state != .none else {
      return message ?? RemedyText.with(.addData(dataset: page.id), "none")
    }
    var line = "\(index.state.rawValue), \(Figures.records(index.summary?.records ?? 0))"
    line += ", \(Figures.bytes(index.summary?.textBytes ?? 0)) of text"
    line += " in \(Figures.bytes(index.summary?.bytes ?? 0))"
    if let message { line += "\n" + message }
    return line
  }
}
