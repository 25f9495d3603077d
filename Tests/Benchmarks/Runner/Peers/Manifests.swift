/// Generated manifests on disk, each written once.
enum Manifests {
  /// The path of a manifest of so many assets.
  static func path(of size: Int, in work: String) throws -> String {
    let path = "\(work)/manifest-\(size).yaml"
    if !Files.exists(path) { try Files.write(ManifestText.of(size), to: path) }
    return path
  }
}
