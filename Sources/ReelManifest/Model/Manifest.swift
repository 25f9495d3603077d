package import ReelBasics

/// A manifest, decoded: what its author asks for, in the order in which it is written.
package struct Manifest: Sendable {
  /// The name of the file, as messages write it.
  package let file: String
  /// The folder that paths are relative to, absolute.
  package let folder: String
  /// The file's name without its extension.
  package let stem: String
  /// The profile that is laid over it.
  package let profile: String?
  package let name: String
  package let provider: ProviderSettings
  /// The directory of the outputs, below the folder.
  package let output: String
  package let limits: Limits
  package let provenance: ProvenanceSettings
  package let assets: [Asset]
  /// What has defaults, for each of the files that assets stand in.
  let defaults: [DefaultNames]
  /// Every file that was read for it, the manifest first, by absolute path.
  package let files: [String]
  /// The profiles that it has, sorted.
  package let profileNames: [String]
  /// The variables that `--set` can give another value, sorted.
  package let variableNames: [String]
  /// The variables of the environment that it reads, sorted.
  package let environmentNames: [String]

  /// What tells its records and lock file from those of others: its stem, and the profile.
  package var key: String { profile.map { "\(stem).\($0)" } ?? stem }
}

/// Who is asked, and where.
package struct ProviderSettings: Sendable, Hashable {
  package let name: String
  /// The address that the manifest or the command line gives instead of the provider's own.
  package let baseURL: String?
  /// The environment variable with the key.
  package let apiKeyEnv: String
  /// How results of the provider's own get to it again as inputs.
  package var chain = Chain.bytes
  /// Whether pictures are asked for as jobs, and collected.
  package var isDeferred = false

  /// How a result becomes an input.
  package enum Chain: String, Sendable, CaseIterable {
    /// Its bytes are sent.
    case bytes
    /// The provider keeps it for a time and is told its name, while it has it.
    case stored
  }
}

/// What outputs say of where they come from.
package struct ProvenanceSettings: Sendable, Hashable {
  /// Whether they say it in the file itself.
  package var isEmbedded = true
  /// Whether they have a file beside them that says it.
  package var hasSidecar = false
  /// Whether everybody may read the prompt.
  package var givesPrompt = false

  package init() {}
}

/// How much may happen at once and in all, as far as the manifest says.
package struct Limits: Sendable, Hashable {
  /// Limits of one medium.
  package struct Medium: Sendable, Hashable {
    package var concurrency: Int?
    package var requestsPerMinute: Double?

    package init(concurrency: Int? = nil, requestsPerMinute: Double? = nil) {
      self.concurrency = concurrency
      self.requestsPerMinute = requestsPerMinute
    }
  }

  package var concurrency: Int?
  package var requestsPerMinute: Double?
  package var images = Medium()
  package var videos = Medium()
  package var budget: Ticks?
  package var timeout: Duration?
  package var attempts: Int?

  package init() {}
}
