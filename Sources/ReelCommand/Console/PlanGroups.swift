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
    var groups: [Group] = []
    groups.reserveCapacity(nodes.count)
    // The number of the group that has the cells of an asset of which the same is said.
    var numbers: [[String]: Int] = [:]
    for node in nodes {
      guard node.asset.cell != nil else {
        groups.append(Group(members: [node]))
        continue
      }
      let key = [node.asset.name, words(node)]
      if let number = numbers[key] {
        groups[number].members.append(node)
      } else {
        numbers[key] = groups.count
        groups.append(Group(members: [node]))
      }
    }
    self.groups =
      numbers.isEmpty
      ? groups
      : groups.flatMap { group in
        (2...Self.mostTold).contains(group.members.count)
          ? group.members.map { Group(members: [$0]) } : [group]
      }
  }
}
