package import ReelBasics

/// What a run found that had nothing to do: as long as all of it looks the same, the next one has nothing
/// to do either, and need not read the manifest to know.
///
/// It is only ever a shortcut: where anything differs, a plan is made.
package struct PlanSnapshot: Sendable {
  /// A variable of the environment that the manifest reads; `nil` where it was not set. Its value may be
  /// a secret.
  package struct Variable: Sendable, Hashable {
    package let name: String
    package let value: Digest?

    package init(name: String, value: Digest?) {
      self.name = name
      self.value = value
    }
  }

  /// An output that is as it should be.
  package struct Output: Sendable, Hashable {
    /// Below the output folder.
    package let path: String
    package let stamp: FileStamp

    package init(path: String, stamp: FileStamp) {
      self.path = path
      self.stamp = stamp
    }
  }

  /// What was asked: the manifest and all that was said besides and decides what there is to do.
  package let question: String
  /// How many assets were as they should be.
  package let assets: Int
  package let environment: [Variable]
  /// Files that were read or looked for: of the manifest, of inputs, of the records.
  package let files: [WatchedFiles.Note]
  /// The folder that the outputs lie in.
  package let root: String
  package let outputs: [Output]

  package init(
    question: String, assets: Int, environment: [Variable], files: [WatchedFiles.Note],
    root: String, outputs: [Output]
  ) {
    self.question = question
    self.assets = assets
    self.environment = environment
    self.files = files
    self.root = root
    self.outputs = outputs
  }

  /// The folders below the root that outputs lie in, and those above them, sorted.
  var folders: [String] {
    var folders: Set<String> = []
    for output in outputs {
      var path = output.path[...]
      while let slash = path.lastIndex(of: "/") {
        path = path[..<slash]
        guard folders.insert(String(path)).inserted else { break }
      }
    }
    return folders.sorted()
  }
}
