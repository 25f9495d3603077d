import ReelBasics
import ReelManifest

/// The provenance of an output: the last step of its recipe, or all of that of a file beside it.
///
/// What it says besides, who served and under which request, is on record for the work and the variant
/// that the step names.
package struct OutputMark: Sendable, Hashable {
  /// Where a result comes from. The raw value stands in recipes.
  package enum Origin: String, Sendable, Hashable {
    /// A provider's model made it of words, and of what models made.
    case made
    /// A provider's model made it of something that a person brought, here or further up.
    case edited
    /// The emulator drew it.
    case drawn
    /// The emulator drew it over something that a person brought.
    case redrawn
  }

  package let origin: Origin
  /// Who was asked, as it stands in fingerprints.
  package let provider: String
  /// As it was asked for.
  package let prompt: String?
  /// Whether everybody may read the prompt.
  package let givesPrompt: Bool

  init(_ asset: Asset, provider: String, isOfOwn: Bool, givesPrompt: Bool) {
    let isDrawn = provider == ProviderIdentity.emulator
    origin = isDrawn ? (isOfOwn ? .redrawn : .drawn) : (isOfOwn ? .edited : .made)
    self.provider = provider
    prompt = asset.prompt
    self.givesPrompt = givesPrompt
  }

  /// The step of a recipe, form 1. It never changes for the same content.
  func step(_ work: Fingerprint, variant: Int) -> String {
    recipe("mark1", work, variant: variant)
  }

  /// The recipe of a file beside an output that says it, form 1. It never changes for the same content.
  func sidecarRecipe(_ work: Fingerprint, variant: Int) -> String {
    recipe(Self.sidecar, work, variant: variant)
  }

  private static let sidecar = "sidecar1"

  /// Whether a recipe is that of a file beside an output. It has nothing of a result's bytes.
  package static func isSidecar(_ recipe: String) -> Bool { recipe.hasPrefix(sidecar + "(") }

  /// Whether what a recipe makes says which request it came of.
  package static func namesRequest(_ recipe: String) -> Bool {
    unmarked(recipe) != nil || isSidecar(recipe)
  }

  private func recipe(_ name: String, _ work: Fingerprint, variant: Int) -> String {
    let end = givesPrompt ? ",prompt)" : ")"
    return "\(name)(\(origin.rawValue),\(work.digest.hex(first: 16)),\(variant)\(end)"
  }

  /// What is left of a recipe without its mark: empty where the mark is all of it; `nil` where there
  /// is none.
  package static func unmarked(_ recipe: String) -> String? {
    let parts = recipe.utf8
    guard parts.last == UInt8(ascii: ")"), let open = parts.lastIndex(of: UInt8(ascii: "(")) else {
      return nil
    }
    let step = recipe[..<open]
    guard step.hasSuffix("mark1"),
      parts[open...].dropFirst().dropLast().allSatisfy({ byte in
        byte == UInt8(ascii: ",") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      })
    else { return nil }
    let rest = step.dropLast("mark1".count)
    if rest.isEmpty { return "" }
    return rest.last == ";" ? String(rest.dropLast()) : nil
  }
}
