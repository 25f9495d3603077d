import ReelBasics

/// Reads `prompt`: a text, or a file that holds it.
struct PromptReader {
  let file: ManifestFile
  let files: PromptFiles
  let longest: Int
  let context: DecodingContext

  func read(_ reader: MappingReader, isRequired: Bool) -> LazyText? {
    guard let node = reader.value(AssetFields.prompt) else {
      if isRequired {
        context.report(.assetPrompt, "\(reader.subject) has no 'prompt'", at: reader.node)
      }
      return nil
    }
    if node.kind == .mapping, node["file"] != nil {
      return readFile(node, subject: reader.subject).map { LazyText($0) }
    }
    guard node.kind == .scalar else {
      context.report(
        .manifestWrongType, "'prompt' takes a text, or {file: …}, not a \(node.kind.title)",
        at: node, help: "a text that begins with a brace or a bracket needs quotes")
      return nil
    }
    if node.isCutByComment {
      context.report(
        .yamlCommentCutsText, "' #' begins a comment: the prompt ends before it", at: node,
        help: "if it belongs to the words, put them in quotes")
    }
    if isSound(node) { return node.lazyText }
    guard let text = context.text(node, of: "prompt") else { return nil }
    check(text, at: node)
    return LazyText(text)
  }

  /// Whether a text is a prompt as it stands, of which nothing is to be said, as is so of nearly all.
  private func isSound(_ node: YAMLNode) -> Bool {
    node.isName && node.beginsWithLetter && node.textLength <= longest && !node.mayHaveVariables
      && !node.contains(0)
  }

  private func readFile(_ node: YAMLNode, subject: String) -> String? {
    guard case .either(let shapes) = AssetFields.prompt.shape,
      case .mapping(let fields) = shapes[1], let field = fields.first,
      let reader = MappingReader(
        node, fields: fields, subject: "the prompt of \(subject)", context: context),
      let written = reader.text(field), let place = reader.value(field)
    else { return nil }
    let read: PromptFile
    do {
      read = try files.file(
        at: written.absolutePath(from: file.folder), shown: file.shown(written))
    } catch {
      context.report(
        ManifestLoader.code(of: error), "the prompt file '\(written)' \(error.reason)", at: place)
      return nil
    }
    guard let words = read.words else {
      context.report(.yamlEncoding, "'\(written)' is not UTF-8", at: place)
      return nil
    }
    guard let expanded = expanded(words, of: read.source, at: place) else { return nil }
    check(expanded, at: place)
    return expanded
  }

  /// The words of a file with their `${…}` replaced; those without are the same for all that name it.
  private func expanded(_ words: String, of source: SourceText, at place: YAMLNode) -> String? {
    guard words.hasByte(UInt8(ascii: "$")) else { return words }
    var places = RunningPlaces(source: source)
    let pieces = context.scope.pieces(
      of: words, at: { places.location(offset: $0 + source.markLength) }, allowsIndex: false,
      diagnostics: context.diagnostics)
    guard let expanded = pieces?.map(\.written).joined(),
      context.take(expanded.utf8.count, at: place)
    else { return nil }
    return expanded
  }

  private func check(_ text: String, at node: YAMLNode) {
    if text.allSatisfy(\.isWhitespace) {
      context.report(.assetPrompt, "the prompt is empty", at: node)
    } else if text.utf8.count > longest, case let count = text.count, count > longest {
      context.report(
        .promptTooLong,
        "the prompt has \(count) characters; the provider refuses those past "
          + "about \(longest)", at: node)
    } else if text.hasByte(0) {
      context.report(.yamlControlCharacter, "the prompt holds a NUL character", at: node)
    }
  }
}
