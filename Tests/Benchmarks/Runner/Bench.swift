import ReelBasics
import ReelMedia

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What every group works with: the programs, the work folder, and where results go.
struct Bench: Sendable {
  let options: BenchOptions
  let launcher: Launcher
  /// The program that is measured, absolute.
  let reel: String
  /// This program, absolute.
  let own: String
  /// The programs of C, by the names of their sources, absolute.
  let programs: Programs
  /// Absolute.
  let work: String
  let results = Locked<[Result]>([])

  /// What came of one contest or check.
  enum Result: Sendable {
    case contest(ContestResult)
    case targets([Target])
  }

  init(_ options: BenchOptions) throws {
    self.options = options
    let folder = try Files.workingFolder()
    own = try Files.ownProgram()
    let built = own.folderOfPath
    reel = options.reelPath?.absolutePath(from: folder) ?? built + "/reel"
    work = options.workFolder.absolutePath(from: folder)
    guard access(reel, X_OK) == 0 else {
      throw BenchError(
        "there is no program '\(reel)'; 'swift build' makes it, --reel names another")
    }
    try Files.makeFolder(work)
    programs = try Programs(folder: work + "/programs")
    launcher = try Launcher(program: programs["launcher"], scratch: work)
  }

  /// Runs contestants in turns, and prints what came of it.
  @discardableResult
  func hold(_ contest: Contest) async throws -> ContestResult {
    let result = try await contest.run(by: launcher)
    results.withLock { $0.append(.contest(result)) }
    DescriptorWriter.standardOutput.write(ResultText.text(of: result))
    return result
  }

  /// Prints what was wanted beside what is.
  func judge(_ targets: [Target]) {
    results.withLock { $0.append(.targets(targets)) }
    DescriptorWriter.standardOutput.write(ResultText.text(of: targets))
  }

  /// Prints a figure that no table has.
  func note(_ words: String) { DescriptorWriter.standardOutput.write("  \(words)\n") }

  /// Says what takes so long.
  func say(_ words: String) {
    DescriptorWriter.standardError.write("reel-bench: \(words)\n")
  }

  /// A task of this program in a process of its own.
  func child(_ task: ChildTask, _ arguments: [String]) -> [String] {
    [own, task.rawValue] + arguments
  }
}
