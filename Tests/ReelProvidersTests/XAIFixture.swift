import ReelBasics
import ReelCatalogue
import ReelHTTP
import ReelProviders

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A provider to ask, and ways to write what it gets.
enum XAI {
  static let secret = "xai-SECRET-0123456789"
  /// Sun, 06 Nov 1994 08:49:37 GMT
  static let now: Int64 = 784_111_777

  static func provider(_ base: String = "https://api.x.ai/v1") throws -> XAIProvider {
    try XAIProvider(baseURL: base, key: APIKey(secret), catalogue: .xai, now: { now })
  }

  static let picture = ProviderRequest(
    operation: .generateImage, model: "grok-imagine-image-2.0", prompt: "a kite", count: 4)
  static let film = ProviderRequest(
    operation: .generateVideo, model: "grok-imagine-video", prompt: "waves")

  static func created(
    _ status: Int, _ body: String, _ headers: HTTPHeaders = [:],
    for request: ProviderRequest = picture
  ) throws -> CreateAnswer {
    try provider().answer(to: request, .success(response(status, body, headers)))
  }

  static func polled(
    _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
  ) throws -> PollAnswer {
    try provider().pollAnswer(job: "job-1", .success(response(status, body, headers)))
  }

  static func response(
    _ status: Int, _ body: String, _ headers: HTTPHeaders = [:]
  ) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
  }
}

extension HTTPBody {
  /// All bytes as they would go out, files read.
  func joined() throws -> [UInt8] {
    try parts.flatMap { part -> [UInt8] in
      switch part {
      case .bytes(let bytes): bytes
      case .file(let path, _, _): Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      case .base64File(let path, _, _):
        Array(try Data(contentsOf: URL(fileURLWithPath: path)).base64EncodedString().utf8)
      }
    }
  }
}

extension CreateAnswer {
  /// The answer's case, and of a refusal its kind.
  var kind: String {
    switch self {
    case .results: "results"
    case .job: "job"
    case .refused(let refusal): refusal.kind.rawValue
    case .notTaken(_, _, let slowsDown): slowsDown ? "slow down" : "not taken"
    case .unsettled: "unsettled"
    }
  }

  var refusal: ProviderRefusal? {
    guard case .refused(let refusal) = self else { return nil }
    return refusal
  }

  var results: ProviderResults? {
    guard case .results(let results) = self else { return nil }
    return results
  }

  /// What people would read.
  var text: String {
    switch self {
    case .refused(let refusal): refusal.message
    case .notTaken(let reason, _, _), .unsettled(let reason): reason
    case .job(let id, _): id
    case .results(let results): "\(results)"
    }
  }
}

extension PollAnswer {
  /// The answer's case, and of a refusal its kind.
  var kind: String {
    switch self {
    case .pending: "pending"
    case .results: "results"
    case .refused(let refusal): refusal.kind.rawValue
    case .failed: "failed"
    case .lost: "lost"
    case .account: "account"
    case .unreachable: "unreachable"
    }
  }

  var results: ProviderResults? {
    guard case .results(let results) = self else { return nil }
    return results
  }
}
