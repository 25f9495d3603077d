package import ReelCatalogue

/// What is made of what: assets, files and addresses, and why one needs the other.
package struct GraphModel: Sendable, Equatable {
  /// An asset, the cells of a matrix, or something that is there already.
  package struct Node: Sendable, Equatable {
    /// The raw value stands in JSON.
    package enum Kind: String, Sendable, Hashable {
      case asset
      case file
      case url
    }

    /// Unlike all others; written as a manifest would name it.
    package let id: String
    package let kind: Kind
    /// What people read; without control characters.
    package let label: String
    /// Of a file or an address with a name, where it is; without control characters.
    package let place: String?
    /// The asset of the manifest that a cell is of; of everything else its own id.
    package let group: String
    /// How many assets it stands for, from 1.
    package let count: Int
    /// What is done; nothing where it is there already. More than one only where cells differ.
    package let operations: [Operation]
    package let models: [String]
    /// How many variants are asked for, from 1; the most where cells differ.
    package let variants: Int

    /// `id` is also what the node is grouped by, where `group` is absent.
    package init(
      id: String, kind: Kind, label: String, place: String? = nil, group: String? = nil,
      count: Int = 1, operations: [Operation] = [], models: [String] = [], variants: Int = 1
    ) {
      self.id = id
      self.kind = kind
      self.label = label
      self.place = place
      self.group = group ?? id
      self.count = count
      self.operations = operations
      self.models = models
      self.variants = variants
    }
  }

  /// That `to` is made of `from`, or after it: numbers of nodes.
  package struct Edge: Sendable, Hashable {
    package let from: Int
    package let to: Int
    package let role: GraphRole
    /// How many inputs it stands for, from 1.
    package let count: Int

    package init(from: Int, to: Int, role: GraphRole, count: Int = 1) {
      self.from = from
      self.to = to
      self.role = role
      self.count = count
    }
  }

  /// What the manifest is called.
  package let name: String
  package let nodes: [Node]
  /// No two from one node to another in one role.
  package let edges: [Edge]

  /// The graph of these; edges that say the same become one with the sum of their counts, where the
  /// first of them stood.
  package init(name: String, nodes: [Node], edges: [Edge]) {
    self.name = name
    self.nodes = nodes
    var places: [EdgeKey: Int] = [:]
    var merged: [Edge] = []
    for edge in edges {
      let key = EdgeKey(from: edge.from, to: edge.to, role: edge.role)
      if let place = places[key] {
        merged[place] = Edge(
          from: edge.from, to: edge.to, role: edge.role, count: merged[place].count + edge.count)
      } else {
        places[key] = merged.count
        merged.append(edge)
      }
    }
    self.edges = merged
  }

  private struct EdgeKey: Hashable {
    let from: Int
    let to: Int
    let role: GraphRole
  }

  /// How many assets all nodes stand for.
  package var assetCount: Int { nodes.reduce(0) { $0 + ($1.kind == .asset ? $1.count : 0) } }

  /// For each node, the numbers of the edges that end in it, in order.
  package var incoming: [[Int]] { edgeNumbers { $0.to } }

  /// For each node, the numbers of the edges that begin at it, in order.
  package var outgoing: [[Int]] { edgeNumbers { $0.from } }

  private func edgeNumbers(at end: (Edge) -> Int) -> [[Int]] {
    var numbers = [[Int]](repeating: [], count: nodes.count)
    for (number, edge) in edges.enumerated() { numbers[end(edge)].append(number) }
    return numbers
  }
}
