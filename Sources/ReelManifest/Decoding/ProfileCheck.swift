import ReelBasics
import ReelCatalogue

/// Looks for mistakes in profiles that are not chosen: whoever chooses one is to find none.
///
/// What the command line and the environment have to say to a profile is asked of the chosen one alone,
/// and so are warnings.
struct ProfileCheck {
  private let catalogue: Catalogue
  private let options: ManifestOptions
  private let manifest: MappingReader
  private let files: [ManifestFile]
  private let assets: [Asset]
  /// What the manifest has without a profile.
  private let variables: [String: String]
  private let diagnostics: DiagnosticCollector

  /// `manifest` is the top level that profiles are laid over; `files` are all that it is made of, itself
  /// first, and `assets` what it makes.
  init(
    _ manifest: MappingReader, files: [ManifestFile], assets: [Asset], catalogue: Catalogue,
    options: ManifestOptions, diagnostics: DiagnosticCollector
  ) {
    self.catalogue = catalogue
    self.manifest = manifest
    self.files = files
    self.assets = assets
    self.diagnostics = diagnostics
    var options = options
    options.variables = [:]
    // So that no address has to be confirmed.
    options.emulates = true
    self.options = options
    // What is wrong with them is reported already.
    let context = DecodingContext(
      diagnostics: DiagnosticCollector(within: diagnostics), scope: VariableScope())
    variables =
      VariableReader(options: options, apiKeyEnv: ProviderReader.usualKey, context: context)
      .read(files.reversed().map(\.reader)).values
  }

  /// Reports what is wrong with a profile.
  func check(_ node: YAMLNode, called name: String) {
    let context = DecodingContext(
      diagnostics: DiagnosticCollector(within: diagnostics), scope: VariableScope())
    guard
      let profile = MappingReader(
        node, fields: ManifestFields.profileFields, subject: "profile '\(name)'", isPartial: true,
        context: context)
    else { return }
    let provider = ProviderReader(options: options, context: context).read(profile.over(manifest))
    let own = VariableReader(options: options, apiKeyEnv: provider.apiKeyEnv, context: context)
      .read([profile])
    context.scope.values = variables
    context.scope.nearest = own.values
    context.scope.hasNamesOnly = true
    checkDefaults(profile, provider, context)
    _ = LimitsReader().read(profile)
    _ = ProvenanceReader().read(profile)
    _ = OutputDirectoryReader(context: context).read(profile, name: name)
    for finding in context.diagnostics.sorted
    where finding.severity == .error && finding.code != .variableEnvironment {
      diagnostics.report(finding)
    }
  }

  /// What assets take of them is checked with the chosen profile.
  private func checkDefaults(
    _ profile: MappingReader, _ provider: ProviderReader.Result, _ context: DecodingContext
  ) {
    DefaultsCheck(assets: [], catalogue: catalogue, context: context)
      .check(profile, checksValues: provider.isProvidersOwn, isIncluded: true)
    let models = DefaultsReader(context: context).read(profile).layers.flatMap { layer in
      layer.compactMap { key, values in values.model.map { (key: key, node: $0) } }
    }
    guard !models.isEmpty else { return }
    let names = ModelNames(
      catalogue: catalogue, checksModels: provider.isProvidersOwn, context: context)
    let operations = operationsWithoutModel()
    let verbs = models.map(\.key).filter { Medium(rawValue: $0) == nil }
    for (key, node) in models {
      let isOfMedium = !verbs.contains(key)
      let isTaken = operations.contains { operation in
        // Of two that are for an asset, its operation's counts.
        let isCovered = isOfMedium && verbs.contains { DefaultsCheck.means($0, operation) }
        return !isCovered && DefaultsCheck.means(key, operation)
      }
      // Of one that no asset takes, whoever chooses the profile is warned at most.
      if isTaken, let name = context.text(node, of: AssetFields.model.name) {
        _ = names.model(name, at: node)
      }
    }
  }

  /// What assets ask for that name no model: they take the one that defaults name.
  private func operationsWithoutModel() -> Set<Operation> {
    var named: Set<String> = []
    for file in files {
      for (key, value) in file.reader.value(ManifestFields.assets)?.entries ?? []
      where value.entries.contains(where: { $0.key.holds(AssetFields.model.name) }) {
        named.insert(key.text)
      }
    }
    return Set(assets.lazy.filter { !named.contains($0.name) }.map(\.operation))
  }
}
