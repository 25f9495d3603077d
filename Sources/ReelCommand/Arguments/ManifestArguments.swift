import ReelBasics
import ReelManifest

/// The part of a command line that says which manifest is read, and how.
struct ManifestArguments {
  static let options = [
    OptionSpec("profile", value: "NAME", help: "lay this profile of the manifest over it"),
    OptionSpec("set", value: "NAME=VALUE", help: "give a variable of the manifest another value"),
    OptionSpec("base-url", value: "URL", help: "ask this address instead of the provider's own"),
    OptionSpec("api-key-env", value: "NAME", help: "the environment variable that holds the key"),
  ]

  /// For commands that say what is wrong with a manifest.
  static let warningsOption = OptionSpec(
    "warnings-as-errors", help: "end with 2 where there are warnings")

  /// Which of the command line's operands it is.
  let path: String
  let options: ManifestOptions

  init(
    path: String, _ arguments: ArgumentScanner.Result, context: ProcessContext,
    emulates: Bool = false
  ) throws(UsageError) {
    // However a shell calls it, standard input has no folder of its own.
    self.path = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path) ? "-" : path
    var options = ManifestOptions()
    options.variables = try arguments.pairs("set")
    options.profile = arguments.last("profile")
    options.environment = context.environment
    options.baseURL = arguments.last("base-url")
    options.apiKeyEnv = arguments.last("api-key-env")
    options.emulates = emulates
    if let url = options.baseURL, !url.hasBytePrefix("https://"),
      !url.hasBytePrefix("http://")
    {
      throw UsageError("'--base-url' takes an address such as https://api.x.ai/v1, not '\(url)'")
    }
    self.options = options
  }

  /// The folder that its paths are relative to, absolute.
  func folder(_ context: ProcessContext) -> String {
    guard path != "-" else { return context.folder }
    let path = context.absolute(path)
    guard let folder = path.cut(atLast: UInt8(ascii: "/"))?.before, !folder.isEmpty else {
      return "/"
    }
    return String(folder)
  }

  /// Reads the manifest; `-` is standard input.
  func load(
    _ loader: ManifestLoader, context: ProcessContext, diagnostics: DiagnosticCollector
  ) -> Manifest? {
    guard path == "-" else {
      return loader.load(
        path: context.absolute(path), name: path, folder: folder(context), options: options,
        diagnostics: diagnostics)
    }
    do {
      let bytes = try LocalFileReader.readAll(0, expecting: 0, limit: YAMLLimits().bytes)
      return loader.load(
        bytes: bytes, path: nil, name: "<stdin>", folder: context.folder, options: options,
        diagnostics: diagnostics)
    } catch {
      diagnostics.report(
        ManifestLoader.code(of: error), "standard input \(error.reason)", at: nil)
      return nil
    }
  }
}
