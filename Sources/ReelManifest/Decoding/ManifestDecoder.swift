import ReelBasics
import ReelCatalogue

/// Decodes the top level of a manifest and hands its assets on.
struct ManifestDecoder {
  let loader: ManifestLoader
  let document: YAMLDocument
  let path: String?
  let folder: String
  let options: ManifestOptions
  let context: DecodingContext

  init(
    loader: ManifestLoader, document: YAMLDocument, path: String?, folder: String,
    options: ManifestOptions, diagnostics: DiagnosticCollector
  ) {
    self.loader = loader
    self.document = document
    self.path = path
    self.folder = folder
    self.options = options
    self.context = DecodingContext(
      diagnostics: diagnostics, scope: VariableScope(), limits: loader.limits)
  }

  func decode() -> Manifest? {
    guard let own = Self.reader(of: document, context: context) else { return nil }
    checkHasAssets(own)
    checkHasOwnLock()
    let profile = profile(own)
    let root = profile?.over(own) ?? own
    let provider = ProviderReader(options: options, context: context).read(root)
    let defaults = [profile, own].compactMap { $0 }.reduce(AssetDefaults()) {
      $0.over(DefaultsReader(context: context).read($1))
    }
    let file = ManifestFile(
      path: path, folder: folder,
      shownFolder: path == nil ? "" : IncludeReader.shownFolder(of: document.source.name),
      reader: own, defaults: defaults)
    let files = IncludeReader(loader: loader, context: context).read(file)
    context.scope = VariableReader(
      options: options, apiKeyEnv: provider.apiKeyEnv, context: context
    )
    .read(files.reversed().map(\.reader) + [profile].compactMap { $0 })
    let stem = Self.stem(of: path ?? "manifest.yaml")
    let name = own.text(ManifestFields.name) ?? stem
    // Before the assets, so that variables which only these use count as used.
    let output = outputDirectory(own, profile, name: name)
    let limits = LimitsReader().read(root)
    let provenance = ProvenanceReader().read(root)
    let decoded = AssetListDecoder(
      loader: loader, files: files, checksModels: provider.isProvidersOwn, context: context
    ).decode()
    OutputCheck(
      folder: folder, output: output, hasSidecars: provenance.hasSidecar,
      diagnostics: context.diagnostics
    ).check(decoded.assets, manifestPath: path)
    checkDefaults(
      [own, profile].compactMap { $0 }, included: files.dropFirst().map(\.reader),
      of: decoded.assets, checksValues: provider.isProvidersOwn)
    checkOtherProfiles(own, files, decoded.assets)
    return Manifest(
      file: document.source.name, folder: folder, stem: stem, profile: options.profile, name: name,
      provider: provider.settings, output: output,
      limits: limits, provenance: provenance, assets: decoded.assets,
      defaults: files.map { DefaultNames(of: $0) },
      files: files.compactMap(\.path) + decoded.files,
      profileNames: (own.value(ManifestFields.profiles)?.entries ?? []).map(\.key.text).sorted(),
      variableNames: context.scope.values.keys.filter { !$0.contains(".") }.sorted(),
      environmentNames: context.environmentNames.sorted())
  }

  /// The top level of a manifest's file; `nil` where it is no mapping, which is reported.
  static func reader(of document: YAMLDocument, context: DecodingContext) -> MappingReader? {
    let root = document.root
    guard root.kind == .mapping else {
      context.report(
        .manifestRoot, "a manifest is a mapping, not a \(root.kind.title)", at: root,
        help: "it begins with 'version: 1'")
      return nil
    }
    let reader = MappingReader(
      root, fields: ManifestFields.all, subject: "the manifest", context: context)
    if let node = reader?.value(ManifestFields.version), node.text != "1" || !node.isPlain {
      context.report(
        .manifestVersion, "'version' has to be 1, the one version there is", at: node)
    }
    return reader
  }

  /// Looks for defaults that are no good, unless something else is wrong: they may be for what cannot be
  /// read.
  private func checkDefaults(
    _ layers: [MappingReader], included: [MappingReader], of assets: [Asset], checksValues: Bool
  ) {
    guard !context.diagnostics.hasErrors else { return }
    let check = DefaultsCheck(assets: assets, catalogue: loader.catalogue, context: context)
    for layer in layers { check.check(layer, checksValues: checksValues, isIncluded: false) }
    for layer in included { check.check(layer, checksValues: checksValues, isIncluded: true) }
  }

