import ReelBasics
import ReelCommand
import ReelMedia

/// Makes a project that is finished: with the tool itself, and with somebody in the provider's place
/// who has every picture and film ready.
enum ProjectTask {
  /// The provider that a finished project was made with: at an address where nobody is.
  static let baseURL = "http://127.0.0.1:1/v1"
  static let environment = ["XAI_API_KEY": "reel-bench"]

  /// `arguments`: the project's folder, which has its manifest `reel.yaml`, and a folder for a while.
  static func run(_ arguments: [String]) async throws {
    guard arguments.count == 2 else { throw BenchError("child-project takes two folders") }
    let media = try await TinyMedia.draw(in: arguments[1])
    let context = ProcessContext(
      arguments: ["run", "reel.yaml", "--base-url", baseURL, "-q", "-j", "64"],
      environment: Environment(environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }),
      folder: arguments[0],
      output: DescriptorWriter(descriptor: 2), errors: .standardError,
      interrupts: { AsyncStream { _ in } },
      standIn: { objects, host in ReadyProvider(objects: objects, host: host, media: media) })
    let status = await ReelTool().run(context)
    guard status == .success else { throw BenchError("the run ended with \(status.rawValue)") }
  }
}
