import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run as the page that GitHub Actions shows of a step, in Markdown.
struct StepSummary {
  /// The most that GitHub takes of a step, in bytes ("Adding a job summary": 1 MiB).
  static let limit = 1 << 20

  let summary: RunSummary
  let manifest: Manifest

  /// Adds the page to what stands in a file already.
  ///
  /// - Returns: why it could not be, in words.
  func append(to path: String) -> String? {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return systemErrorText(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return systemErrorText(errno) }
    let writer = DescriptorWriter(descriptor: descriptor)
    writer.write(text(atMost: Self.limit - Int(status.st_size)))
    return writer.ending
  }

  /// The page, cut off at a line where it would be larger than so many bytes.
  func text(atMost limit: Int) -> String {
    let last = "\nMore does not fit here: the summary of the run and its report have it.\n"
    var text = ""
    var left = limit - last.utf8.count
    for line in lines {
      left -= line.utf8.count
      // Less than half a page is no page at all.
      guard left >= 0 else { return text.isEmpty ? "" : text + last }
      text += line
    }
    return text
  }

  private var lines: [String] {
    let report = summary.report
    let isDone = summary.status == .success
    var lines = [
      "### Reel: \(MarkdownText.escaped(manifest.name)), "
        + (isDone ? "all is there\n\n" : "not all is there\n\n")
    ]
    if let stop = report.stop {
      lines.append("**\(MarkdownText.escaped(RunLog.endWords(stop)))**\n\n")
    }
    let troubles = report.entries.filter { !$0.outcome.isDone && $0.outcome != .excluded }
    lines += table(
      ["asset", "at", "what happened, and what to do"],
      troubles.sorted { isUrgent($0) && !isUrgent($1) }.map { entry in
        [
          entry.id.text, entry.location?.description ?? "",
          summary.outcomes.words(entry.outcome, of: entry.id),
        ]
      })
    lines += table(
      ["outcome", "assets"], report.counts.sorted { $0.key < $1.key }.map { [$0, "\($1)"] })
    lines.append(MarkdownText.escaped(summary.money) + "\n\n")
    lines += table(
      ["tag", "assets", "cost"],
      report.totalsByTag.sorted { $0.key < $1.key }.map { tag, totals in
        [tag, "\(totals.assets)", "\(totals.cost)"]
      })
    return lines
      + table(
        ["output", "asset", "cost"],
        report.entries.filter { $0.cost != .zero || !$0.paths.isEmpty }.map { entry in
          let paths = entry.paths.map { "\(summary.outcomes.folder)/\($0)" }
          return [paths.joined(separator: ", "), entry.id.text, "\(entry.cost)"]
        })
  }

  private func isUrgent(_ entry: RunReport.Entry) -> Bool {
    switch entry.outcome {
    case .stopped, .blocked(_, .notThere), .skipped: false
    default: true
    }
  }

  private func table(_ head: [String], _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    return [MarkdownText.head(head)] + rows.map(MarkdownText.row) + ["\n"]
  }
}
