/// Jobs that only take time: many that need nothing of each other, and a chain in which each needs the
/// one before.
struct JobLoad: Sendable {
  struct Job: Sendable {
    let name: String
    /// The one that has to end first.
    var after: String?
  }

  let independent: Int
  var chain = 0
  /// Whether the chain stands before the others.
  var chainIsFirst = false
  let milliseconds: Int
  let cap: Int

  var jobs: [Job] {
    let others = (0..<independent).map { Job(name: "job-" + ChainGraph.padded($0, 6)) }
    let links = (0..<chain).map { index in
      Job(name: Self.link(index), after: index == 0 ? nil : Self.link(index - 1))
    }
    return chainIsFirst ? links + others : others + links
  }

  private static func link(_ index: Int) -> String { "link-" + ChainGraph.padded(index, 6) }

  /// The least time in which they can be done, in seconds: as long as the chain, or as many turns as
  /// there have to be.
  var bound: Double {
    let turns = (independent + chain + cap - 1) / cap
    return Double(max(chain, turns) * milliseconds) / 1000
  }

  var seconds: String { FigureText.fixed(Double(milliseconds) / 1000, 3) }

  // MARK: In the words of Reel and its peers

  func manifest(head: String = "") -> String {
    var text = "version: 1\nname: jobs\noutput: out\n\(head)\nassets:\n"
    for job in jobs {
      let made = job.after.map { "edit: \($0)" } ?? "generate: image"
      text += "  \(job.name): {\(made), prompt: \(job.name)}\n"
    }
    return text
  }

  var makefile: String {
    let names = jobs.map(\.name).joined(separator: " ")
    let rules = jobs.map { "\($0.name): \($0.after ?? "")\n\t@sleep \(seconds)\n" }.joined()
    return "MAKEFLAGS += -rR\n.PHONY: all \(names)\nall: \(names)\n\(rules)"
  }

  var ninja: String {
    "rule wait\n  command = sleep \(seconds)\n"
      + jobs.map { "build \($0.name): wait \($0.after ?? "")\n" }.joined()
  }

  /// A program of Python's asyncio, with a semaphore as wide as the cap.
  var asyncio: String {
    let rows = jobs.map { "    (\"\($0.name)\", \($0.after.map { "\"\($0)\"" } ?? "None")),\n" }
    return """
      import asyncio

      JOBS = [
      \(rows.joined())]


      async def main():
          slots = asyncio.Semaphore(\(cap))
          ended = {name: asyncio.Event() for name, _ in JOBS}

          async def work(name, after):
              if after is not None:
                  await ended[after].wait()
              async with slots:
                  await asyncio.sleep(\(seconds))
              ended[name].set()

          await asyncio.gather(*(work(*job) for job in JOBS))


      asyncio.run(main())

      """
  }
}
