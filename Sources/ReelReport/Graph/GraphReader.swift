import ReelBasics
package import ReelManifest

/// Reads what is made of what from a manifest.
///
/// Nodes come in the manifest's order, files and addresses before the first asset that takes them.
package struct GraphReader {
  private let manifest: Manifest
  private var nodes: [GraphModel.Node] = []
  private var edges: [GraphModel.Edge] = []
  private var assets: [AssetID: Int] = [:]
  private var givens: [InputTarget: Int] = [:]
  private var names: Set<String> = []
  /// The number that a name is told apart by next.
  private var numbers: [String: Int] = [:]

  /// The graph of the assets of these numbers, which hold all that they need; of all where `nil`.
  package static func model(of manifest: Manifest, numbers: Set<Int>? = nil) -> GraphModel {
    var reader = GraphReader(manifest)
    let chosen = manifest.assets.indices.filter { numbers?.contains($0) ?? true }
      .map { manifest.assets[$0] }
    for asset in chosen { reader.add(asset) }
    for asset in chosen { reader.addEdges(to: asset) }
    return GraphModel(name: manifest.name, nodes: reader.nodes, edges: reader.edges)
  }

  private init(_ manifest: Manifest) { self.manifest = manifest }

  // MARK: Nodes

  private mutating func add(_ asset: Asset) {
    for input in asset.allInputs where givens[input.target] == nil { addGiven(input) }
    assets[asset.id] = nodes.count
    nodes.append(
      GraphModel.Node(
        id: asset.id.text, kind: .asset, label: TerminalText.safe(asset.id.text),
        group: asset.name, operations: [asset.operation], models: [asset.model],
        variants: asset.count))
  }

  private mutating func addGiven(_ input: AssetInput) {
    let kind: GraphModel.Node.Kind
    var id: String
    switch input.target {
    case .asset: return
    case .file(let path): (kind, id) = (.file, GivenName.file(path, from: manifest.folder))
    case .url(let address): (kind, id) = (.url, GivenName.address(address))
    }
    // Addresses that differ only in what is not shown.
    let name = id
    var number = numbers[name] ?? 2
    while !names.insert(id).inserted {
      id = "\(name) (\(number))"
      number += 1
    }
    numbers[name] = number
    givens[input.target] = nodes.count
    let (label, place) = GivenName.label(of: id, writtenAs: input.written)
    nodes.append(
      GraphModel.Node(
        id: id, kind: kind, label: TerminalText.safe(label), place: place.map(TerminalText.safe)))
  }

  // MARK: Edges

  private mutating func addEdges(to asset: Asset) {
    guard let to = assets[asset.id] else { return }
    for input in asset.inputs { add(input, to: to, as: GraphRole(input.role)) }
    if let mask = asset.finishing.mask { add(mask, to: to, as: .mask) }
    for need in asset.needs {
      guard let from = assets[need.id] else { continue }
      edges.append(GraphModel.Edge(from: from, to: to, role: .needs))
    }
  }

  private mutating func add(_ input: AssetInput, to: Int, as role: GraphRole) {
    let from: Int?
    if case .asset(let id, _) = input.target {
      from = assets[id]
    } else {
      from = givens[input.target]
    }
    guard let from else { return }
    edges.append(GraphModel.Edge(from: from, to: to, role: role))
  }
}
