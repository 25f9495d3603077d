/// Counts the nodes that a document stands for, aliases counted in full: a few of them can make a small
/// file very large.
struct YAMLExpansion {
  /// What an alias can name.
  struct Anchor {
    let node: Int
    /// How many nodes it stands for, aliases inside it counted in full; `nil` while it is open.
    var size: Int?
  }

  private let limits: YAMLLimits
  /// By name, of several with one name the last.
  private(set) var anchors: [String: Anchor] = [:]
  /// How many there are so far.
  var count = 0
  /// The first alias past the free expansion, with the sum there, and again at every doubling.
  private var steps: [(mark: YAMLMark, sum: Int)] = []

  init(limits: YAMLLimits) { self.limits = limits }

  /// Takes an anchor at a node, of which the size is `nil` until it is closed.
  mutating func name(_ node: Int, _ anchor: String, size: Int?) {
    anchors[anchor] = Anchor(node: node, size: size)
  }

  /// Takes the end of a collection that has an anchor: it is as large as what came since.
  mutating func close(_ node: Int, _ anchor: String, since before: Int) {
    // The name may have been given to another since.
    guard anchors[anchor]?.node == node else { return }
    anchors[anchor]?.size = count - before
  }

  /// Takes an alias of something of this size.
  mutating func add(_ size: Int, at mark: YAMLMark) {
    let (sum, overflow) = count.addingReportingOverflow(size)
    count = overflow ? .max / 2 : min(sum, .max / 2)
    if count > limits.freeExpansion, count / 2 >= steps.last?.sum ?? 0 {
      steps.append((mark, count))
    }
  }

  /// Where aliases make a document of so many nodes larger than it may be; `nil` where they do not.
  func excess(over nodes: Int) -> YAMLMark? {
    let most = max(limits.freeExpansion, limits.expansion * nodes)
    return steps.first { $0.sum > most }?.mark
  }
}
