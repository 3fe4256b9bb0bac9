internal import JSONText

/// Where a dataset comes from as a drawing: origins on the left, what was made of it on the right.
enum LineagePlot {
  private static var boxWidth: Int { 220 }
  private static var rowHeight: Int { 34 }
  private static var gap: Int { 70 }
  private static var rowsShown: Int { 14 }

  /// The graph of an answer of `lineage`; the text beside it says the same for who does not see it.
  static func plot(_ tree: JSON, _ context: PageContext) -> HTML {
    let root = tree["root"]?.string ?? ""
    var names: [String: String] = [:]
    var isHere: [String: Bool] = [:]
    for node in tree["nodes"]?.elements ?? [] {
      guard let id = node["id"]?.string else { continue }
      names[id] = node["name"]?.string ?? id
      isHere[id] = node["in_catalogue"]?.bool ?? false
    }
    var origins: [String] = []
    var products: [String] = []
    for link in tree["links"]?.elements ?? [] {
      guard let child = link["child"]?.string, let parent = link["parent"]?.string else { continue }
      // Two relations may join the same two.
      if child == root, !origins.contains(parent) { origins.append(parent) }
      if parent == root, !products.contains(child) { products.append(child) }
    }
    guard !origins.isEmpty || !products.isEmpty else { return "" }
    let rows = max(min(origins.count, rowsShown), min(products.count, rowsShown), 1)
    let height = rows * rowHeight + 10
    let middle = height / 2
    var pieces: [HTML] = []
    func column(_ ids: [String], x: Int, isLeft: Bool) {
      let shown = ids.prefix(rowsShown)
      let top = middle - shown.count * rowHeight / 2
      for (place, id) in shown.enumerated() {
        let y = top + place * rowHeight + rowHeight / 2
        let (from, to) =
          isLeft ? (x + boxWidth, boxWidth + gap) : (2 * boxWidth + gap, x)
        let (startY, endY) = isLeft ? (y, middle) : (middle, y)
        let half = (from + to) / 2
        pieces.append(
          "<path d=\"M\(from) \(startY) C\(half) \(startY) \(half) \(endY) \(to) \(endY)\"/>")
        pieces.append(box(id, names[id] ?? id, isHere[id] ?? false, x: x, y: y))
      }
    }
    column(origins, x: 0, isLeft: true)
    column(products, x: 2 * (boxWidth + gap), isLeft: false)
    let own = box(root, names[root] ?? root, false, x: boxWidth + gap, y: middle)
    pieces.append("<g class=\"root\">\(own)</g>")
    let left = max(0, origins.count - rowsShown) + max(0, products.count - rowsShown)
    let rest: HTML =
      left > 0
      ? "<p class=\"soft\">\(context.say("\(left) more in the text below", "其余 \(left) 个见下方文字"))</p>"
      : ""
    let width = 3 * boxWidth + 2 * gap
    return """
      <div class="scroll"><svg role="img" aria-label="\(context.say("Lineage", "来源与派生图"))" \
      width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">\(pieces)</svg></div>\(rest)
      """
  }

  private static func box(_ id: String, _ name: String, _ isLink: Bool, x: Int, y: Int) -> HTML {
    let shown = name.count > 30 ? name.prefix(29) + "…" : name[...]
    let body: HTML = """
      <rect x="\(x)" y="\(y - 13)" width="\(boxWidth)" height="26" rx="5"/>\
      <text x="\(x + 8)" y="\(y + 4)">\(String(shown))</text>
      """
    guard isLink else { return "<g>\(body)</g>" }
    return "<a href=\"\(PageLink("datasets", id).text)\"><title>\(name)</title>\(body)</a>"
  }
}
