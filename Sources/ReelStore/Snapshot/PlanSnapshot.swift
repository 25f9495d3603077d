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
  /// The manifest itself; `nil` where it has to be read whole after every change.
  package let text: SnapshotText?

  package init(
    question: String, assets: Int, environment: [Variable], files: [WatchedFiles.Note],
    root: String, outputs: [Output], text: SnapshotText? = nil
  ) {
    self.question = question
    self.assets = assets
    self.environment = environment
    self.files = files
    self.root = root
    self.outputs = outputs
    self.text = text
  }

  /// A folder below the root, and the outputs that lie in it.
  struct Folder {
    /// Empty for the root itself.
    let path: String
    /// What stands in it is on the same device as a rule: a file that is not has no snapshot.
    let device: UInt64
    var outputs: [(name: Substring, stamp: FileStamp)] = []
  }

  /// The folders that outputs lie in, and those above them, sorted; `nil` where a folder has files of
  /// several devices.
  var folders: [Folder]? {
    let slash = UInt8(ascii: "/")
    var folders: [ByteText: Folder] = [:]
    for output in outputs {
      let (folder, name) = output.path.cut(atLast: slash) ?? ("", output.path[...])
      var path = ByteText(folder)
      let device = output.stamp.device
      // One without outputs was made for those below it.
      if folders[path]?.outputs.isEmpty ?? true {
        folders[path] = Folder(path: String(path.text), device: device)
      }
      guard folders[path]?.device == device else { return nil }
      folders[path]?.outputs.append((name, output.stamp))
      while let parent = path.text.cut(atLast: slash)?.before {
        path = ByteText(parent)
        guard folders[path] == nil else { break }
        folders[path] = Folder(path: String(path.text), device: 0)
      }
    }
    return folders.values.sorted { $0.path < $1.path }
  }
}
