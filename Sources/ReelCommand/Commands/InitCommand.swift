import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a small manifest that runs at once.
struct InitCommand: Command {
  static let name = "init"
  let spec = CommandSpec(
    name: Self.name, summary: "Write a small manifest that runs at once", operands: "[DIR]",
    options: [], example: "reel init shots && reel run shots/reel.yaml --emulator")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard arguments.operands.count <= 1 else { throw UsageError("'init' takes one directory") }
    let folder = arguments.operands.first ?? "."
    let path = folder == "." ? "reel.yaml" : folder + "/reel.yaml"
    do {
      try write(to: context.absolute(path), folder: context.absolute(folder))
    } catch {
      context.errors.write("reel: \(TerminalText.safe(path)) \(error.reason)\n")
      return .usage
    }
    context.output.write(
      """
      Wrote \(TerminalText.safe(path)). Try it without a key, on the emulator:
        reel run \(ShellQuote.quoted(path)) --emulator

      """)
    return .success
  }

  private struct Failure: Error {
    let reason: String
  }

  private func write(to path: String, folder: String) throws(Failure) {
    var partial = ""
    for part in folder.pathParts {
      partial += "/" + part
      if mkdir(partial, 0o777) != 0, errno != EEXIST {
        throw Failure(reason: "cannot be written: \(systemErrorText(errno))")
      }
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw Failure(
        reason: errno == EEXIST
          ? "exists already; it is left as it is"
          : "cannot be written: \(systemErrorText(errno))")
    }
    let file = DescriptorWriter(descriptor: descriptor)
    file.write(Self.manifest)
    close(descriptor)
    if let trouble = file.trouble {
      unlink(path)
      throw Failure(reason: "cannot be written: \(trouble)")
    }
  }

  /// The manifest that is written.
  static let manifest = """
    version: 1
    name: first-reel

    variables:
      subject: a red kite over a winter beach

    defaults:
      image: {aspect_ratio: 16:9}
      video: {resolution: 480p}

    assets:
      still:
        generate: image
        prompt: ${subject}, wide shot, photorealistic

      dusk:
        edit: still
        prompt: The same place at dusk, warm light on the horizon

      clip:
        animate: dusk
        prompt: The camera follows the wind
        duration: 3

    """
}
