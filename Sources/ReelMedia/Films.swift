package import ReelBasics

/// Looks at films with ffprobe and ffmpeg, which run as programs of their own.
package final class Films: Sendable {
  private let threads: WorkerThreads
  private let environment: [String: String]
  private let pixelLimit: PixelLimit

  /// All that ffmpeg gets to see of the environment: above all, no key.
  private static let passedOn = [
    "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
  ]

  /// - Parameters:
  ///   - threads: where programs are waited for.
  ///   - environment: of this process; `PATH` and a few more are passed on.
  ///   - pixelLimit: films of larger pictures are refused.
  package init(
    threads: WorkerThreads, environment: Environment, pixelLimit: PixelLimit = .usual
  ) {
    self.threads = threads
    self.pixelLimit = pixelLimit
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
    let input = Films.input(path, pixelLimit)
    let answer = try await run(
      "ffprobe", ["-v", "error", "-of", "json", "-show_format", "-show_streams"] + input,
      timeLimit: .seconds(30), failingAs: .undecodable)
    let info = try info(answer, path)
    if decoding {
      let decoded = try await run(
        "ffmpeg",
        ["-nostdin", "-v", "error", "-xerror"] + input
          + ["-map", "0:v:0", "-map", "0:a?", "-c:a", "copy", "-f", "null", "-"],
        timeLimit: .seconds(120), failingAs: .undecodable)
      guard decoded.errors.isEmpty else { throw failure(.undecodable, path, decoded.errors) }
    }
    return info
  }

  /// How ffmpeg and ffprobe are told to read a file of unknown origin: as MP4 and nothing else,
  /// without following what it may point to, and no larger pictures than that, wherever in the film.
  static func input(_ path: String, _ limit: PixelLimit = .usual) -> [String] {
    ["-max_pixels", "\(limit.count)", "-protocol_whitelist", "file", "-f", "mov"]
      + ["-i", "file:\(path)"]
  }

  /// Runs `ffmpeg` or `ffprobe`. `code` is what its failure means; where a signal ended it, that is
  /// `programFailed`, and where it met too large a picture `tooLarge`.
  func run(
    _ program: String, _ arguments: [String], timeLimit: Duration, failingAs code: MediaError.Code
  ) async throws(MediaError) -> ChildProcess.Outcome {
    let child: ChildProcess
    do throws(MediaError) {
      child = try ChildProcess(
        program: program, arguments: arguments, environment: environment, timeLimit: timeLimit)
    } catch {
      throw MediaError(error.code, "\(error.message); films need the Debian package ffmpeg")
    }
    let outcome = try await child.run(on: threads)
    switch outcome.status {
    case 0: return outcome
    case ..<0:
      throw MediaError(.programFailed, "\(program) was ended by signal \(-outcome.status)")
    default:
      throw failure(
        // With 255 ffmpeg ends where a signal asked it to.
        outcome.status == 255 ? .programFailed : code,
        "\(program) ended with status \(outcome.status)", outcome.errors)
    }
  }

  /// What a program's words mean.
  private func failure(
    _ code: MediaError.Code, _ beginning: String, _ errors: [UInt8]
  ) -> MediaError {
    tooLarge(errors) ?? MediaError(code, "\(beginning): \(Films.firstLine(errors))")
  }

  /// The error for a picture that a program refused for its size; `nil` where it names none.
  private func tooLarge(_ errors: [UInt8]) -> MediaError? {
    // "Picture size 16000x16000 exceeds specified max pixel count 100000000"
    let words = String(decoding: errors, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    for (size, next) in zip(words, words.dropFirst()) where next == "exceeds" {
      let sides = size.split(separator: "x").compactMap { Int($0) }
      guard sides.count == 2 else { continue }
      if let error = pixelLimit.objection(width: sides[0], height: sides[1]) { return error }
    }
    return nil
  }

  private static func firstLine(_ bytes: [UInt8]) -> String {
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first
    return String((line ?? "it gave no reason").prefix(300))
  }

  private func info(
    _ found: ChildProcess.Outcome, _ path: String
  ) throws(MediaError) -> FilmInfo {
    let answer = try? JSONValue(parsing: found.output)
    let streams = answer?["streams"]?.elements ?? []
    let film = streams.first { $0["codec_type"]?.string == "video" }
    guard let film, let width = film["width"]?.integer, let height = film["height"]?.integer,
      let seconds = (answer?["format"]?["duration"]?.string).flatMap(Double.init),
      seconds > 0, seconds < 1e6, width > 0, height > 0
    else {
      // Of too large a picture ffprobe may tell no size, and nothing else amiss.
      throw tooLarge(found.errors)
        ?? MediaError(.undecodable, "\(path) holds no film with a size and a length")
    }
    if let error = pixelLimit.objection(width: Int(width), height: Int(height)) { throw error }
    let turn = film["side_data_list"]?.elements?.compactMap { $0["rotation"]?.integer }.first ?? 0
    let onItsSide = turn % 180 != 0
    return FilmInfo(
      width: Int(onItsSide ? height : width), height: Int(onItsSide ? width : height),
      seconds: seconds,
      framesPerSecond: Films.rate(film["avg_frame_rate"]?.string ?? ""),
      hasAudio: streams.contains { $0["codec_type"]?.string == "audio" },
      codec: film["codec_name"]?.string ?? "unknown")
  }

  /// ffprobe writes rates as fractions (`24000/1001`); 0 where there is none.
  private static func rate(_ text: String) -> Double {
    let parts = text.split(separator: "/").compactMap { Double($0) }
    return parts.count == 2 && parts[1] > 0 ? parts[0] / parts[1] : 0
  }
}
