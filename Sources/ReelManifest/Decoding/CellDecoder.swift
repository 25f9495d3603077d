import ReelBasics
import ReelCatalogue

/// Decodes one cell.
struct CellDecoder {
  let decoder: AssetDecoder
  let draft: AssetDraft
  let reader: MappingReader
  let place: CellIndex.Place
  let cell: Matrix.Cell

  private var references: ReferenceReader { decoder.references }
  private var context: DecodingContext { decoder.context }
  private var origin: ReferenceReader.Origin {
    ReferenceReader.Origin(folder: draft.file.folder, axes: cell.axes)
  }

  func decode() -> Asset? {
    let edited = references.mediums.of(place).medium
    guard let operation = operation(edited: edited) else {
      reportUnknownMedium()
      UnknownOperation(
        decoder: decoder, file: draft.file, name: draft.name(of: cell), key: draft.key
      )
      .check(reader)
      return nil
    }
    let requests = decoder.requests.reader(for: draft, makes: operation.makes)
    let model = requests.model(reader, operation: operation)
    let shortfalls = references.shortfalls
    let inputs = inputs(operation: operation, model: model)
    let areWhole = references.shortfalls == shortfalls
    let size = size(reader, operation: operation)
    let request = requests.read(
      reader, operation: operation, model: model, inputs: inputs, size: size)
    let prompt = PromptReader(
      file: draft.file, files: decoder.prompts, longest: requests.catalogue.promptCharacters,
      context: context
    ).read(reader, isRequired: request.requiresPrompt)
    if let prompt, let node = reader.value(AssetFields.prompt),
      node.kind != .scalar || PromptTags.mayBe(in: node)
    {
      PromptTags(context: context).check(
        prompt.text, at: node, inputs: areWhole && inputs.count >= written ? inputs : nil,
        voices: request.voices)
    }
    let count = count(reader, operation: operation)
    let output = OutputReader(context: context).read(
      reader, of: draft.name(of: cell), at: draft.key, medium: operation.makes, count: count)
    return Asset(
      id: references.index.id(of: place), cell: assetCell, operation: operation,
      inputs: inputs, prompt: prompt,
      request: request.asked, extra: request.extra, count: count,
      pick: pick(reader, count: count), take: reader.integer(AssetFields.take) ?? 1,
      finishing: Asset.Finishing(
        size: size, fit: fit(reader, size: size),
        mask: mask(reader, over: inputs.first, operation: operation)),
      output: output,
      skipsWhenModerated: reader.choice(AssetFields.onModerated) == "skip",
      needs: references.needs(of: reader, from: origin), tags: reader.texts(AssetFields.tags),
      description: reader.text(AssetFields.description),
      timeout: reader.timeSpan(AssetFields.timeout),
      attempts: reader.integer(AssetFields.attempts), location: draft.key.location,
      operationLocation: draft.operationKey.location)
  }

  /// Says why the medium is unknown, if an operand itself is at fault.
  private func reportUnknownMedium() {
    for node in sourceNodes() {
      _ = references.inputs(
        node, role: .source, medium: nil, key: draft.operationKey.text, room: .unknown,
        from: origin)
    }
  }

  private var assetCell: AssetCell? {
    cell.axes.isEmpty
      ? nil : AssetCell(name: draft.name(of: cell), row: draft.matrix.row(of: cell))
  }

  // MARK: The operation and what it is done to

  private func operation(edited: Medium?) -> Operation? {
    switch draft.verb {
    case .generate(.image): .generateImage
    case .generate(.video):
      reader.value(AssetFields.references) == nil ? .generateVideo : .referenceVideo
    case .edit: edited.map { $0 == .image ? .editImage : .editVideo }
    case .animate: .animateImage
    case .extend: .extendVideo
    }
  }

  private func inputs(
    operation: Operation, model: ChosenModel
  ) -> [AssetInput] {
    var inputs = sourceInputs(operation: operation, model: model)
    if let node = taken(AssetFields.references, by: reader, if: operation == .referenceVideo) {
      let nodes = context.list(node, of: "references") ?? []
      if nodes.isEmpty, node.kind == .sequence {
        context.report(.referenceCount, "'references' is empty", at: node)
      }
      inputs += nodes.flatMap {
        references.inputs(
          $0, role: .reference, medium: .image, key: "references",
          room: model.room(for: .reference), from: origin)
      }
    }
    if let node = taken(AssetFields.lastFrame, by: reader, if: operation == .animateImage),
      let input = references.input(
        node, role: .lastFrame, medium: .image, key: "last_frame", from: origin)
    {
      inputs.append(input)
    }
    let takesKeyframes = operation == .animateImage || operation == .generateVideo
    if let node = taken(AssetFields.keyframes, by: reader, if: takesKeyframes) {
      inputs += KeyframeReader(context: context).read(node, references: references, from: origin)
    }
    return inputs
  }