  private func checkHasAssets(_ reader: MappingReader) {
    guard reader.value(ManifestFields.assets) == nil, reader.value(ManifestFields.include) == nil
    else { return }
    context.report(.manifestMissingKey, "the manifest has no 'assets'", at: reader.node)
  }

  // MARK: Profiles

  /// The profile that is chosen; every one is checked for keys that it does not take.
  private func profile(_ manifest: MappingReader) -> MappingReader? {
    var profiles: [String: MappingReader] = [:]
    if let node = manifest.value(ManifestFields.profiles) {
      guard node.kind == .mapping else {
        context.report(.manifestWrongType, "'profiles' has to be a mapping", at: node)
        return nil
      }
      for (key, value) in node.entries where key.isName {
        checkProfileName(key)
        profiles[key.text] = MappingReader(
          value, fields: ManifestFields.profileFields, subject: "profile '\(key.text)'",
          isPartial: true, context: context)
      }
    }
    guard let chosen = options.profile else { return nil }
    guard let profile = profiles[chosen] else {
      let names = profiles.keys.sorted()
      let near = context.diagnostics.nearest(to: chosen, in: names)
      context.diagnostics.report(
        .profileUnknown, "--profile \(chosen): the manifest has no such profile", at: nil,
        help: near.map { "did you mean '\($0)'?" }
          ?? (names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"))
      return nil
    }
    return profile
  }

  /// Looks for mistakes in the profiles that are not chosen.
  private func checkOtherProfiles(
    _ manifest: MappingReader, _ files: [ManifestFile], _ assets: [Asset]
  ) {
    let others = (manifest.value(ManifestFields.profiles)?.entries ?? []).filter {
      $0.key.isName && $0.key.text != options.profile
    }
    guard !others.isEmpty else { return }
    let check = ProfileCheck(
      manifest, files: files, assets: assets, catalogue: loader.catalogue, options: options,
      diagnostics: context.diagnostics)
    for (key, value) in others { check.check(value, called: key.text) }
  }

  /// A profile's name is a part of file names, and so is another manifest's.
  private func checkProfileName(_ key: YAMLNode) {
    let isName =
      key.text.first.map { $0.isASCII && $0.isLetter } ?? false
      && key.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    if !isName {
      context.report(
        .manifestBadName, "a profile cannot be called '\(key.text)'", at: key,
        help: "letters, digits, '_' and '-', beginning with a letter")
    }
    guard let path, let other = manifest(called: "\(Self.stem(of: path)).\(key.text)") else {
      return
    }
    context.report(
      .profileLock,
      "the profile would have the lock file of '\(other)', which stands beside this manifest",
      at: key, help: "call one of them otherwise")
  }

  /// Records and lock files are called by the stem alone.
  private func checkHasOwnLock() {
    guard let path, let other = manifest(called: Self.stem(of: path)) else { return }
    context.report(
      .manifestLock,
      "this manifest would have the lock file of '\(other)', which stands beside it",
      at: document.root, help: "call one of them otherwise")
  }

  /// The other manifest of this stem that stands beside this one.
  private func manifest(called stem: String) -> String? {
    let own = path.map { String($0.fileName) }
    return ["yaml", "yml"].map { "\(stem).\($0)" }.first {
      $0 != own && loader.files.isRegularFile(folder + "/" + $0)
    }
  }

  /// The file's name without folders and without its last extension.
  static func stem(of path: String) -> String {
    let name = path.fileName
    guard let stem = name.cut(atLast: UInt8(ascii: "."))?.before, !stem.isEmpty else {
      return String(name)
    }
    return String(stem)
  }

  /// The directory of the outputs: a profile that names none has one beside the manifest's own.
  private func outputDirectory(
    _ own: MappingReader, _ profile: MappingReader?, name: String
  ) -> String {
    let reader = OutputDirectoryReader(context: context)
    if let profile, profile.ownValue(ManifestFields.output) != nil {
      return reader.read(profile, name: name)
    }
    return reader.read(own, name: name) + (options.profile.map { "-\($0)" } ?? "")
  }
}
