extension Dataset {
  /// Everything that is wrong or doubtful in this description.
  package func validate() -> [DatasetProblem] {
    var problems: [DatasetProblem] = []
    if !DatasetID.isValid(id) {
      problems.append(
        DatasetProblem(
          .error, at: "id", id.isEmpty ? "the id is missing" : "“\(id)” cannot be an id",
          remedy: "use lower case letters, digits, dots, hyphens and underscores"))
    }
    return problems
  }
}
