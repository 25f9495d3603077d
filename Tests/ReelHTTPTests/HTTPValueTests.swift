import ReelBasics
import Testing

@testable import ReelHTTP

@Suite struct HTTPValueTests {
  @Test func headersCompareNamesWithoutCase() {
    var headers: HTTPHeaders = ["Content-Type": "text/plain"]
    headers.append("X-Two", "a")
    headers.append("x-two", "b")
    #expect(headers["content-TYPE"] == "text/plain")
    #expect(headers["X-TWO"] == "a")
    #expect(headers.values("x-Two") == ["a", "b"])
    #expect(headers["X-Tw"] == nil)
    #expect(headers.fields.map(\.name) == ["Content-Type", "X-Two", "x-two"])
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64FollowsTheRFC(plain: String, text: String) {
    #expect(Base64.encode(bytes(plain)) == bytes(text))
    let part = HTTPBody.Part.base64File(path: "x", byteCount: Int64(plain.utf8.count))
    #expect(part.byteCount == Int64(text.utf8.count))
  }

  @Test(arguments: [
    ("https://example.com/a?b=c", nil as HTTPError.Code?),
    ("http://127.0.0.1:80/", nil), ("http://127.9.8.7/", nil), ("http://localhost/", nil),
    ("http://LOCALHOST/", nil), ("http://[::1]:8080/", nil), ("http://127.1/", nil),
    ("http://example.com/", .insecure), ("http://127.0.0.1.example.com/", .insecure),
    ("http://127.example.com/", .insecure), ("http://128.0.0.1/", .insecure),
    ("http://localhost.example.com/", .insecure), ("http://10.0.0.1/", .insecure),
    ("ftp://example.com/", .invalidURL), ("file:///etc/passwd", .invalidURL),
    ("https://user:word@example.com/", .invalidURL),
    ("http://127.0.0.1@example.com/", .invalidURL),
    ("example.com", .invalidURL), ("", .invalidURL), ("https://", .invalidURL),
    ("https://exa mple.com/", .invalidURL), ("https://example.com/\r\nX: y", .invalidURL),
  ])
  func addressesAreCheckedAsLibcurlReadsThem(url: String, code: HTTPError.Code?) {
    let address = CurlLibrary.address(url)
    let found = address.map { $0.objection(allowsPlainHTTP: false)?.code } ?? .invalidURL
    #expect(found == code)
  }

  @Test(arguments: [
    ("https://a.example/x/y", "z?q=1", "https://a.example/x/z?q=1"),
    ("https://a.example/x", "//b.example/y", "https://b.example/y"),
    ("https://a.example/x", "https://b.example:8443/ y", "https://b.example:8443/%20y"),
    ("https://a.example/x", "http://b.example/", nil),
    ("https://a.example/x", "http://127.0.0.1/", nil),
    ("http://127.0.0.1/x", "https://b.example/", "https://b.example/"),
    ("http://127.0.0.1/x", "http://b.example/", nil),
    ("https://a.example/x", "file:///etc/passwd", nil),
    ("https://a.example/x", "https://user@b.example/", nil),
  ])
  func redirectsLeadOnlyToWhereRequestsMayGo(from: String, location: String, to: String?) throws {
    let address = try #require(CurlLibrary.address(from))
    let next = try? address.redirect(to: location, allowsPlainHTTP: false)
    #expect(next?.url == to)
  }

  @Test func plainHTTPWhereTheRequestAllowsIt() throws {
    let address = try #require(CurlLibrary.address("http://example.com/"))
    #expect(address.objection(allowsPlainHTTP: true) == nil)
    let secure = try #require(CurlLibrary.address("https://example.com/"))
    #expect(throws: HTTPError.self) {
      try secure.redirect(to: "http://example.com/", allowsPlainHTTP: true)
    }
  }

  @Test func theHeadIsCompleteWithItsEmptyLine() {
    var head = HTTPResponseHead(limit: 200)
    var fits = true
    for line in ["HTTP/1.1 100 Continue\r\n", "X: 1\r\n", "\r\n"] { fits = head.add(bytes(line)) }
    #expect(fits && head.isComplete && head.status == 100)
    for line in ["HTTP/1.1 200 OK\r\n", "Y:  two words \r\n"] { fits = head.add(bytes(line)) }
    #expect(fits && !head.isComplete)
    #expect(head.headers == ["Y": "two words"])
    fits = head.add(bytes("\r\n"))
    #expect(fits && head.isComplete && head.status == 200 && !head.isDelimited)
    fits = head.add([UInt8](repeating: 65, count: 200))
    #expect(!fits)
  }

  @Test func noTrailerBeginsAnotherHead() {
    var head = HTTPResponseHead(limit: 200)
    let lines = [
      "HTTP/1.1 103 Early Hints", "X: 1", "", "HTTP/1.1 200 OK", "Y: 2", "", "HTTP/1.1 500 No: x",
      "HTTP/Z: 3", "",
    ]
    var count = 0
    for line in lines {
      let fits = head.add(bytes(line + "\r\n"))
      count += line.utf8.count + 2
      #expect(fits, "\(line)")
    }
    #expect(head.isComplete && head.status == 200)
    #expect(head.headers == ["Y": "2"])
    #expect(head.byteCount == count)
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK", "Content-Length: 3", true), ("HTTP/1.1 200 OK", "X: y", false),
    ("HTTP/1.1 200 OK", "transfer-encoding: gzip, Chunked", true), ("HTTP/2 200", "x: y", true),
    ("HTTP/1.1 204 No", "X: y", true), ("HTTP/1.0 200 OK", "Connection: close", false),
  ])
  func someAnswersSayWhereTheyEnd(status: String, header: String, isDelimited: Bool) {
    var head = HTTPResponseHead(limit: 200)
    for line in [status, header, ""] { _ = head.add(bytes(line + "\r\n")) }
    #expect(head.isDelimited == isDelimited)
  }

  @Test(arguments: [
    ("X-Ok", "fine", true), ("X-Empty", "", true), ("Bad Name", "x", false), ("", "x", false),
    ("X", "a\r\nY: b", false), ("X", "a\nb", false), ("X", "a\0b", false),
    ("Content-Length", "3", false), ("host", "h", false), ("EXPECT", "100-continue", false),
  ])
  func headersThatCouldSmuggleAreRefused(name: String, value: String, isFine: Bool) {
    let request = HTTPRequest(.get, "https://example.com/", headers: [name: value])
    #expect((request.flaw == nil) == isFine)
    if let flaw = request.flaw, value.count > 1 { #expect(!flaw.contains(value)) }
  }
}
