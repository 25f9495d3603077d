/// The graph that manifests and the peers' files have in common: chains of a picture, a change of it
/// and a film; every picture at the head of a chain is made in the same style.
struct ChainGraph: Sendable {
  enum Kind: String, Sendable {
    case generate, edit, animate
  }

  let count: Int

  func kind(_ index: Int) -> Kind { [.generate, .edit, .animate][index % 3] }

  func id(_ index: Int) -> String { "asset-" + Self.padded(index, 6) }

  /// Below the output folder.
  func output(_ index: Int) -> String {
    "scene\(Self.padded(index / 30, 5))/\(id(index)).\(kind(index) == .animate ? "mp4" : "jpg")"
  }

  /// The one that it is made of; `nil` at the head of a chain.
  func upstream(_ index: Int) -> Int? { kind(index) == .generate ? nil : index - 1 }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
