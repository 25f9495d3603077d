/// Assets that stand together on the page: the cells of one matrix, or neighbours without one.
struct ReportGroup {
  /// Of a matrix, the asset that has it.
  let name: String
  let isMatrix: Bool
  /// The id of its element.
  let anchor: String
  /// Numbers of assets.
  let members: [Int]

  /// The groups, in the order of the manifest.
  static func all(of report: ReportModel) -> [ReportGroup] {
    var groups: [(name: String, isMatrix: Bool, members: [Int])] = []
    for (number, asset) in report.assets.enumerated() {
      let isCell = !asset.axes.isEmpty
      if let last = groups.last, last.isMatrix == isCell, !isCell || last.name == asset.group {
        groups[groups.count - 1].members.append(number)
      } else {
        groups.append((asset.group, isCell, [number]))
      }
    }
    return groups.enumerated().map { place, group in
      ReportGroup(
        name: group.name, isMatrix: group.isMatrix, anchor: "g\(place)", members: group.members)
    }
  }
}
