internal import CatalogService

/// Columns of what was found whose values occur again and again, counted over all matches; each value leads
/// to the search with it, or without it again.
enum ColumnFacets {
  private static var columnsShown: Int { 4 }

  /// - Returns: The lists, and what is to be said of them when they could not be counted whole.
  static func of(
    _ answer: FindAnswer, _ query: String, _ options: SearchOptions, _ datasets: [String],
    _ context: PageContext
  ) throws -> (lists: [HTML], remark: String?) {
    let names = columns(of: answer.records.hits, options.condition)
    guard !names.isEmpty else { return ([], nil) }
    let late = context.say(
      "the time was up before all values of the columns were counted",
      "各列的取值在时限内未能全部计数")
    // The search has had a part of the time already.
    let left = context.timeLimit - answer.milliseconds / 1000
    guard left > 0 else { return ([], late) }
    let counted: CountedAnswer
    do {
      counted = try context.catalog.count(
        query, in: datasets, where: options.condition, all: options.all, by: names, timeout: left)
    } catch let error as CatalogError where error.code == .interrupted {
      return ([], late)
    }
    let lists = counted.count.facets.map { facet -> HTML in
      var tests: [String?: String] = [:]
      for value in facet.values.map(\.value) {
        tests[value?.text] = value.map { test(facet.field, $0) } ?? "\(facet.field) is unknown"
      }
      let chosen = tests.filter { ConditionText.holds($0.value, in: options.condition) }.map(\.key)
      return FacetLinks.list(facet, chosen: chosen, context) { value, isChosen in
        tests[value].map { test in
          context.link.with(
            "where",
            isChosen
              ? ConditionText.without(test, options.condition)
              : ConditionText.with(test, options.condition))
        }
      }
    }
    return (lists, counted.isExact ? nil : late)
  }

  /// The columns that most hits have and that tell several of them apart from others, and those of the
  /// condition, which can be taken out again.
  private static func columns(of hits: [Hit], _ condition: String?) -> [String] {
    var names: [String] = []
    var values: [String: [String]] = [:]
    for field in hits.flatMap(\.fields) where field.name.allSatisfy(isPlain) {
      if values[field.name] == nil { names.append(field.name) }
      values[field.name, default: []].append(field.value.text)
    }
    let telling = names.filter { name in
      let values = values[name] ?? []
      let different = Set(values).count
      let isChosen = condition?.contains("\(name) = ") == true
      return values.count * 2 >= hits.count && (different > 1 || isChosen)
        && different * 2 <= max(2, values.count)
        && values.allSatisfy { $0.count <= 40 }
    }
    return Array(telling.prefix(columnsShown))
  }

  /// The condition that a column has a value; `nil` where it would have to be quoted twice.
  private static func test(_ name: String, _ value: FieldValue) -> String? {
    guard case .string(let text) = value else { return "\(name) = \(value.text)" }
    return text.contains { $0 == "\"" || $0 == "\\" } ? nil : "\(name) = \"\(text)\""
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
  }
}

/// A condition of several parts, all of which must hold, as links put it together and take it apart.
private enum ConditionText {
  private static let joint = " and "

  static func with(_ test: String, _ condition: String?) -> String {
    guard let condition else { return test }
    // An alternative that somebody wrote is one part beside ours.
    return (hasAlternatives(condition) ? "(\(condition))" : condition) + joint + test
  }

  /// Whether a condition has an `or` outside of parentheses and quotes.
  private static func hasAlternatives(_ condition: String) -> Bool {
    var depth = 0
    var isQuoted = false
    var words = ""
    for character in condition.lowercased() {
      if character == "\"" { isQuoted.toggle() }
      if isQuoted { continue }
      if character == "(" { depth += 1 }
      if depth == 0 { words.append(character) }
      if character == ")" { depth -= 1 }
    }
    return words.split(separator: " ").contains("or")
  }

  static func without(_ test: String, _ condition: String?) -> String? {
    guard let condition, condition != test else { return nil }
    if condition.hasSuffix(joint + test) { return String(condition.dropLast((joint + test).count)) }
    if condition.hasPrefix(test + joint) {
      return String(condition.dropFirst((test + joint).count))
    }
    var rest = condition
    if let middle = condition.firstRange(of: joint + test + joint) {
      rest.replaceSubrange(middle, with: joint)
    }
    return rest
  }

  static func holds(_ test: String, in condition: String?) -> Bool {
    guard let condition else { return false }
    return without(test, condition) != condition
  }
}
