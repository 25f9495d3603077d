package import ReelBasics
package import ReelPlan

/// What a plan is made from, put together by a test.
package struct RecordedFacts: PlanFacts {
  package var works: [Fingerprint: WorkRecord] = [:]
  package var origins: [Fingerprint: ResultOrigins] = [:]
  package var forms: [Fingerprint: String] = [:]
  package var lastFingerprints: [String: Fingerprint] = [:]
  package var outputs: [String: OutputState] = [:]
  package var objects: Set<Digest> = []
  /// What the store has that recipes made, by the original.
  package var derived: [Digest: Set<String>] = [:]
  /// What outputs give back.
  package var standing: Set<Digest> = []
  /// The same of what recipes made, by the original.
  package var standingDerived: [Digest: Set<String>] = [:]
  /// What the provider keeps.
  package var stored: Set<Digest> = []
  package var files: [String: Digest] = [:]

  package init() {}

  package func work(_ fingerprint: Fingerprint) -> WorkRecord? { works[fingerprint] }

  package func origins(of fingerprint: Fingerprint) -> ResultOrigins {
    origins[fingerprint] ?? ResultOrigins()
  }

  package func form(of fingerprint: Fingerprint) -> String? { forms[fingerprint] }

  package func lastFingerprint(of asset: String) -> Fingerprint? { lastFingerprints[asset] }

  package func output(at path: String) -> OutputState { outputs[path] ?? .missing }

  package func hasObject(_ digest: Digest) -> Bool { objects.contains(digest) }

  package func hasDerived(from original: Digest, by recipe: String) -> Bool {
    derived[original]?.contains(recipe) ?? false
  }

  package func canBringBack(_ digest: Digest) -> Bool { standing.contains(digest) }

  package func canBringBackDerived(from original: Digest, by recipe: String) -> Bool {
    standingDerived[original]?.contains(recipe) ?? false
  }

  package func isStored(_ digest: Digest) -> Bool { stored.contains(digest) }

  package func digest(ofFile path: String) -> Digest? { files[path] }
}
