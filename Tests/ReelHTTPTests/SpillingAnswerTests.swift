import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelHTTP

/// What a body is made into, by itself.
@Suite struct SpillingAnswerTests {
  private static let media = (0..<40).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 251) }
  private static let text = String(decoding: Base64.encode(media), as: UTF8.self)

  /// What came of a body, with names in the place of placeholders.
  private struct Outcome: Equatable {
    var body = ""
    var media: [[UInt8]] = []
    var types: [String?] = []
    var raw: [UInt8]?
  }

  /// Feeds a body in pieces that end at `cuts`.
  private func feed(
    _ body: String, cuts: [Int] = [], in directory: TemporaryDirectory, threshold: Int = 16,
    change: (inout HTTPSpill) -> Void = { _ in }
  ) throws -> Outcome {
    var policy = HTTPSpill(folder: directory.path, threshold: threshold)
    change(&policy)
    let answer = SpillingAnswer(policy)
    let bytes = Array(body.utf8)
    var start = 0
    for end in cuts + [bytes.count] {
      try bytes[start..<end].withUnsafeBytes { try unsafe answer.add($0) }
      start = end
    }
    var outcome = Outcome()
    let finished = answer.finish()
    outcome.body = String(decoding: finished.body, as: UTF8.self)
    for (index, text) in finished.texts.enumerated() {
      #expect(outcome.body.contains("\"\(text.placeholder)\""))
      outcome.body = outcome.body.replacing("\"\(text.placeholder)\"", with: "<\(index)>")
      let bytes = try read(text.file.release())
      #expect(text.file.digest == SHA256.digest(bytes))
      outcome.media.append(bytes)
      outcome.types.append(text.mediaType)
    }
    outcome.raw = try finished.raw.map { try read($0.release()) }
    return outcome
  }

  private func read(_ path: String) throws -> [UInt8] {
    let size = try #require(FileStatus.size(of: path))
    defer { FileStatus.remove(path) }
    return try #require(FileStatus.head(of: path, count: Int(size)))
  }

  @Test(
    arguments: [
      (text, nil), ("data:image/png;base64," + text, "image/png"),
      ("DATA", nil), ("data:;base64," + text, nil),
      ("data:Image/JPEG;charset=x;base64," + text, "image/jpeg"),
      (text.replacing("/", with: "\\/"), nil), (text.replacing("+", with: "\\u002B"), nil),
      (text.replacing("+", with: "-").replacing("/", with: "_"), nil),
      (text.replacing("A", with: "A\\r\\n"), nil), (text.replacing("A", with: "\\tA \\n "), nil),
      ("data:image\\/webp;base64," + text, "image/webp"), (text.replacing("=", with: ""), nil),
    ] as [(String, String?)])
  func everyFormIsDecoded(text: String, type: String?) throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let body = #"{"data":[{"b64_json":"\#(text)","mime_type":"image/png"}]}"#
    let outcome = try feed(body, in: directory)
    guard text != "DATA" else {
      #expect(outcome == Outcome(body: body))
      return
    }
    #expect(outcome.body == #"{"data":[{"b64_json":<0>,"mime_type":"image/png"}]}"#)
    #expect(outcome.media == [Self.media])
    #expect(outcome.types == [type])
    #expect(outcome.raw == Array(body.utf8))
    #expect(directory.names() == [])
  }

  private static let mixed =
    #" {"a\"b":"x\\","long":"no base64, and \"longer\" than that","# + "\"" + text
    + #"":["data:image\/png;base64,"#
    + text.replacing("/", with: "\\u002f") + #"",{"":""}],"url":"https:\/\/a\/b?c=d&e=f&g=h","#
    + "\"z\":\""
    + text + "\"}"

  @Test func cutsDoNotMatter() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let whole = try feed(Self.mixed, in: directory)
    #expect(whole.media == [Self.media, Self.media, Self.media])
    #expect(whole.raw == Array(Self.mixed.utf8))
    #expect(
      whole.body.contains(#","<0>:[<1>,{"":""}],"url":"#) || whole.body.contains(",<0>:[<1>,"))
    let count = Self.mixed.utf8.count
    for cut in 0...count {
      #expect(try feed(Self.mixed, cuts: [cut], in: directory) == whole)
      // Others need the few threads too.
      await Task.yield()
    }
    #expect(try feed(Self.mixed, cuts: Array(0..<count), in: directory) == whole)
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      await Task.yield()
      let cuts = (0..<5).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
      #expect(try feed(Self.mixed, cuts: cuts, in: directory) == whole, "seed \(seed)")
    }
    #expect(directory.names() == [])
  }

  @Test(arguments: [
    "<html><p class=\"\(text)\(text)\">", "\"\(text)\"", "\u{feff}{\"a\":\"\(text)\"}", "", " ",
    "null",
    "x{\"\(text)\":1}",
  ])
  func whatIsNoJSONIsLeftAlone(body: String) throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    for cut in 0...body.utf8.count {
      #expect(try feed(body, cuts: [cut], in: directory) == Outcome(body: body))
    }
  }

  @Test(arguments: [
    "\(text)!", "\(text.dropLast(4))A", "\(text)\\\"", "\(text)\\u00e9", "\(text)é", "\(text)=A",
    "data:image/png;base64,", "                    ", "\(text)!\(text)\\\\",
  ])
  func aTextThatTurnsOutToBeNoneGivesWayAndTheOthersStay(text: String) throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let body = "{\"a\":\"\(Self.text)\",\"b\":\"\(text)\",\"c\":[\"\(Self.text)\"],\"d\":1}"
    for cut in 0...body.utf8.count {
      let outcome = try feed(body, cuts: [cut], in: directory)
      #expect(
        outcome.body == "{\"a\":<0>,\"b\":\"\(SpillingAnswer.ruin)\",\"c\":[<1>],\"d\":1}",
        "cut \(cut)")
      #expect(outcome.media == [Self.media, Self.media])
      #expect(outcome.raw == Array(body.utf8), "cut \(cut)")
      #expect(directory.names() == [])
    }
  }

  @Test func longTextsThatAreNoMediaStay() throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let prompt = String(repeating: "a red kite, ", count: 100)
    let nested = String(repeating: "[{\"a\":", count: 10_000)
    for body in [
      "{\"p\":\"\(prompt)\"}", nested, "{\"\\\\\":\"\\\"\\\\\\\"\"", "{\"data:image/png",
    ] {
      #expect(try feed(body, in: directory) == Outcome(body: body))
    }
  }

  @Test func aTextThatTheEndCutsOffIsNoText() throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let body = "{\"a\":\"\(Self.text)"
    let outcome = try feed(body, in: directory)
    #expect(outcome.media == [])
    #expect(outcome.raw == Array(body.utf8))
    #expect((try? JSONValue(parsing: outcome.body.utf8)) == nil)
    #expect(directory.names() == [])
  }

  @Test func placeholdersAreNew() throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let answers = [0, 1].map { _ in SpillingAnswer(HTTPSpill(folder: directory.path, threshold: 16))
    }
    let bodies = try answers.map { answer in
      try Array("[\"\(Self.text)\"]".utf8).withUnsafeBytes { try unsafe answer.add($0) }
      return answer.finish()
    }
    #expect(bodies[0].texts[0].placeholder != bodies[1].texts[0].placeholder)
    #expect(bodies[0].texts[0].placeholder.utf8.count > 25)
  }

  @Test func limitsHold() throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let one = "{\"a\":\"\(Self.text)\"}"
    let many = "[" + Array(repeating: "\"\(Self.text)\"", count: 4).joined(separator: ",") + "]"
    let changes: [(String, @Sendable (inout HTTPSpill) -> Void)] = [
      (one, { $0.maximumFileBytes = 39 }), (many, { $0.maximumFiles = 3 }),
      ("{\"a\":\"" + String(repeating: "é", count: 60) + "\"}", { $0.maximumRestBytes = 100 }),
      ("<html>" + String(repeating: "a", count: 100), { $0.maximumRestBytes = 100 }),
    ]
    for (body, change) in changes {
      let error = #expect(throws: BodyFault.self) { try feed(body, in: directory, change: change) }
      #expect(error?.code == .tooLarge)
    }
    let bounded = try feed(one, in: directory) { $0.maximumRawBytes = 20 }
    #expect(bounded.raw == Array(one.utf8.prefix(20)))
    #expect(try feed(one, in: directory) { $0.maximumFileBytes = 40 }.media == [Self.media])
    #expect(directory.names() == [])
  }

  @Test func aFolderThatIsNotThereIsAFault() throws {
    let directory = try TemporaryDirectory()
    directory.remove()
    let error = #expect(throws: BodyFault.self) {
      try feed("{\"a\":\"\(Self.text)\"}", in: directory)
    }
    #expect(error?.code == .fileFailed)
  }
}
