extension String {
  /// The path, made absolute from a folder, without `.`, `..` and doubled slashes. Links are not
  /// followed.
  package func absolutePath(from folder: String) -> String {
    let whole = hasPrefix("/") ? self : folder + "/" + self
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    // Most commands begin with this, and the first `joined` of a process takes long.
    var path = ""
    for part in parts { path += "/" + part }
    return path.isEmpty ? "/" : path
  }
}
