import ReelBasics
import ReelMedia
import ReelTestSupport

/// Films for benches.
enum TestFilm {
  /// Writes a tiny film of so many seconds.
  static func write(_ name: String, seconds: Int, in bench: CommandBench) async throws {
    let threads = WorkerThreads(width: 2)
    try await FilmArtist(
      threads: threads,
      films: Films(threads: threads, environment: Environment(CommandBench.environment))
    ).render(
      FilmScene(.tiny(seconds: seconds), width: 64, height: 48, seed: 1),
      to: bench.folder.file(name))
  }
}
