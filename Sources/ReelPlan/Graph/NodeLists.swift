/// A list of nodes for each node, in one array for all: most lists are of one or two.
package struct NodeLists: Sendable, RandomAccessCollection {
  private var nodes: [Int] = []
  /// Where each list ends; it starts where the one before it does.
  private var ends: [UInt32] = []

  init(capacity: Int) {
    nodes.reserveCapacity(capacity)
    ends.reserveCapacity(capacity)
  }

  private init(nodes: [Int], ends: [UInt32]) {
    self.nodes = nodes
    self.ends = ends
  }

  /// Adds a node to the list that is the last.
  mutating func append(_ node: Int) { nodes.append(node) }

  /// Says that the next node begins the list of the next one.
  mutating func endList() { ends.append(UInt32(nodes.count)) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count }

  package subscript(node: Int) -> ArraySlice<Int> {
    nodes[(node == 0 ? 0 : Int(ends[node - 1]))..<Int(ends[node])]
  }

  /// For each node those whose lists have it, in ascending order.
  var inverse: NodeLists {
    // First where the list of each begins, which moves on with what it gets to where it ends.
    var places = [UInt32](repeating: 0, count: count)
    for node in nodes { places[node] += 1 }
    var sum: UInt32 = 0
    for node in places.indices { (places[node], sum) = (sum, sum + places[node]) }
    var inverse = [Int](repeating: 0, count: nodes.count)
    for number in indices {
      for node in self[number] {
        inverse[Int(places[node])] = number
        places[node] += 1
      }
    }
    return NodeLists(nodes: inverse, ends: places)
  }
}
