extension String {
  /// The path, made absolute from a folder, without `.`, `..` and doubled slashes. Links are not
  /// followed.
  package func absolutePath(from folder: String) -> String {
    let whole = hasBytePrefix("/") ? self : folder + "/" + self
    var parts: [String] = []
    for part in whole.pathParts where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(String(part))
      }
    }
    return "/" + parts.plainlyJoined(by: "/")
  }
}
