import ReelBasics

/// Reads a manifest's file and those that it includes.
struct IncludeReader {
  let loader: ManifestLoader
  let context: DecodingContext

  /// The files, each before those that it includes and once: what an earlier one says wins.
  ///
  /// `root` is the manifest itself, whose defaults lie above all.
  func read(_ root: ManifestFile) -> [ManifestFile] {
    guard root.reader.ownValue(ManifestFields.include) != nil else { return [root] }
    var files = [root]
    var seen: Set<ByteText> = []
    let start = root.path.map { [ByteText(loader.files.realPath($0))] } ?? []
    include(root, into: &files, seen: &seen, path: start)
    return files
  }

  private func include(
    _ file: ManifestFile, into files: inout [ManifestFile], seen: inout Set<ByteText>,
    path: [ByteText]
  ) {
    guard let node = file.reader.ownValue(ManifestFields.include),
      let nodes = context.list(node, of: "include")
    else { return }
    // Of two that say the same, the later one wins.
    for node in nodes.reversed() {
      guard let written = context.rawText(node, of: "include") else { continue }
      let absolute = written.absolutePath(from: file.folder)
      // Links may lead to one file in many ways.
      let real = ByteText(loader.files.realPath(absolute))
      if path.contains(real) {
        context.report(
          .includeCycle, "'\(written)' includes itself, here or by way of others", at: node)
        continue
      }
      guard seen.insert(real).inserted else { continue }
      guard seen.count <= loader.limits.includes else {
        context.report(
          .includeTooMany, "more than \(loader.limits.includes) files are included", at: node)
        return
      }
      guard let included = self.read(written, absolute, at: node, of: file) else { continue }
      files.append(included)
      include(included, into: &files, seen: &seen, path: path + [real])
    }
  }

  private func read(
    _ written: String, _ path: String, at place: YAMLNode, of file: ManifestFile
  ) -> ManifestFile? {
    let bytes: [UInt8]
    do {
      bytes = try loader.files.read(path, limit: loader.limits.bytes)
    } catch {
      context.report(
        ManifestLoader.code(of: error), "the included file '\(written)' \(error.reason)", at: place)
      return nil
    }
    let shown = file.shown(written)
    let parser = YAMLParser(
      source: SourceText(name: shown, bytes: bytes), limits: loader.limits,
      names: AssetFields.table.names, diagnostics: context.diagnostics)
    guard let document = parser.parse(),
      let reader = ManifestDecoder.reader(of: document, context: context)
    else { return nil }
    return ManifestFile(
      path: path, folder: Self.folder(of: path), shownFolder: Self.shownFolder(of: shown),
      reader: reader,
      defaults: file.defaults.over(DefaultsReader(context: context).read(reader)))
  }

  private static func folder(of path: String) -> String {
    let parts = path.pathParts.dropLast()
    return "/" + parts.joined(separator: "/")
  }

  /// What comes before a file's name in messages.
  static func shownFolder(of name: String) -> String {
    name.cut(atLast: UInt8(ascii: "/")).map { "\($0.before)/" } ?? ""
  }
}
