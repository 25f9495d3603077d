import ReelBasics

/// A project of Reel's with everything there, as a run leaves it. Each is made once and kept.
struct FinishedProject: Sendable {
  let size: Int
  let folder: String

  /// The one of this size, made where it is not there yet, or where this Reel finds anything to do in
  /// it.
  static func take(_ size: Int, on bench: Bench) async throws -> FinishedProject {
    let project = FinishedProject(size: size, folder: "\(bench.work)/project-\(size)")
    if Files.exists(project.folder) {
      try project.writeManifest()
      if try await project.isFinished(on: bench) { return project }
    }
    bench.say("making a finished project of \(size) assets")
    _ = try await bench.launcher.run(BenchCommand(["rm", "-rf", project.folder]))
    try Files.makeFolder(project.folder)
    try project.writeManifest()
    _ = try await bench.launcher.run(
      BenchCommand(bench.child(.project, [project.folder, bench.work])))
    // Nor are anybody's outputs.
    try await Task.sleep(for: .seconds(4))
    guard try await project.isFinished(on: bench) else {
      throw BenchError("'\(project.folder)' was made, and there is something left to do in it")
    }
    return project
  }

  /// Writes the manifest where it is another. `lastPrompt` is put before the last prompt.
  func writeManifest(lastPrompt: String = "") throws {
    let text = ManifestText.of(
      size, head: "limits: {requests_per_minute: 1000000}", lastPrompt: lastPrompt)
    let path = folder + "/reel.yaml"
    if Files.exists(path), try Files.read(path) == Array(text.utf8) { return }
    try Files.write(text, to: path)
  }

  /// Lets a manifest that was just written grow old: nobody's is as young as to be distrusted for that.
  private func settle() async throws {
    guard let look = FileWatch.of(folder + "/reel.yaml") else { return }
    let age = Duration.nanoseconds(max(0, FileWatch.now - look.touched))
    if age < .seconds(4) { try await Task.sleep(for: .seconds(4) - age) }
  }

  /// Runs a command of Reel's in it. Nobody is at the provider's address: whoever asked anything would
  /// fail.
  func reel(_ command: String, _ options: [String] = [], on bench: Bench) -> BenchCommand {
    BenchCommand(
      [bench.reel, command, "reel.yaml", "--base-url", ProjectTask.baseURL] + options,
      in: folder, environment: ProjectTask.environment)
  }

  /// Whether all is there as the manifest wants it.
  private func isFinished(on bench: Bench) async throws -> Bool {
    try await settle()
    var command = reel("run", on: bench)
    command.isRead = true
    command.statuses = Set(0...255)
    let measurement = try await bench.launcher.run(command)
    return measurement.status == 0
      && String(decoding: measurement.output, as: UTF8.self).contains("\(size) fresh")
  }
}
