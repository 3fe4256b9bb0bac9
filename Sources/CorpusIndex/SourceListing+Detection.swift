internal import Corpora

extension SourceListing {
  /// Looks at the beginning of the files and says what their fields are.
  ///
  /// - Parameters:
  ///   - textFields: Fields that shall be searched; detected when empty.
  ///   - recordID: The field of the record's id; detected when `nil`.
  /// - Returns: The fields, with a reason for each.
  /// - Throws: ``IndexFailure`` with code `badFormat` or `noText`.
  public func detect(textFields: [String] = [], recordID: String? = nil) throws -> Detection {
    try IndexFailure.folding {
      let detection = try FieldDetection(
        files: entries.map(\.file), formats: formats, openFiles: openFiles,
        textFields: textFields, recordID: recordID)
      var reasons = detection.decisions.map { decision in
        decision.field.isEmpty
          ? decision.reason : "\(decision.field): \(decision.role.rawValue), \(decision.reason)"
      }
      for skipped in skipped where skipped.looksLikeData {
        reasons.append("\(skipped.path): left out, \(skipped.reason)")
      }
      return Detection(
        fields: FieldPlan(detection.schema), format: entries[0].file.format,
        files: entries.map { DetectedFile(path: $0.remembered, bytes: $0.file.byteCount) },
        reasons: reasons)
    }
  }
}
