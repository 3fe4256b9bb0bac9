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
    let documents = ColumnDocuments(
      known: known.view, order: order, count: order?.count ?? count)
    var output = ColumnWriter(type: type.columnCode, documents: documents, writer: writer.count)
    output.begin(&writer)
    switch type {
    case .string:
      writeStrings(documents, &output, &writer)
    case .integer, .real, .boolean:
      writeNumbers(documents, &output, &writer)
    }
    output.end(&writer)
  }

  // MARK: - Numbers

  private borrowing func writeNumbers(
    _ documents: ColumnDocuments, _ output: inout ColumnWriter, _ writer: inout ByteWriter
  ) {
    let numbers = numbers.view
    if output.missingCount == documents.count { return }
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
      output.exponent = UInt8(exponent)
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
    if output.missingCount == documents.count { return }
    let texts = ColumnTexts(codes: codes.view, starts: starts.view, arena: arena.view)
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
}
