import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct ServerTests {
  @Test func threeHundredAtOnce() async throws {
    let bench = try TestBench(EmulatorOptions(imageLatency: .seconds(1)))
    let requests = (0..<300).map {
      TestBench.request("/v1/images/generations", ["prompt": .string("\($0)")])
    }
    async let replies = bench.exchange(requests)
    await bench.timer.waitForScheduled(300)
    // The server still answers others.
    #expect(try await bench.get("/v1/models").status == 200)
    bench.timer.advance(by: .seconds(1))
    #expect(try await replies.map(\.status) == Array(repeating: 200, count: 300))
    #expect(bench.emulator.stats.peakInFlight.image == 300)
  }

  @Test func stopAnswersWhatWaits() async throws {
    let bench = try TestBench(EmulatorOptions(imageLatency: .seconds(1)))
    let request = TestBench.request("/v1/images/generations", ["prompt": "p"])
    async let replies = bench.exchange(Array(repeating: request, count: 20))
    await bench.timer.waitForScheduled(20)
    bench.emulator.stop()
    bench.emulator.stop()
    #expect(try await replies.allSatisfy { $0.status == 503 })
    bench.timer.advance(by: .seconds(2))
    #expect(bench.emulator.ledger.isEmpty)
    #expect(bench.emulator.baseURL == nil)
    await #expect(throws: RawClientError.self) { try await bench.get("/v1/models") }
    #expect(throws: EmulatorError.self) { try bench.emulator.start() }
  }

  @Test func stopWhileRequestsComeIn() async throws {
    for _ in 0..<20 {
      let bench = try TestBench()
      let request = TestBench.request("/v1/images/generations", ["prompt": "p"])
      let replies = Task { try await bench.exchange(Array(repeating: request, count: 30)) }
      while bench.emulator.ledger.isEmpty { await Task.yield() }
      bench.emulator.stop()
      // Some are cut off, and none hangs.
      _ = await replies.result
    }
  }

  @Test func aTakenPortIsAnError() throws {
    let bench = try TestBench()
    #expect(bench.emulator.baseURL == "http://127.0.0.1:\(bench.port)/v1")
    let error = #expect(throws: EmulatorError.self) {
      try TestBench(EmulatorOptions(port: UInt16(bench.port)))
    }
    #expect(error?.description.contains("127.0.0.1:\(bench.port): ") == true)
  }

  @Test func largeMediaComeWhole() async throws {
    let bench = try TestBench()
    let large =
      FakeStudio.picture(PixelSize(width: 8, height: 8))
      + (0..<3_000_000).map {
        UInt8(truncatingIfNeeded: $0 &* 31)
      }
    let reply = try await bench.post(
      "/v1/images/edits", ["prompt": "p", "image": .string(dataURI(large))])
    #expect(reply.status == 200, "\(reply.text.prefix(200))")
    #expect(bench.studio.pictures.withLock { $0.first?.inputs } == [large])
  }

  @Test func headHasNoBody() async throws {
    let bench = try TestBench()
    let reply = try await bench.send(
      RawRequest(method: "HEAD", path: "/v1/models", headers: ["authorization": "Bearer t"]))
    #expect(reply.status == 200)
    #expect(reply.body.isEmpty)
  }

  @Test func catalogueIsServed() async throws {
    let bench = try TestBench()
    let all = try await bench.get("/v1/models").json
    #expect(all["object"] == "list")
    let current = Catalogue.xai.models.filter { $0.status == .current }
    #expect(all["data"]?.elements?.compactMap { $0["id"]?.string } == current.map(\.name))
    let images = try await bench.get("/v1/image-generation-models").json
    #expect(images["models"]?.elements?.map { $0["image_price"] } == [4, 2])
    let videos = try await bench.get("/v1/video-generation-models").json
    #expect(videos["models"]?.elements?.count == 3)
    let one = try await bench.get("/v1/video-generation-models/grok-imagine-video-1.5-preview")
    #expect(one.json["id"] == "grok-imagine-video-1.5")
    #expect(one.json["output_modalities"] == ["video"])
    #expect(try await bench.get("/v1/image-generation-models/grok-imagine-video").status == 404)
  }
}

@Suite(.timeLimit(.minutes(10)))
struct TimerThreadTests {
  @Test func doesInOrderAndNeverEarly() async {
    let timer = TimerThread()
    defer { timer.stop() }
    let start = timer.now()
    let order = Locked<[(number: Int, early: Bool)]>([])
    await withCheckedContinuation { continuation in
      for (number, milliseconds) in [(2, 30), (1, 10), (0, -5), (3, 60)] {
        let moment = start + .milliseconds(milliseconds)
        timer.schedule(at: moment) {
          let early = timer.now() < moment
          order.withLock { $0.append((number, early)) }
          if number == 3 { continuation.resume() }
        }
      }
    }
    #expect(order.withLock { $0.map(\.number) } == [0, 1, 2, 3])
    #expect(order.withLock { $0.allSatisfy { !$0.early } })
  }

  @Test func dropsWhatIsLeft() async {
    let timer = TimerThread()
    let happened = Locked(false)
    timer.schedule(at: timer.now() + .seconds(3600)) { happened.withLock { $0 = true } }
    timer.stop()
    timer.schedule(at: timer.now()) { happened.withLock { $0 = true } }
    #expect(!happened.withLock { $0 })
  }
}
