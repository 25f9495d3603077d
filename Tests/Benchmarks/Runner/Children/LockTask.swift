import ReelBasics
import ReelPlan
import ReelStore

/// Writes a lock file, with nothing around it.
enum LockTask {
  /// `arguments`: where it goes, and of how many assets. Prints the seconds and CPU seconds that it
  /// took.
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 2, let count = Int(arguments[1]) else {
      throw BenchError("child-lock takes a path and a number")
    }
    let graph = ChainGraph(count: count)
    let numbers = Dictionary(uniqueKeysWithValues: (0..<count).map { (graph.id($0), $0) })
    let digest = SHA256.digest("bytes")
    let (clock, cpu) = (ContinuousClock(), OwnTime.cpu())
    let start = clock.now
    _ = try LockStore(path: arguments[0]).write(numbers.keys) { (id) throws(StoreError) in
      entry(graph.output(numbers[id] ?? 0), digest)
    }
    let seconds = (clock.now - start).inSeconds
    DescriptorWriter.standardOutput.write("\(seconds) \(OwnTime.cpu() - cpu)\n")
  }

  private static func entry(_ path: String, _ digest: Digest) -> LockFile.Entry {
    func media(_ size: Int64) -> MediaRecord {
      MediaRecord(digest: digest, mediaType: "image/jpeg", byteCount: size, width: 64, height: 48)
    }
    var entry = LockFile.Entry()
    entry.fingerprint = Fingerprint(digest)
    entry.outputs = [
      LockFile.Output(
        path: path, variant: 1, media: media(1795), original: media(846),
        recipe: "mark1(made,a039f944fd75d463,1)", model: "grok-imagine-image",
        requestID: "0123456789abcdef0123456789abcdef", revisedPrompt: nil)
    ]
    return entry
  }
}
