/// Folders that programs keep beside the files of a table, known by their names, with no records of it.
enum UnreadFolder {
  /// What speaks against reading what stands below a folder.
  ///
  /// - Parameter name: One component of a path in an archive or folder.
  /// - Returns: Why it is none of the data; `nil` where it may be.
  static func refusal(of name: String) -> (reason: String, looksLikeData: Bool)? {
    switch name {
    case "_delta_log":
      // What the table has given up still stands among its files.
      (
        "the log of a Delta Lake table, which is not read: files that the table has removed count as "
          + "others do", true
      )
    case "_temporary": ("what a job of Spark or Hadoop has not finished", true)
    case "_spark_metadata": ("what a job of Spark keeps of itself", false)
    case "__MACOSX": ("what macOS keeps beside the files", false)
    default: name.hasPrefix(".") ? ("hidden", false) : nil
    }
  }
}
