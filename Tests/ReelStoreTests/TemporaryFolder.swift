import ReelBasics
import ReelPlan
import ReelStore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/reel-store-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A state that was made.
  func state() throws -> StateDirectory {
    let state = StateDirectory(path + "/state")
    try state.create()
    return state
  }

  /// A copy of the state in a folder of its own.
  func copy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: path + "/state", toPath: folder.path + "/state")
    return folder
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try FileManager.default.createDirectory(
      atPath: folder.joined(separator: "/"), withIntermediateDirectories: true)
    // In place: a file that was there stays the same file.
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)), as: UTF8.self)
  }

  /// All files and folders below, by path.
  func everything() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }

  /// All files below, with their bytes; `-shm` files are left out, which SQLite writes as it reads.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try everything() where !name.hasSuffix("-shm") {
      contents[name] = try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }
    return contents
  }

  func write(_ bytes: Data, to name: String) throws {
    try bytes.write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
  }

  func permissions(_ name: String) -> Int {
    var status = stat()
    guard lstat(path + "/" + name, &status) == 0 else { return -1 }
    return Int(status.st_mode & 0o7777)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path + "/" + name)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path + "/" + name, withDestinationPath: target)
  }
}

/// Values that tests keep.
enum Sample {
  static let fingerprint = Fingerprint(SHA256.digest("work"))
  static let form = "{\"prompt\":\"a cup\"}"

  static func media(_ text: String, milliseconds: Int? = nil) -> MediaRecord {
    MediaRecord(
      digest: SHA256.digest(text), mediaType: milliseconds == nil ? "image/png" : "video/mp4",
      byteCount: Int64(text.utf8.count), width: 640, height: 480, milliseconds: milliseconds)
  }

  static func intent(
    _ fingerprint: Fingerprint = fingerprint, part: Int = 0, slots: [Int] = [1, 2],
    worstCost: Ticks? = Ticks(700)
  ) -> RequestIntent {
    RequestIntent(
      fingerprint: fingerprint, form: form, part: part, slots: slots, attempt: 1,
      operation: "image.generate", model: "grok-imagine-image", host: "api.x.ai",
      bodyDigest: SHA256.digest("body"), worstCost: worstCost)
  }

  static let answer = ProviderAnswer(
    items: [
      .address("https://example.com/a?x=1"), .object(SHA256.digest("b")), .moderated,
      .unreadable(reason: "its base64 cannot be read"),
    ],
    served: ServedBy(model: "served", revisedPrompt: "a \"red\" cup", requestID: "r-1"),
    cost: Ticks(200), revisedPrompts: [0: "a cup", 1: "another"],
    publicAddresses: [1: "https://files-cdn.x.ai/2"])

  static func output(_ path: String, digest: Digest, fingerprint: Fingerprint = fingerprint)
    -> OutputRecord
  {
    OutputRecord(
      path: path, asset: "cup", fingerprint: fingerprint, slot: 1,
      original: SHA256.digest("original"), recipe: "", digest: digest)
  }
}
