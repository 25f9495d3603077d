/// What ffmpeg is told: inputs, a graph of filters that ends in `[v]`, and a length.
struct FilmScript {
  private let inputs: [String]
  private let graph: String
  private let frames: Int
  private let preset: String

  /// All of ffmpeg's arguments. One thread and no dates or versions: the same bytes every time.
  func arguments(sound: Bool, output: String) -> [String] {
    let length = FilmScript.seconds(frames)
    let silence = ["-f", "lavfi", "-t", length, "-i", "anullsrc=r=48000:cl=mono"]
    let count = inputs.count { $0 == "-i" }
    return ["-nostdin", "-v", "error", "-y", "-filter_threads", "1"]
      + inputs + (sound ? silence : [])
      + ["-filter_complex_threads", "1", "-filter_complex", graph, "-map", "[v]"]
      + (sound ? ["-map", "\(count):a", "-c:a", "aac", "-b:a", "32k"] : [])
      + ["-t", length, "-c:v", "libx264", "-preset", preset, "-crf", "23"]
      + ["-pix_fmt", "yuv420p", "-threads", "1", "-map_metadata", "-1"]
      + ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
      + ["-movflags", "+faststart", "-f", "mp4", "file:\(output)"]
  }

  /// One colour.
  static func tiny(_ scene: FilmScene, frames: Int) -> FilmScript {
    let colour = Palette(seed: scene.seed).main(0.65, 0.12).map { UInt8($0) }
    let number = colour.reduce(0) { $0 << 8 | Int($1) }
    let digits = String(number, radix: 16)
    let name = "0x" + String(repeating: "0", count: 6 - digits.count) + digits
    return FilmScript(
      inputs: [], graph: "color=c=\(name):s=\(size(scene)):r=\(FilmArtist.rate)[v]",
      frames: frames, preset: "ultrafast")
  }

  /// The size at which a still picture is prepared. The zoom filter cuts at whole pixels: on a larger
  /// picture its steps are too small to be seen.
  static func canvas(of scene: FilmScene) -> (width: Int, height: Int) {
    let factor = scene.width * scene.height <= 600_000 ? 2 : 1
    return (scene.width * factor, scene.height * factor)
  }

  /// The camera on a picture.
  static func still(
    _ scene: FilmScene, _ parts: FilmParts, motion: FilmScene.Motion, frames: Int,
    fadesToLast: Bool, hasOverlay: Bool
  ) -> FilmScript {
    let canvas = canvas(of: scene)
    var inputs = raw(parts.path(.picture), "rgb24", "\(canvas.width)x\(canvas.height)")
    let clock = "setsar=1,settb=1/\(FilmArtist.rate)"
    var graph = "[0:v]format=yuv420p,\(move(motion, frames: frames, scene)),\(clock)"
    if fadesToLast {
      inputs += raw(parts.path(.last), "rgb24", size(scene))
      // The last quarter of a second is the last picture alone.
      let fade = min(24, frames / 2)
      let start = frames - fade - FilmArtist.rate / 4
      graph +=
        "[a];[1:v]format=yuv420p,loop=loop=\(frames):size=1,settb=1/\(FilmArtist.rate),"
        + "setpts=N,fps=\(FilmArtist.rate),\(clock)[b];[a][b]"
        + "xfade=transition=fade:duration=\(seconds(fade)):offset=\(seconds(start))"
    }
    return FilmScript(
      inputs: inputs, graph: graph, frames: frames, preset: "veryfast"
    ).overlaid(hasOverlay, scene, parts)
  }

  /// A film in other colours.
  static func edit(
    _ scene: FilmScene, _ parts: FilmParts, frames: Int, hasOverlay: Bool
  ) -> FilmScript {
    var random = SeededRandom(seed: scene.seed)
    let turn = random.number(in: 30...80) * (random.number(in: 0...1) < 0.5 ? -1 : 1)
    return FilmScript(
      inputs: Films.input(parts.path(.film)),
      graph: "[0:v]\(filled(scene)),\(even(frames)),hue=h=\(Int(turn)):s=1.2",
      frames: frames, preset: "veryfast"
    ).overlaid(hasOverlay, scene, parts)
  }

