import ReelManifest
import ReelPlan

/// The lines of a plan: cells of one matrix to which the same happens share one.
struct PlanGroups {
  /// One line.
  struct Group {
    /// At least one.
    var members: [PlanNode]

    /// The first, which stands for the others.
    var first: PlanNode { members[0] }

    /// The asset's id; of several cells that of the asset with the matrix, and their number.
    var name: String {
      members.count == 1 ? first.asset.id.text : "\(first.asset.name) ×\(members.count)"
    }
  }

  /// So many cells are each told.
  static let mostTold = 5

  let groups: [Group]

  /// Groups nodes by `words`, which say what happens to one, in the order of their first.
  init(_ nodes: [PlanNode], words: (PlanNode) -> String) {
    var order: [[String]] = []
    var groups: [[String]: Group] = [:]
    for node in nodes {
      let isCell = node.asset.cell != nil
      let key = isCell ? [node.asset.name, words(node)] : [node.asset.id.text]
      if groups[key] == nil { order.append(key) }
      groups[key, default: Group(members: [])].members.append(node)
    }
    self.groups = order.flatMap { key -> [Group] in
      guard let group = groups[key] else { return [] }
      return group.members.count > Self.mostTold
        ? [group] : group.members.map { Group(members: [$0]) }
    }
  }
}
