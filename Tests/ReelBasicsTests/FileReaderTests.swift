import ReelBasics
import ReelTestSupport
import Testing

@Suite struct FileReaderTests {
  @Test(arguments: [0, 1, 4095, 4096, 4097, 65_536, 200_000])
  func `a file is read whole`(size: Int) throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = try folder.write("x", bytes)
    #expect(try LocalFileReader().read(path, limit: size) == bytes)
    #expect(LocalFileReader().isRegularFile(path))
    if size > 0 {
      #expect(throws: FileReadError.tooLarge(limit: size - 1)) {
        try LocalFileReader().read(path, limit: size - 1)
      }
    }
  }

  @Test func `what is no file is none`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let reader = LocalFileReader()
    #expect(throws: FileReadError.missing) { try reader.read(folder.file("x"), limit: 1) }
    #expect(throws: FileReadError.notRegular) { try reader.read(folder.path, limit: 1) }
    #expect(!reader.isRegularFile(folder.path) && !reader.isRegularFile(folder.file("x")))
    #expect(!reader.isRegularFile(""))
  }

  @Test func `a path does not end at a NUL`() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = try folder.write("lo", [1]) + "\0.png"
    #expect(!LocalFileReader().isRegularFile(path))
    #expect(throws: FileReadError.unreadable("the path holds a NUL character")) {
      try LocalFileReader().read(path, limit: 1)
    }
  }

  @Test func `reasons complete a sentence`() {
    #expect(FileReadError.missing.reason == "does not exist")
    #expect(FileReadError.tooLarge(limit: 64 * 1024 * 1024).reason == "is larger than 64 MiB")
    #expect(FileReadError.unreadable("Permission denied").reason.contains("Permission denied"))
  }
}
