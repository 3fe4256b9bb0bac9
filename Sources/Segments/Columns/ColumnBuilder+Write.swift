internal import Records
package import Storage

/// Choosing how a column is written.
extension ColumnBuilder {
  /// Writes the column.
  ///
  /// The encoding is chosen from the values: the same values give the same bytes.
  ///
  /// - Parameters:
  ///   - writer: Grows by the column's bytes.
  ///   - order: The document of this builder at each place of the new segment; `nil` keeps the
  ///     order. Documents that it leaves out are dropped.
  package borrowing func write(to writer: inout ByteWriter, order: BufferView<UInt32>? = nil) {
    if hasLists {
      writeLists(order, &writer)
    } else {
      writeValues(ColumnDocuments(ends: ends.view, order: order), &writer)
    }
  }

  /// Writes how many values each document has, and behind that a column of all values.
  private borrowing func writeLists(_ order: BufferView<UInt32>?, _ writer: inout ByteWriter) {
    let count = order?.count ?? self.count
    var values = GrowableBuffer<UInt32>(capacity: valueCount)
    var bounds = GrowableBuffer<UInt64>(capacity: count)
    var missing = 0
    for place in 0..<count {
      let document = order.map { Int($0[place]) } ?? place
      let start = document == 0 ? 0 : ends[document - 1]
      if ends[document] == start { missing += 1 }
      for value in start..<ends[document] { values.append(value) }
      bounds.append(UInt64(values.count) << 1 | (isList(document) ? 1 : 0))
    }
    let base = writer.count
    var header = ColumnHeader(type: type, encoding: .lists)
    header.documentCount = count
    header.missingCount = missing
    writer.bytes.append(repeating: 0, count: ColumnFormat.headerSize)
    header.windows = writer.count - base
    PackedNumbers.write(bounds.view, to: &writer)
    writer.align(to: 8)
    header.values.offset = writer.count - base
    writeValues(ColumnDocuments(values: values.view), &writer)
    header.values.count = writer.count - base - header.values.offset
    writer.bytes.append(repeating: 0, count: ColumnFormat.slack)
    header.write(to: &writer, at: base)
  }

  /// The one kind of all values; mixed when they have several, or numbers fit neither way of eight
  /// bytes.
  private var type: ColumnFormat.ValueType {
    let numbers = integerCount + realCount
    return switch valueCount {
    case 0: .mixed
    case integerCount: .integer
    case numbers where wideIntegerCount == 0: .real
    case booleanCount: .boolean
    case textCount: .string
    default: .mixed
    }
  }

  private borrowing func writeValues(
    _ documents: ColumnDocuments, _ writer: inout ByteWriter
  ) {
    var output = ColumnWriter(type: type, documents: documents, writer: writer.count)
    output.begin(&writer)
    if output.header.missingCount < documents.count {
      switch type {
      case .string: writeStrings(documents, &output, &writer)
      case .real:
        let numbers = GrowableBuffer<UInt64>(repeating: 0, count: valueCount)
        for value in 0..<valueCount {
          let isReal = kinds[value] == Kind.real.rawValue
          numbers.view[value] =
            isReal
            ? payloads[value] : Double(Int64(bitPattern: payloads[value])).bitPattern
        }
        writeNumbers(numbers.view, documents, &output, &writer)
      case .integer, .boolean: writeNumbers(payloads.view, documents, &output, &writer)
      case .mixed: writeMixed(documents, &output, &writer)
      }
    }
    output.end(&writer)
  }

  // MARK: - Numbers

  private borrowing func writeNumbers(
    _ numbers: BufferView<UInt64>, _ documents: ColumnDocuments, _ output: inout ColumnWriter,
    _ writer: inout ByteWriter
  ) {
    let type = type
    let isReal = type == .real
    let limit = type == .integer ? 64 : ColumnFormat.maximumNumberDictionary
    let distinct = Self.distinct(numbers, documents, limit: limit)
    let exponent = isReal && distinct?.count ?? .max > 64 ? Self.exponent(numbers, documents) : nil

    if let distinct, exponent == nil, type == .boolean || documents.count > 8 * distinct.count {
      let sorted =
        isReal
        ? distinct.sorted { Double(bitPattern: $0) < Double(bitPattern: $1) }
        : distinct.sorted { Int64(bitPattern: $0) < Int64(bitPattern: $1) }
      var codes: [UInt64: Int64] = [:]
      output.beginValues(&writer)
      for (code, value) in sorted.enumerated() {
        codes[value] = Int64(code)
        writer.append(value)
      }
      output.endValues(&writer)
      output.writeIntegers(.dictionary, distinct: sorted.count, &writer) { codes[numbers[$0]] ?? 0 }
    } else if let exponent {
      let scale = ColumnFormat.powersOfTen[exponent]
      output.header.exponent = UInt8(exponent)
      output.writeIntegers(.decimals, &writer) {
        Int64((Double(bitPattern: numbers[$0]) * scale).rounded())
      }
    } else if isReal {
      output.writeDoubles(numbers, &writer)
    } else {
      output.writeIntegers(.integers, &writer) { Int64(bitPattern: numbers[$0]) }
    }
  }

