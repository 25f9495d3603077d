import ReelBasics
import ReelManifest
import ReelMedia
import ReelPlan
import ReelStore

/// A manifest's lock file as git has it at a revision.
struct RevisionLock {
  /// Why it cannot be had, in words.
  struct Failure: Error {
    let message: String
  }

  let lock: LockStore
  let environment: [String: String]
  private let threads = WorkerThreads(width: 1)

  init(_ lock: LockStore, environment: Environment) {
    self.lock = lock
    self.environment = environment.only(["PATH", "HOME"])
  }

  /// What it says; nothing where the revision has no such file.
  func read(_ revision: String) async throws(Failure) -> LockFile {
    let commit = try await git(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"])
    guard commit.status == 0 else {
      let words = String(decoding: commit.errors.prefix(500), as: UTF8.self)
      let reason = words.split(whereSeparator: \.isNewline).joined(separator: "; ")
      throw Failure(
        message: reason.isEmpty
          ? "git knows no revision \(ShellQuote.inQuotes(revision)) here" : "git says: \(reason)")
    }
    let name = String(decoding: commit.output, as: UTF8.self).prefix { !$0.isNewline }
    // The blob as it is: no filter that a repository may name is run.
    let blob = try await git(["cat-file", "blob", "\(name):./\(lock.name)"])
    guard blob.status == 0 else { return LockFile() }
    guard blob.output.count <= LockFileReader.mostBytes else {
      throw Failure(message: "the lock file at \(revision) is too large to be one")
    }
    do {
      return try LockFileReader.read(blob.output, name: "\(revision):\(lock.name)")
    } catch {
      throw Failure(message: error.message)
    }
  }

  private func git(_ arguments: [String]) async throws(Failure) -> ChildProcess.Outcome {
    do throws(MediaError) {
      return try await ChildProcess(
        program: "git", arguments: ["-C", lock.folder] + arguments, environment: environment,
        timeLimit: .seconds(60), outputLimit: LockFileReader.mostBytes + 1
      ).run(on: threads)
    } catch {
      throw Failure(message: error.message)
    }
  }
}
