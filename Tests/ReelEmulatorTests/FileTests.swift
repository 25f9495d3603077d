import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

/// The Files API.
@Suite(.timeLimit(.minutes(10)))
struct FileTests {
  private func upload(_ bench: TestBench, _ form: FormBody) async throws -> RawReply {
    try await bench.send(form.request("/v1/files"))
  }

  @Test func aFileFromItsUploadToItsEnd() async throws {
    let bench = try TestBench()
    let form = FormBody().field("expires_after", "3600").field("purpose", "x")
      .file("file", VideoTests.picture)
    let file = try await upload(bench, form).json
    let id = try #require(file["id"]?.string)
    #expect(id.hasPrefix("file_"))
    #expect(file["object"] == "file")
    #expect(file["bytes"] == .int(Int64(VideoTests.picture.count)))
    #expect(file["filename"] == "file.png")
    #expect(file["created_at"] == 1_795_000_000)
    #expect(file["expires_at"] == 1_795_003_600)
    #expect(try await bench.get("/v1/files/\(id)").json == file)
    let content = try await bench.get("/v1/files/\(id)/content")
    #expect(content.body == VideoTests.picture)
    #expect(content.headers["content-type"] == "image/jpeg")
    let deleted = try await bench.ask("DELETE", "/v1/files/\(id)")
    #expect(deleted.json == ["id": .string(id), "object": "file", "deleted": true])
    for path in ["/v1/files/\(id)", "/v1/files/\(id)/content"] {
      #expect(try await bench.get(path).status == 404)
    }
    #expect(try await bench.ask("DELETE", "/v1/files/\(id)").status == 404)
    #expect(bench.emulator.ledger.isEmpty)
    #expect(bench.emulator.stats.requests.map(\.path).contains("/v1/files/{id}/content"))
  }

  @Test func publicAddresses() async throws {
    let bench = try TestBench()
    let file = try await upload(bench, FormBody().file("file", VideoTests.picture)).json
    let id = try #require(file["id"]?.string)
    #expect(file["expires_at"] == .null)
    let published = try await bench.post(
      "/v1/files/\(id)/public-url", ["expires_after": 7200])
    #expect(published.json["expires_at"] == 1_795_007_200)
    let url = published.json["public_url"]
    #expect(try await bench.bytes(at: url) == VideoTests.picture)
    #expect(try await bench.get("/v1/files/\(id)").json["public_url"] == url)
    let revoked = try await bench.ask("POST", "/v1/files/\(id)/public-url/revoke")
    #expect(
      revoked.json == ["id": .string(id), "revoked": true, "public_url": try #require(url)])
    #expect(try await bench.get(try bench.path(of: url)).status == 404)
    let again = try await bench.ask("POST", "/v1/files/\(id)/public-url/revoke")
    #expect(again.json["revoked"] == false)
  }

  @Test func theThousandAndFirstPublicAddressIsRefused() async throws {
    let bench = try TestBench()
    var statuses: [Int] = []
    for count in [1000, 1] {
      var ids: [String] = []
      let forms = (0..<count).map {
        FormBody().file("file", Array("\(count) \($0)".utf8)).request("/v1/files")
      }
      for reply in try await bench.exchange(forms) {
        ids.append(try #require(reply.json["id"]?.string))
      }
      let requests = ids.map {
        RawRequest(path: "/v1/files/\($0)/public-url", headers: ["authorization": "Bearer t"])
      }
      statuses.append(try #require(try await bench.exchange(requests).last).status)
    }
    #expect(statuses == [200, 429])
  }

  @Test func pages() async throws {
    let bench = try TestBench()
    for name in ["a", "b", "c"] {
      _ = try await upload(bench, FormBody().file("file", Array(name.utf8)))
    }
    func page(_ query: String) async throws -> (sizes: [Int], next: String?) {
      let reply = try await bench.get("/v1/files?\(query)").json
      return (
        (reply["data"]?.elements ?? []).compactMap { $0["bytes"]?.integer.map { Int($0) } },
        reply["pagination_token"]?.string
      )
    }
    let first = try await page("limit=2&order=asc")
    #expect(first.sizes.count == 2)
    let next = try #require(first.next)
    let second = try await page("limit=2&order=asc&pagination_token=\(next)")
    #expect(second.sizes.count == 1)
    #expect(second.next == nil)
    #expect(try await bench.get("/v1/files?limit=0").status == 400)
    let newest = try await bench.get("/v1/files").json["data"]?.elements?.first
    let oldest = try await bench.get("/v1/files?order=asc").json["data"]?.elements?.last
    #expect(newest == oldest)
  }

  static let refused: [(form: FormBody, status: Int, words: String)] = [
    (FormBody().field("purpose", "x"), 400, "`file` is missing"),
    (
      FormBody().file("file", [1]).field("expires_after", "3600"), 400,
      "`expires_after` must precede `file`"
    ),
    (FormBody().field("expires_after", "3599").file("file", [1]), 400, "from 3600 to 2592000"),
    (FormBody().field("expires_after", "soon").file("file", [1]), 400, "from 3600"),
    (
      FormBody().file("file", Array(repeating: 7, count: 1001)), 413,
      #"{"error":"Failed to read request body: length limit exceeded"}"#
    ),
  ]

  @Test(arguments: 0..<refused.count) func refuses(index: Int) async throws {
    var options = EmulatorOptions()
    options.fileCap = 1000
    let reply = try await upload(TestBench(options), Self.refused[index].form)
    #expect(reply.status == Self.refused[index].status)
    #expect(reply.text.contains(Self.refused[index].words), "\(reply.text)")
  }

  @Test func refusesWhatIsNoForm() async throws {
    #expect(try await TestBench().post("/v1/files", ["file": "x"]).status == 415)
  }

  @Test func theOldestFilesGiveWay() async throws {
    let bench = try TestBench(EmulatorOptions(mediaMemory: 5000))
    for byte in [1, 2, 3] {
      let bytes = Array(repeating: UInt8(byte), count: 1000)
      _ = try await upload(bench, FormBody().file("file", bytes))
    }
    #expect(try await bench.get("/v1/files").json["data"]?.elements?.count == 2)
  }

  @Test func uploadsMeetFaults() async throws {
    let bench = try TestBench()
    var request = FormBody().file("file", [1]).request("/v1/files")
    request.headers["x-emulator-fault"] = "status 503 body=html"
    #expect(try await bench.send(request).status == 503)
    #expect(try await bench.get("/v1/files").json["data"] == [])
  }
}
