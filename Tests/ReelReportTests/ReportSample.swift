import ReelBasics
import ReelCatalogue

@testable import ReelReport

/// Reports to be written as pages.
enum ReportSample {
  static func asset(
    _ id: String, group: String? = nil, axes: [ReportAsset.Pair] = [],
    operation: ReelCatalogue.Operation = .generateImage, prompt: String = "A cup",
    tags: [String] = [], status: ReportAsset.Status = ReportAsset.Status(.done, "done"),
    variants: [ReportVariant]? = nil, estimate: Ticks? = nil
  ) -> ReportAsset {
    ReportAsset(
      id: id, group: group, axes: axes, operation: operation, model: "model-1", prompt: prompt,
      parameters: [ReportAsset.Pair("aspect_ratio", "16:9")], tags: tags, description: "For \(id)",
      place: "shots.yaml:3:1", fingerprint: "0123456789ab", status: status,
      variants: variants ?? [variant(1, of: id)], estimate: estimate)
  }

  static func variant(
    _ number: Int, of id: String, isPicked: Bool = false, pickLine: String? = nil,
    thumbnail: String? = nil
  ) -> ReportVariant {
    ReportVariant(
      number: number,
      file: ReportVariant.File(
        path: "/out/\(id)-\(number).jpg", name: "out/\(id)-\(number).jpg",
        address: "out/\(number).jpg", width: 1280, height: 720,
        thumbnail: thumbnail), isPicked: isPicked, pickLine: pickLine, requestID: "req-\(number)")
  }

  static func request(
    _ asset: Int, _ begun: Int64, _ ended: Int64?, model: String = "model-1",
    day: String = "2026-11-21", cost: Int64? = nil, unconfirmed: Int64? = nil
  ) -> ReportRequest {
    ReportRequest(
      asset: asset, model: model, end: ended == nil ? .open : .kept, words: "collected",
      begun: begun, ended: ended, day: day, cost: cost.map { Ticks($0) },
      unconfirmed: unconfirmed.map { Ticks($0) })
  }

  static func report(
    _ assets: [ReportAsset], name: String = "shots", requests: [ReportRequest] = [],
    runBegan: Int64? = nil, edges: [(from: Int, to: Int)] = [], spentInAll: Ticks = .zero,
    isPart: Bool = false
  ) -> ReportModel {
    ReportModel(
      name: name, manifest: "shots.yaml", moment: "2026-11-21 14:05:09 UTC", isEmulated: false,
      assets: assets, isPart: isPart, requests: requests, runBegan: runBegan,
      graph: GraphModel(
        name: name,
        nodes: assets.map {
          GraphModel.Node(
            id: $0.id, kind: .asset, label: $0.id, group: $0.group, operations: [$0.operation],
            models: [$0.model])
        },
        edges: edges.map { GraphModel.Edge(from: $0.from, to: $0.to, role: .source) }),
      spentInAll: spentInAll)
  }

  /// The elements of a page; its style and its script are not looked into, the head's tags and those
  /// of the body are held to be balanced.
  static func elements(_ page: String) throws -> [MarkupReader.Element] {
    var text = page.replacing("<!DOCTYPE html>\n", with: "")
    for tag in ["style", "script"] {
      let parts = text.components(of: "<\(tag)>")
      text = parts[0]
      for part in parts.dropFirst() {
        let rest = part.components(of: "</\(tag)>")
        text += "<\(tag)></\(tag)>" + rest.dropFirst().joined(separator: "</\(tag)>")
      }
    }
    return try MarkupReader(text).elements
  }
}

extension ReportModel {
  /// The whole page.
  var page: String {
    var page = ""
    writePage { page += $0 }
    return page
  }
}
