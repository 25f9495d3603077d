package import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The snapshots of a state folder, one for each question that was asked. Whoever changes records removes
/// them first.
package struct SnapshotStore: Sendable {
  /// More files are not kept: profiles, selectors and folders that are asked about in turn.
  private static let most = 32
  /// File systems keep time in steps that are smaller, in nanoseconds.
  private static let step: Int64 = 30_000_000

  private let state: StateDirectory

  package init(_ state: StateDirectory) { self.state = state }

  private var folder: String { state.path + "/snapshots" }

  private func path(_ question: String) -> String { "\(folder)/\(Self.name(question))" }

  private static func name(_ question: String) -> String {
    // FNV-1a: a name, no seal; the question stands in the file.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in question.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func isOurs(_ name: String) -> Bool {
    let stem = name.without(suffix: textSuffix) ?? name[...]
    return PartName.isOurs(name) || stem.utf8.count == 16 && stem.allSatisfy(\.isHexDigit)
  }

  /// What the names of manifests' texts end with.
  private static let textSuffix = ".text"

  /// What is known of a question.
  package struct Answer: Sendable, Hashable {
    /// How many assets are as they should be: all.
    package let assets: Int
    /// The folder that their outputs lie in.
    package let root: String
  }

  /// The answer where a run found nothing to do and everything looks as it did then; `nil` where that is
  /// not known. Nothing is made or changed by asking.
  package func answer(
    _ question: String, environment: Environment
  ) async -> Answer? {
    guard let snapshot = snapshot(question),
      await SnapshotCheck(snapshot: snapshot).holds(environment: environment)
    else { return nil }
    return Answer(assets: snapshot.assets, root: snapshot.root)
  }

  /// The answer, and the manifest that it was given for, where nothing looks otherwise but, perhaps, the
  /// manifest at `path`; `nil` where that is not known.
  package func answerBefore(
    _ question: String, manifest path: String, environment: Environment
  ) async -> (answer: Answer, text: SnapshotText)? {
    guard let snapshot = snapshot(question),
      let text = SnapshotText.read(self.path(question) + Self.textSuffix, of: path),
      // Both were written for one and the same file.
      snapshot.looks(at: path) == text.look,
      await SnapshotCheck(snapshot: snapshot, exception: path).holds(environment: environment)
    else { return nil }
    return (Answer(assets: snapshot.assets, root: snapshot.root), text)
  }

  func snapshot(_ question: String) -> MappedSnapshot? {
    guard (try? state.check()) == true, isLogEmpty, let snapshot = MappedSnapshot(path(question)),
      snapshot.question == question
    else { return nil }
    return snapshot
  }

  /// The files that say what is on record, as they look now; `nil` while something is written to them.
  package func records() -> [WatchedFiles.Note]? {
    guard isLogEmpty else { return nil }
    let files = [state.databasePath, state.journalPath, state.path + "/journal.end"]
    return files.map { WatchedFiles.Note(path: $0, look: FileWatch.of($0)) }
  }

  /// What is in the log is no part of the records' file yet, and closing moves it there.
  private var isLogEmpty: Bool { (FileStatus.size(of: state.databasePath + "-wal") ?? 0) == 0 }

  /// Writes a snapshot, unless something that it was made from looks otherwise by now. Waits for a
  /// moment where a file is so young that another write of it might not show.
  ///
  /// A snapshot that cannot be written is no trouble: the next run makes a plan.
  package func write(_ snapshot: PlanSnapshot) async {
    guard let bytes = SnapshotForm.bytes(snapshot), await isSettled(snapshot.files),
      records() != nil
    else { return }
    do throws(StoreError) {
      try Folders.create(folder, mode: 0o700)
      let names = try Folders.names(in: folder)
      // What others left half written when they were killed; who still writes one does without.
      if names.count >= Self.most { removeAll() } else { remove(names.filter(PartName.isOurs)) }
      let path = path(snapshot.question)
      try write(snapshot.text, to: path + Self.textSuffix)
      let part = folder + "/" + PartName.make(for: "snapshot")
      let file = try OpenFile.open(
        part, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
      do throws(StoreError) {
        try file.write(bytes)
        // Half of one would say that half of the outputs are all.
        try file.sync()
        try Folders.rename(part, to: path)
      } catch {
        FileStatus.remove(part)
        throw error
      }
    } catch {
      return
    }
  }

  /// Writes the text before the snapshot that it is for, durably as well: nothing gets its name before
  /// all that it tells of is on the disk.
  private func write(_ text: SnapshotText?, to path: String) throws(StoreError) {
    FileStatus.remove(path)
    guard let text else { return }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    let file = try OpenFile.open(path, flags: flags, mode: 0o600)
    try file.write(text.form)
    try file.sync()
  }

  /// Forgets all of them, as records are about to change.
  package func removeAll() {
    remove(((try? Folders.names(in: folder)) ?? []).filter(Self.isOurs))
  }

  private func remove(_ names: [String]) {
    guard !names.isEmpty else { return }
    // Not through a link: nothing of another folder's is removed.
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    guard let open = try? OpenFile.open(folder, flags: flags) else { return }
    for name in names { _ = unsafe unlinkat(open.descriptor, name, 0) }
  }

  /// Whether the files are what was read, and no later write can look like that one.
  private func isSettled(_ files: [WatchedFiles.Note]) async -> Bool {
    let youngest = files.compactMap { $0.look?.touched }.max() ?? 0
    let age = FileWatch.now - youngest
    if age < Self.step {
      // A clock that was set back is not waited for.
      guard age >= 0 else { return false }
      try? await Task.sleep(for: .nanoseconds(Self.step - age))
    }
    let now = FileWatch.now
    return files.allSatisfy { file in
      let look = FileWatch.of(file.path)
      guard look == file.look else { return false }
      guard let look, now - look.touched < WatchedFiles.doubt else { return true }
      // Without parts of a second in its times, the steps are too long to be waited for.
      let isFine = look.modified % 1_000_000_000 != 0 || look.changed % 1_000_000_000 != 0
      return isFine && (file.digest == nil || FileDigest.of(file.path) == file.digest)
    }
  }
}
