import ReelBasics
import ReelCatalogue
import ReelEmulator
import ReelManifest
import ReelPlan
import ReelProviders
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Who is asked in a run, by the plan that is run.
@Suite(.timeLimit(.minutes(10)))
struct AskedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let sends: Bool
    let emulates: Bool
    let key: String?
    /// Who is asked; `nil` where that is refused.
    let host: String?

    init(sends: Bool, emulates: Bool, key: String?, _ host: String?) {
      self.sends = sends
      self.emulates = emulates
      self.key = key
      self.host = host
    }

    var testDescription: String { "sends \(sends), emulates \(emulates), key \(key ?? "none")" }
  }

  @Test(arguments: [
    Case(sends: true, emulates: true, key: nil, "127.0.0.1"),
    Case(sends: true, emulates: true, key: "key", "127.0.0.1"),
    Case(sends: true, emulates: false, key: "key", "media.example"),
    Case(sends: true, emulates: false, key: nil, nil),
    Case(sends: true, emulates: false, key: "", nil),
    Case(sends: false, emulates: false, key: nil, "nobody.invalid"),
    Case(sends: false, emulates: false, key: "key", "nobody.invalid"),
    Case(sends: false, emulates: true, key: nil, "nobody.invalid"),
  ])
  func isAsThePlanHasIt(_ wanted: Case) throws {
    var options = ManifestOptions()
    options.baseURL = "https://media.example/v1"
    let loaded = LoadedManifest(
      "version: 1\nassets: {x: {generate: image, prompt: P}}", options: options)
    let manifest = try #require(loaded.manifest, "\(loaded.findings)")
    let graph = try #require(loaded.graph)
    let planner = Planner(
      catalogue: .xai, facts: RecordedFacts(), provider: "media.example", decider: Decider())
    let plan = try #require(
      planner.plan(
        manifest, graph: graph, selected: wanted.sends ? nil : [],
        excluded: [], diagnostics: DiagnosticCollector()))
    #expect(plan.sends() == wanted.sends)
    let null = open("/dev/null", O_WRONLY)
    defer { close(null) }
    let writer = DescriptorWriter(descriptor: null)
    let context = ProcessContext(
      arguments: [], environment: wanted.key.map { ["XAI_API_KEY": $0] } ?? [:], folder: "/",
      output: writer, errors: writer, interrupts: { AsyncStream { _ in } })
    let asked = try? Asked(
      sends: plan.sends(), of: manifest, emulator: wanted.emulates ? EmulatorOptions() : nil,
      catalogue: .xai, context)
    defer { asked?.emulator?.stop() }
    #expect(asked?.provider.host == wanted.host)
    #expect((asked?.emulator != nil) == (wanted.sends && wanted.emulates))
  }
}
