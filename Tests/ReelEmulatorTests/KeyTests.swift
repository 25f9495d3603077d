import ReelBasics
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct KeyTests {
  static let real = "xai-" + String(repeating: "a1B2", count: 20)

  @Test(
    arguments: [
      (nil, nil, 401, "unauthenticated"), (nil, "", 401, "unauthenticated"),
      (nil, "test", 401, "unauthenticated"), (nil, "Basic dGVzdA==", 401, "unauthenticated"),
      (nil, "Bearer", 401, "unauthenticated"), (nil, "Bearer anything", 200, nil),
      (nil, "bearer xai-short", 200, nil), ("right-key", "Bearer right-key", 200, nil),
      ("right-key", "Bearer wrong-key", 400, "Incorrect API key provided: wr***ey."),
      ("right-key", "Bearer no", 400, "Incorrect API key provided: ***."),
      (nil, "Bearer \(real)", 401, "Never send a real key"),
      (nil, real, 401, "Never send a real key"),
      (nil, "Bearer\t\(real)", 401, "Never send a real key"),
    ] as [(String?, String?, Int, String?)])
  func checks(required: String?, header: String?, status: Int, words: String?) async throws {
    let bench = try TestBench(EmulatorOptions(requiredKey: required))
    let headers = header.map { ["authorization": $0] } ?? [:]
    let reply = try await bench.get("/v1/models", headers: headers)
    #expect(reply.status == status)
    if let words { #expect(reply.text.contains(words), "\(reply.text)") }
    #expect(!reply.text.contains("wrong-key"))
    #expect(!reply.text.contains(Self.real))
  }

  @Test func aRealKeyIsRefusedEverywhere() async throws {
    let bench = try TestBench()
    for path in ["/media/x.jpg", "/_emulator/ledger", "/nothing"] {
      let reply = try await bench.get(path, headers: ["authorization": "Bearer \(Self.real)"])
      #expect(reply.status == 401)
    }
  }

  @Test(arguments: ["/_emulator/ledger", "/_emulator/stats"])
  func needsNone(path: String) async throws {
    let bench = try TestBench(EmulatorOptions(requiredKey: "right-key"))
    #expect(try await bench.get(path, headers: [:]).status == 200)
  }

  @Test func aRealKeyCannotBeRequired() {
    #expect(throws: EmulatorError.self) {
      try TestBench(EmulatorOptions(requiredKey: Self.real))
    }
  }

  @Test func tellsOfTheKeyMasked() async throws {
    let bench = try TestBench()
    let reply = try await bench.get(
      "/v1/api-key", headers: ["authorization": "Bearer my-test-key"])
    #expect(reply.json["redacted_api_key"] == "my***ey")
  }
}
