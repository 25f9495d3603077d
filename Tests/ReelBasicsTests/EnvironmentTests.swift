import ReelBasics
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct EnvironmentTests {
  @Test func thatOfThisProcessIsRead() {
    let path = getenv("PATH").map { String(cString: $0) }
    #expect(path != nil)
    #expect(Environment.ofThisProcess["PATH"] == path)
    #expect(Environment.ofThisProcess["REEL_NOBODY_SETS_THIS"] == nil)
    let some = Environment.ofThisProcess.only(["PATH", "REEL_NOBODY_SETS_THIS"])
    #expect(some == ["PATH": path])
  }

  /// C reads a name to its first zero, and a name with `=` as one that goes on in the value.
  @Test(arguments: ["PATH\0", "PATH\0x", "", "="])
  func noOtherNameIsThatOfAVariable(_ name: String) {
    #expect(Environment.ofThisProcess[name] == nil)
  }

  @Test func aNameWithPartOfAValueIsNone() throws {
    let path = try #require(Environment.ofThisProcess["PATH"])
    #expect(Environment.ofThisProcess["PATH=" + path] == nil)
  }

  @Test func givenOnesAreAll() {
    let environment: Environment = ["A": "1", "B": ""]
    #expect(environment["A"] == "1")
    #expect(environment["B"] == "")
    #expect(environment["PATH"] == nil)
    #expect(environment.only(["B", "PATH"]) == ["B": ""])
  }
}
