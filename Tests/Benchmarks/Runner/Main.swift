import ReelBasics

#if canImport(Glibc)
  private import CMalloc
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The benchmark suite: measures Reel beside its peers and prints what came of it.
@main
enum Main {
  static func main() async {
    #if canImport(Glibc)
      // As Reel itself does, so that what runs in this process takes the same memory.
      mallopt(M_ARENA_MAX, 2)
      mallopt(M_MMAP_THRESHOLD, 128 << 10)
      mallopt(M_TRIM_THRESHOLD, 1 << 20)
      mallopt(M_TOP_PAD, 256 << 10)
    #endif
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if let child = arguments.first.flatMap(ChildTask.init(rawValue:)) {
        try await child.run(Array(arguments.dropFirst()))
      } else if arguments.contains("--help") || arguments.contains("-h") {
        DescriptorWriter.standardOutput.write(BenchOptions.help)
      } else {
        try await run(try BenchOptions(arguments))
      }
    } catch {
      DescriptorWriter.standardError.write("reel-bench: \(error)\n")
      exit(1)
    }
  }

  private static func run(_ options: BenchOptions) async throws {
    let bench = try Bench(options)
    // Whatever ends it, what was measured is written; and where nothing can be, nothing is measured.
    func write() throws {
      guard let path = options.jsonPath else { return }
      let results = bench.results.withLock { $0 }
      try Files.write(Array(ResultDocument.json(of: results).pretty.utf8), to: path)
    }
    try write()
    for group in options.groups {
      try await group.run(on: bench)
      try write()
    }
    DescriptorWriter.standardOutput.write(
      ResultText.summary(of: bench.results.withLock { $0 }))
  }
}
