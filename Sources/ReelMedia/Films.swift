package import ReelBasics

/// Looks at films with ffprobe and ffmpeg, which run as programs of their own.
package final class Films: Sendable {
  private let threads: WorkerThreads
  private let environment: [String: String]

  /// All that ffmpeg gets to see of the environment: above all, no key.
  private static let passedOn = [
    "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
  ]

  /// - Parameters:
  ///   - threads: where programs are waited for.
  ///   - environment: of this process; `PATH` and a few more are passed on.
  package init(threads: WorkerThreads, environment: Environment) {
    self.threads = threads
    self.environment = environment.only(Films.passedOn)
  }

  /// What an MP4 file is. Where `decoding`, every frame is decoded and every sound read too, so that a
  /// film that is cut short is an error (`undecodable`), wherever its index stands.
  package func probe(
    _ path: String, decoding: Bool = false
  ) async throws(MediaError) -> FilmInfo {
    let head = try await threads.perform { () throws(MediaError) in try MediaFile.head(path) }
    guard MediaFormat(sniffing: head) == .mp4 else {
      throw MediaError(.unknownFormat, "\(path) is no MP4 film")
    }
    let answer = try await run(
      "ffprobe",
      ["-v", "error", "-of", "json", "-show_format", "-show_streams"] + Films.input(path),
      timeLimit: .seconds(30), failingAs: .undecodable)
    let info = try Films.info(answer, path)
    if decoding {
      let arguments = ["-nostdin", "-v", "error", "-xerror"] + Films.input(path)
      let errors = try await run(
        "ffmpeg", arguments + ["-map", "0:v:0", "-map", "0:a?", "-c:a", "copy", "-f", "null", "-"],
        timeLimit: .seconds(120), failingAs: .undecodable, givingErrors: true)
      guard errors.isEmpty else {
        throw MediaError(.undecodable, "\(path): \(Films.firstLine(errors))")
      }
    }
    return info
  }

  /// How ffmpeg and ffprobe are told to read a file of unknown origin: as MP4 and nothing else, and
  /// without following what it may point to.
  static func input(_ path: String) -> [String] {
    ["-protocol_whitelist", "file", "-f", "mov", "-i", "file:\(path)"]
  }

  /// Runs `ffmpeg` or `ffprobe` and gives what it wrote to standard output, or else to standard
  /// error. `code` is what its failure means; where a signal ended it, that is `programFailed`.
  func run(
    _ program: String, _ arguments: [String], timeLimit: Duration,
    failingAs code: MediaError.Code, givingErrors: Bool = false
  ) async throws(MediaError) -> [UInt8] {
    let child: ChildProcess
    do throws(MediaError) {
      child = try ChildProcess(
        program: program, arguments: arguments, environment: environment, timeLimit: timeLimit)
    } catch {
      throw MediaError(error.code, "\(error.message); films need the Debian package ffmpeg")
    }
    let outcome = try await child.run(on: threads)
    switch outcome.status {
    case 0: return givingErrors ? outcome.errors : outcome.output
    case ..<0:
      throw MediaError(.programFailed, "\(program) was ended by signal \(-outcome.status)")
    default:
      throw MediaError(
        // With 255 ffmpeg ends where a signal asked it to.
        outcome.status == 255 ? .programFailed : code,
        "\(program) ended with status \(outcome.status): \(Films.firstLine(outcome.errors))")
    }
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first
    return String((line ?? "it gave no reason").prefix(300))
  }

  private static func info(_ json: [UInt8], _ path: String) throws(MediaError) -> FilmInfo {
    let answer = try? JSONValue(parsing: json)
    let streams = answer?["streams"]?.elements ?? []
    let film = streams.first { $0["codec_type"]?.string == "video" }
    guard let film, let width = film["width"]?.integer, let height = film["height"]?.integer,
      let seconds = (answer?["format"]?["duration"]?.string).flatMap(Double.init),
      seconds > 0, seconds < 1e6, (1...65_536).contains(width), (1...65_536).contains(height)
    else {
      throw MediaError(.undecodable, "\(path) holds no film with a size and a length")
    }
    let turn = film["side_data_list"]?.elements?.compactMap { $0["rotation"]?.integer }.first ?? 0
    let onItsSide = turn % 180 != 0
    return FilmInfo(
      width: Int(onItsSide ? height : width), height: Int(onItsSide ? width : height),
      seconds: seconds,
      framesPerSecond: rate(film["avg_frame_rate"]?.string ?? ""),
      hasAudio: streams.contains { $0["codec_type"]?.string == "audio" },
      codec: film["codec_name"]?.string ?? "unknown")
  }

  /// ffprobe writes rates as fractions (`24000/1001`); 0 where there is none.
  private static func rate(_ text: String) -> Double {
    let parts = text.split(separator: "/").compactMap { Double($0) }
    return parts.count == 2 && parts[1] > 0 ? parts[0] / parts[1] : 0
  }
}
