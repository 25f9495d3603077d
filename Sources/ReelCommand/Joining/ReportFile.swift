import ReelBasics
import ReelCatalogue
import ReelHTTP
import ReelMedia
import ReelReport
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes the page of a report, with thumbnails inside where they are wanted.
struct ReportFile {
  /// Absolute; `nil` is standard output, and links are from the working directory.
  let path: String?
  /// Whether thumbnails stand in the page.
  let embeds: Bool
  let context: ProcessContext

  init(path: String?, embeds: Bool, context: ProcessContext) {
    self.path = path
    self.embeds = embeds
    self.context = context
  }

  /// The page that a run is to write; `nil` where none is asked for. Whether it has a folder is to be
  /// known before anything is paid for.
  init?(_ asked: String?, context: ProcessContext) throws(UsageError) {
    guard let asked else { return nil }
    guard asked != "-", !asked.isEmpty else {
      throw UsageError("'--report' takes a file: standard output is for what the run says")
    }
    self.init(path: context.absolute(asked), embeds: false, context: context)
    guard FileStatus.isFolder(folder) else {
      throw UsageError("'--report \(asked)': there is no folder '\(context.shown(folder))'")
    }
    do {
      try WholeFile.probe(context.absolute(asked))
    } catch {
      throw UsageError("'--report \(asked)': \(error.message)")
    }
  }

  /// What media are linked from.
  var folder: String {
    guard let path else { return context.folder }
    return "/" + path.pathParts.dropLast().joined(separator: "/")
  }

  /// Writes the page, whole or not at all.
  func write(_ model: ReportModel) async throws(StoreError) {
    var model = model
    if embeds { await addThumbnails(to: &model) }
    if let path {
      try WholeFile.write(to: path) { (write) throws(StoreError) in
        try model.writePage(to: write)
      }
    } else {
      model.writePage { context.output.write($0) }
    }
  }

  // MARK: Thumbnails

  private struct Wanted: Sendable {
    let asset: Int
    let variant: Int
    let medium: Medium
    let path: String
  }

  /// What cannot be read has none: the page shows the file itself, as far as a browser can.
  private func addThumbnails(to model: inout ReportModel) async {
    var wanted: [Wanted] = []
    for (asset, one) in model.assets.enumerated() {
      for (variant, shown) in one.variants.enumerated() {
        guard let path = shown.file?.path else { continue }
        wanted.append(
          Wanted(asset: asset, variant: variant, medium: one.operation.makes, path: path))
      }
    }
    let width = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let thumbnails = Thumbnails(
      threads: WorkerThreads(width: width), environment: context.environment)
    var addresses = [String?](repeating: nil, count: wanted.count)
    await withTaskGroup(of: (Int, String?).self) { group in
      var next = 0
      func start() {
        guard next < wanted.count else { return }
        let (number, one) = (next, wanted[next])
        group.addTask { (number, await Self.address(of: one, thumbnails)) }
        next += 1
      }
      for _ in 0..<width { start() }
      for await (number, address) in group {
        addresses[number] = address
        start()
      }
    }
    for (one, address) in zip(wanted, addresses) {
      model.assets[one.asset].variants[one.variant].file?.thumbnail = address
    }
  }

  private static func address(of one: Wanted, _ thumbnails: Thumbnails) async -> String? {
    let made =
      switch one.medium {
      case .image: try? await thumbnails.picture(one.path)
      case .video: try? await thumbnails.film(one.path)
      }
    return made.map {
      "data:\($0.mediaType);base64,\(String(decoding: Base64.encode($0.bytes), as: UTF8.self))"
    }
  }
}
