import ReelBasics
import ReelCatalogue
import ReelMedia

/// What results are looked at with: libvips for pictures, ffprobe and ffmpeg for films. Without them
/// what was paid for could be neither checked nor finished.
struct MediaTools {
  private let environment: [String: String]
  private let threads = WorkerThreads(width: 1)

  /// - Parameter environment: of this process. Programs see of it what they need to start.
  init(environment: Environment) {
    self.environment = environment.only([
      "PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    ])
  }

  /// - Throws: what is not there or does not start, with the Debian package that has it.
  func check(for mediums: Set<Medium>) async throws(MediaError) {
    if mediums.contains(.image) { try await checkPictures() }
    guard mediums.contains(.video) else { return }
    for program in ["ffprobe", "ffmpeg"] { try await checkProgram(program) }
  }

  private func checkPictures() async throws(MediaError) {
    do {
      // Of a PNG, which the library writes.
      _ = try await threads.run {
        try PictureArtist.drawMosaic(width: 16, height: 16, seed: 0, format: .png)
      }
    } catch let error as MediaError {
      throw error
    } catch {
      throw MediaError(.library, "\(error)")
    }
  }

  private func checkProgram(_ program: String) async throws(MediaError) {
    let trouble: String
    do throws(MediaError) {
      let outcome = try await ChildProcess(
        program: program, arguments: ["-version"], environment: environment,
        timeLimit: .seconds(30)
      ).run(on: threads)
      guard outcome.status != 0 else { return }
      trouble = "\(program) does not start"
    } catch {
      trouble = error.message
    }
    throw MediaError(.missingDependency, "films need ffmpeg (Debian package ffmpeg): \(trouble)")
  }
}
