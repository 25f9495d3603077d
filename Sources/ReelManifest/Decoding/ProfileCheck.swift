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
  /// What the manifest has without a profile.
  private let variables: [String: String]
  private let diagnostics: DiagnosticCollector

  /// `manifest` is the top level that profiles are laid over; `files` are all that it is made of, itself
  /// first.
  init(
    _ manifest: MappingReader, files: [ManifestFile], catalogue: Catalogue,
    options: ManifestOptions, diagnostics: DiagnosticCollector
  ) {
    self.catalogue = catalogue
    self.manifest = manifest
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
    let names = ModelNames(
      catalogue: catalogue, checksModels: provider.isProvidersOwn, context: context)
    for defaults in DefaultsReader(context: context).read(profile).layers {
      for node in defaults.values.compactMap(\.model) {
        if let name = context.text(node, of: AssetFields.model.name) {
          _ = names.model(name, at: node)
        }
      }
    }
  }
}