  /// A film, then the camera on its last frame.
  static func extend(
    _ scene: FilmScene, _ parts: FilmParts, frames: Int, tail: Int, hasOverlay: Bool
  ) -> FilmScript {
    let canvas = canvas(of: scene)
    let head = "[0:v]\(filled(scene)),\(even(frames)),split[a][b]"
    let last = "[b]trim=start_frame=\(frames - 1),setpts=PTS-STARTPTS"
    let moved = "scale=\(canvas.width):\(canvas.height),\(move(.pushIn, frames: tail, scene))"
    return FilmScript(
      inputs: Films.input(parts.path(.film)),
      graph: "\(head);\(last),\(moved),setsar=1[tail];[a][tail]concat=n=2:v=1:a=0",
      frames: frames + tail, preset: "veryfast"
    ).overlaid(hasOverlay, scene, parts, from: frames)
  }

  /// With the scene's panel, if it has one, from a frame on; the graph's end is named `[v]`.
  private func overlaid(
    _ hasOverlay: Bool, _ scene: FilmScene, _ parts: FilmParts, from first: Int = 0
  ) -> FilmScript {
    guard hasOverlay else {
      return FilmScript(inputs: inputs, graph: graph + "[v]", frames: frames, preset: preset)
    }
    let count = inputs.count { $0 == "-i" }
    return FilmScript(
      inputs: inputs + FilmScript.raw(parts.path(.overlay), "rgba", FilmScript.size(scene)),
      graph: graph + "[bare];[bare][\(count):v]"
        + "overlay=enable='gte(t,\(FilmScript.seconds(first)))'[v]",
      frames: frames, preset: preset)
  }

  // MARK: - Pieces

  private static func size(_ scene: FilmScene) -> String { "\(scene.width)x\(scene.height)" }

  /// One frame of raw pixels.
  private static func raw(_ path: String, _ pixels: String, _ size: String) -> [String] {
    ["-protocol_whitelist", "file", "-f", "rawvideo", "-pixel_format", pixels]
      + ["-video_size", size, "-framerate", "\(FilmArtist.rate)", "-i", "file:\(path)"]
  }

  /// Any film at the scene's size and rate.
  private static func filled(_ scene: FilmScene) -> String {
    "setpts=PTS-STARTPTS,fps=\(FilmArtist.rate),"
      + "scale=\(scene.width):\(scene.height):force_original_aspect_ratio=increase,"
      + "crop=\(scene.width):\(scene.height),setsar=1,format=yuv420p"
  }

  /// Exactly so many frames; where some are missing the last one stays.
  private static func even(_ frames: Int) -> String {
    "tpad=stop_mode=clone:stop=\(frames),trim=end_frame=\(frames)"
  }

  private static func move(_ motion: FilmScene.Motion, frames: Int, _ scene: FilmScene) -> String {
    let part = "on/\(frames)"
    let middle = ("(iw-iw/zoom)/2", "(ih-ih/zoom)/2")
    let (zoom, x, y) =
      switch motion {
      case .pushIn: ("1+0.3*\(part)", middle.0, middle.1)
      case .pullOut: ("1.3-0.3*\(part)", middle.0, middle.1)
      case .panLeft: ("1.25", "(iw-iw/zoom)*(1-\(part))", middle.1)
      case .panRight: ("1.25", "(iw-iw/zoom)*\(part)", middle.1)
      }
    return "zoompan=z='\(zoom)':x='\(x)':y='\(y)':d=\(frames):s=\(size(scene))"
      + ":fps=\(FilmArtist.rate)"
  }

  /// A number of frames as seconds with the digits that ffmpeg keeps.
  private static func seconds(_ frames: Int) -> String {
    let micro = frames * 1_000_000 / FilmArtist.rate
    let rest = String(micro % 1_000_000)
    return "\(micro / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
  }
}