  /// How many references are written, each of which is one input at least: also those that are no
  /// list, or that the operation does not take.
  private var written: Int {
    var nodes = [AssetFields.references, AssetFields.lastFrame, AssetFields.keyframes]
      .compactMap { reader.value($0) }
    if !isGenerated { nodes.append(draft.operand) }
    return nodes.reduce(0) { $0 + max(1, $1.elements.count) }
  }

  private var isGenerated: Bool {
    if case .generate = draft.verb { true } else { false }
  }

  /// What the operation is done to.
  private func sourceInputs(
    operation: Operation, model: ChosenModel
  ) -> [AssetInput] {
    if isGenerated { return [] }
    let medium = InputRole.source.medium(under: operation)
    // Most name one asset.
    if let input = references.plainInput(
      draft.operand, role: .source, medium: medium, in: place.draft)
    {
      return [input]
    }
    let key = draft.operationKey.text
    guard case .edit = draft.verb else {
      return sourceNodes().compactMap {
        references.input($0, role: .source, medium: medium, key: key, from: origin)
      }
    }
    return sourceNodes().flatMap {
      references.inputs(
        $0, role: .source, medium: medium, key: key, room: model.room(for: .source),
        from: origin)
    }
  }

  private func sourceNodes() -> [YAMLNode] {
    guard draft.operand.kind == .sequence else { return [draft.operand] }
    guard case .edit = draft.verb else {
      context.report(
        .manifestWrongType, "'\(draft.operationKey.text)' takes one input, not a list",
        at: draft.operand)
      return []
    }
    if draft.operand.elements.isEmpty {
      context.report(.referenceCount, "'edit' names nothing", at: draft.operand)
    }
    return draft.operand.elements
  }

  // MARK: Keys that only some operations take

  /// The value of a key; reported, and `nil`, where the operation does not take it.
  private func taken(
    _ field: Field, by reader: MappingReader, if isTaken: Bool, unless reason: String? = nil
  ) -> YAMLNode? {
    guard let key = reader.key(field), let value = reader.value(field) else { return nil }
    if isTaken { return value }
    context.report(
      .assetKeyNotTaken,
      "\(reader.subject) takes no '\(field.name)'"
        + (reason.map { ": \($0)" } ?? ""), at: key)
    return nil
  }

  private func size(_ reader: MappingReader, operation: Operation) -> PixelSize? {
    taken(AssetFields.size, by: reader, if: operation.makes == .image, unless: "it makes a video")
      .flatMap { context.pixelSize($0, of: "size") }
  }

  private func fit(_ reader: MappingReader, size: PixelSize?) -> Asset.Finishing.Fit {
    let isTaken = reader.value(AssetFields.size) != nil
    guard taken(AssetFields.fit, by: reader, if: isTaken, unless: "it has no 'size'") != nil else {
      return .cover
    }
    return reader.choice(AssetFields.fit).flatMap(Asset.Finishing.Fit.init(rawValue:)) ?? .cover
  }

  private func mask(
    _ reader: MappingReader, over input: AssetInput?, operation: Operation
  ) -> AssetInput? {
    guard
      let node = taken(
        AssetFields.mask, by: reader, if: operation == .editImage, unless: "it is no image edit"),
      let mask = references.input(node, role: .source, medium: .image, key: "mask", from: origin)
    else { return nil }
    for target in [mask.target, input?.target] {
      guard case .url = target else { continue }
      context.report(
        .assetMask,
        "a mask is laid over the input on this machine: both have to be files or assets",
        at: node)
      return nil
    }
    return mask
  }

  private func count(_ reader: MappingReader, operation: Operation) -> Int {
    let node = taken(
      AssetFields.count, by: reader, if: operation.makes == .image,
      unless: "a video comes one at a time; 'take' asks for another")
    return node == nil ? 1 : reader.integer(AssetFields.count) ?? 1
  }

  private func pick(_ reader: MappingReader, count: Int) -> Asset.Pick {
    guard let node = reader.value(AssetFields.pick) else { return .absent }
    if node.kind == .scalar, context.text(node, of: "pick") == "ask" { return .ask }
    guard let number = context.integer(node, of: "pick", in: 1...10) else { return .absent }
    if number > count {
      context.report(
        .assetPick,
        "'pick' is \(number), and there \(count == 1 ? "is" : "are") \(count) "
          + "variant\(count == 1 ? "" : "s")", at: node)
    }
    return .number(number)
  }
}
