import ReelBasics
import Testing

@testable import ReelHTTP

@Suite struct CurlTransferTests {
  /// libcurl begins anew where a used connection breaks. What it counts as sent says nothing of a first
  /// time whose bytes waited for room in the socket, so that a POST begins once in any case.
  @Test(arguments: [HTTPRequest.Method.get, .delete, .post])
  func aPostBeginsOnce(method: HTTPRequest.Method) async throws {
    let address = try #require(CurlLibrary.address("http://127.0.0.1:9/"))
    let request = HTTPRequest(method, address.url, body: HTTPBody([1]))
    let begins = Locked([Bool]())
    let result: Result<CurlAnswer, HTTPError> = await withCheckedContinuation { continuation in
      let job = CurlJob(
        id: 1, request: request, address: address, destination: nil, progress: nil,
        continuation: continuation)
      do throws(HTTPError) {
        let transfer = try CurlTransfer(job, makeRoom: { false })
        begins.withLock { $0 = [transfer.begin(), transfer.begin()] }
        continuation.resume(returning: .failure(transfer.broken()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    #expect(begins.withLock { $0 } == [true, method != .post])
    // Not a byte was counted, and the request was never handed over.
    let error = #expect(throws: HTTPError.self) { try result.get() }
    #expect(error?.reach == .nothingSent)
  }
}
