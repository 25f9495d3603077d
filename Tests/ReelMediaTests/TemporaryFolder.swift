@testable import ReelMedia

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of one test's own, gone with it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("\(P_tmpdir)/reel-media-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw MediaError(.file, "no temporary folder") }
    path = template.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// What lies in it, sorted.
  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A path in it; with bytes, the file is written.
  func file(_ name: String, _ bytes: [UInt8]? = nil) throws -> String {
    let path = "\(path)/\(name)"
    if let bytes { try MediaFile.create(path, bytes, durable: false) }
    return path
  }
}