  /// The different values, or `nil` when there are more than `limit`.
  private static func distinct(
    _ numbers: BufferView<UInt64>, _ documents: ColumnDocuments, limit: Int
  ) -> Set<UInt64>? {
    var found: Set<UInt64> = []
    var last: UInt64?
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      let value = numbers[document]
      if value == last { continue }
      last = value
      if found.insert(value).inserted, found.count > limit { return nil }
    }
    return found
  }

  /// The smallest power of ten over which all reals are whole numbers, exactly.
  private static func exponent(_ numbers: BufferView<UInt64>, _ documents: ColumnDocuments) -> Int?
  {
    var exponent = 0
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      let value = Double(bitPattern: numbers[document])
      while !isDecimal(value, exponent) {
        exponent += 1
        if exponent > ColumnFormat.maximumExponent { return nil }
      }
    }
    // A larger exponent must not have made an earlier value inexact.
    for place in 0..<documents.count {
      guard let document = documents.known(at: place) else { continue }
      if !isDecimal(Double(bitPattern: numbers[document]), exponent) { return nil }
    }
    return exponent
  }

  private static func isDecimal(_ value: Double, _ exponent: Int) -> Bool {
    let scale = ColumnFormat.powersOfTen[exponent]
    let whole = (value * scale).rounded()
    return whole.magnitude < 0x1p53 && whole / scale == value
  }

  // MARK: - Strings

  private borrowing func writeStrings(
    _ documents: ColumnDocuments, _ output: inout ColumnWriter, _ writer: inout ByteWriter
  ) {
    let texts = ColumnTexts(codes: payloads.view, starts: starts.view, arena: arena.view)
    if isDictionary, entryCount * 2 <= documents.count {
      output.writeDictionary(texts, entryCount: entryCount, &writer)
    } else if let template = ColumnTemplate(texts, documents) {
      output.beginValues(&writer)
      writer.append(UInt32(template.prefix.count))
      writer.append(template.prefix)
      writer.append(template.suffix)
      output.endValues(&writer)
      output.writeIntegers(.numbered, &writer) { template.number(in: texts[$0]) ?? 0 }
    } else if let alphabets = ColumnAlphabets(texts, documents) {
      output.writeFixed(texts, alphabets, &writer)
    } else {
      output.writeBlocks(texts, &writer)
    }
  }
  // MARK: - Mixed

  private borrowing func writeMixed(
    _ documents: ColumnDocuments, _ output: inout ColumnWriter, _ writer: inout ByteWriter
  ) {
    let texts = ColumnTexts(codes: payloads.view, starts: starts.view, arena: arena.view)
    let kinds = kinds.view
    // Numbers of equal values among the different ones; entries of a dictionary that was given up
    // may repeat, and do no longer once they are sorted.
    var firsts: [Int] = []
    var known: [[UInt64: UInt32]] = [[:], [:], [:], [:], [:]]
    var numbers = GrowableBuffer<UInt32>(capacity: valueCount)
    for value in 0..<valueCount {
      let kind = Int(kinds[value])
      let number = known[kind][payloads[value]] ?? UInt32(firsts.count)
      if Int(number) == firsts.count {
        known[kind][payloads[value]] = number
        firsts.append(value)
      }
      numbers.append(number)
    }
    var isUsed = [Bool](repeating: false, count: firsts.count)
    for place in 0..<documents.count {
      if let value = documents.known(at: place) { isUsed[Int(numbers[value])] = true }
    }
    /// A number or truth value; `nil` for a text.
    func scalar(_ index: Int) -> ColumnValue? {
      let value = firsts[index]
      switch Kind(rawValue: kinds[value]) {
      case .integer: return .integer(Int64(bitPattern: texts.codes[value]))
      case .real: return .real(Double(bitPattern: texts.codes[value]))
      case .boolean: return .boolean(texts.codes[value] != 0)
      case .decimal: return DecimalNumber(token: texts[value].array).map { .decimal($0) }
      case .text, nil: return nil
      }
    }
    func precedes(_ left: Int, _ right: Int) -> Bool {
      switch (scalar(left), scalar(right)) {
      case (let left?, let right?): left < right
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): texts[firsts[left]].compare(texts[firsts[right]]) < 0
      }
    }
    let sorted = firsts.indices.filter { isUsed[$0] }.sorted(by: precedes)
    var codes = [Int64](repeating: 0, count: firsts.count)
    var distinct: [Int] = []
    for index in sorted {
      if let last = distinct.last, !precedes(last, index) {
        codes[index] = Int64(distinct.count - 1)
      } else {
        codes[index] = Int64(distinct.count)
        distinct.append(index)
      }
    }
    var entries = GrowableBuffer<UInt8>()
    var end: UInt64 = 0
    output.beginValues(&writer)
    writer.append(end)
    for index in distinct {
      switch scalar(index) {
      case .boolean(let truth):
        entries.append(ColumnFormat.MixedKind.boolean.rawValue)
        entries.append(truth ? 1 : 0)
      case let number?:
        entries.append(ColumnFormat.MixedKind.number.rawValue)
        entries.append(contentsOf: Array("\(number.number ?? DecimalNumber(0))".utf8))
      case nil:
        entries.append(ColumnFormat.MixedKind.text.rawValue)
        entries.append(contentsOf: texts[firsts[index]].readOnlyView)
      }
      end = UInt64(entries.count)
      writer.append(end)
    }
    writer.append(ByteSlice(entries.view))
    output.endValues(&writer)
    output.writeIntegers(.mixed, distinct: distinct.count, &writer) {
      codes[Int(numbers[$0])]
    }
  }
}
