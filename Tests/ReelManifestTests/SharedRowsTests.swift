import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

@Suite struct SharedRowsTests {
  /// Files that count how often they are read.
  private final class CountingReader: FileReader {
    private let files: InMemoryFileReader
    let reads = Locked<[String: Int]>([:])

    init(_ texts: [String: String]) { files = InMemoryFileReader(texts: texts) }

    func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
      reads.withLock { $0[path, default: 0] += 1 }
      return try files.read(path, limit: limit)
    }

    func isRegularFile(_ path: String) -> Bool { files.isRegularFile(path) }
  }

  @Test func `a data file is read once for all assets`() {
    let files = CountingReader(["/project/p.csv": "sku,title\nm1,Mug\nt1,Tee\n"])
    let assets = (0..<5).map { number in
      let key = number % 2 == 0 ? ", key: sku" : ""
      return
        "  a\(number): {generate: image, prompt: '${title}', matrix: {rows: {file: p.csv\(key)}}}"
    }
    let loaded = LoadedManifest(
      "version: 1\nassets:\n" + assets.joined(separator: "\n") + "\n", files: files)
    #expect(loaded.findings == [])
    #expect(files.reads.withLock { $0["/project/p.csv"] } == 1)
    #expect(loaded.asset("a0[sku=t1]")?.prompt == "Tee")
    #expect(loaded.asset("a1[row=1]")?.prompt == "Mug")
  }

  @Test func `what is wrong with a data file is said of each asset`() {
    let files = InMemoryFileReader(texts: ["/project/p.csv": "sku,title\nm1,Mug\n"])
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        a: {generate: image, prompt: '${title}', matrix: {rows: {file: p.csv}}}
        b: {generate: image, prompt: '${title}', matrix: {rows: {file: p.csv, key: id}}}
        c: {generate: image, prompt: '${title}', matrix: {rows: {file: q.csv}}}
        d: {generate: image, prompt: '${title}', matrix: {rows: {file: q.csv}}}
      """, files: files)
    #expect(
      loaded.faults == ["rows.key 4:66", "file.missing 5:66", "file.missing 6:66"])
  }
}
