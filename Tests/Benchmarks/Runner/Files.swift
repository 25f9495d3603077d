import ReelBasics
import ReelTestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few things that the suite does with files.
enum Files {
  static func workingFolder() throws -> String {
    guard let path = getcwd(nil, 0) else { throw BenchError("there is no working folder") }
    defer { free(path) }
    return String(cString: path)
  }

  /// The path of the program that runs.
  static func ownProgram() throws -> String {
    guard let path = realpath("/proc/self/exe", nil) ?? realpath(CommandLine.arguments[0], nil)
    else { throw BenchError("this program does not know where it is") }
    defer { free(path) }
    return String(cString: path)
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else {
        throw BenchError("'\(made)' cannot be made: \(String(cString: strerror(errno)))")
      }
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else {
      throw BenchError("'\(path)' cannot be written: \(String(cString: strerror(errno)))")
    }
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else {
      throw BenchError("'\(path)' cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  static func read(_ path: String) throws -> [UInt8] {
    do {
      return try LocalFileReader().read(path, limit: 1 << 30)
    } catch {
      throw BenchError("'\(path)' \(error.reason)")
    }
  }

  /// Bytes that no compression and no cache makes less of, the same every time.
  static func noise(_ count: Int) -> [UInt8] {
    var random = SeededGenerator(seed: 7)
    var bytes = [UInt8](repeating: 0, count: count)
    for index in stride(from: 0, to: count, by: 8) {
      var word = random.next()
      for place in index..<min(index + 8, count) {
        bytes[place] = UInt8(truncatingIfNeeded: word)
        word >>= 8
      }
    }
    return bytes
  }

  static func size(_ path: String) -> Int64 { FileStatus.size(of: path) ?? 0 }
}

extension String {
  /// The folder of what this path leads to.
  var folderOfPath: String { "/" + split(separator: "/").dropLast().joined(separator: "/") }
}
