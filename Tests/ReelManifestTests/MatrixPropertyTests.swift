import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Random matrices against a small model of what they are to become.
@Suite struct MatrixPropertyTests {
  /// A matrix as its author thinks of it.
  private struct Model {
    var axes: [(name: String, values: [String])] = []
    var exclude: [[String: String]] = []
    var include: [[String: String]] = []

    init(_ random: inout SeededGenerator) {
      for name in ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random)) {
        let count = Int.random(in: 1...4, using: &random)
        axes.append((name, (0..<count).map { "\(name)\($0)" }.shuffled(using: &random)))
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) { exclude.append(entry(&random)) }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        var entry = entry(&random)
        if Bool.random(using: &random) { entry["z"] = "z\(Int.random(in: 0...9, using: &random))" }
        include.append(entry)
      }
    }

    /// Values of some axes, of which at least one; now and then one that the axis does not have.
    private func entry(_ random: inout SeededGenerator) -> [String: String] {
      var entry: [String: String] = [:]
      for axis in axes.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
        entry[axis.name] =
          Int.random(in: 0..<5, using: &random) == 0
          ? "\(axis.name)new" : axis.values.randomElement(using: &random)
      }
      return entry
    }

    /// Every cell as its variables, by trying all combinations.
    var cells: [[String: String]] {
      var originals: [[String: String]] = [[:]]
      for axis in axes.reversed() {
        originals = axis.values.flatMap { value in
          originals.map { $0.merging([axis.name: value]) { $1 } }
        }
      }
      let names = axes.map(\.name)
      originals = originals.filter { cell in
        !exclude.contains { entry in entry.allSatisfy { cell[$0.key] == $0.value } }
      }
      var cells = originals
      var added: [[String: String]] = []
      for entry in include {
        let own = entry.filter { names.contains($0.key) }
        let matching = originals.indices.filter { number in
          own.allSatisfy { originals[number][$0.key] == $0.value }
        }
        for number in matching { cells[number].merge(entry) { $1 } }
        if matching.isEmpty { added.append(entry) }
      }
      return cells + added
    }

    var text: String {
      func mapping(_ entry: [String: String]) -> String {
        "{"
          + entry.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
          .joined(separator: ", ") + "}"
      }
      let lists = axes.map { "      \($0.name): [\($0.values.joined(separator: ", "))]\n" }
      return """
        version: 1
        variables: {z: none}
        assets:
          it:
            generate: image
            prompt: ${z}\(axes.map { " ${\($0.name)}" }.joined())
            matrix:
        \(lists.joined())      exclude: [\(exclude.map(mapping).joined(separator: ", "))]
              include: [\(include.map(mapping).joined(separator: ", "))]
        """
    }
  }

  @Test(arguments: 0..<300)
  func `a matrix becomes the cells of the model`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let model = Model(&random)
    let cells = model.cells
    let names = model.axes.map(\.name)
    let keys = cells.map { cell in names.map { cell[$0] } }
    let loaded = LoadedManifest(model.text)
    let faults = loaded.faults.filter {
      // A cell that only 'include' makes may lack an axis, which the words then lack too.
      !$0.hasPrefix("matrix.exclude-nothing") && !$0.hasPrefix("variable.unknown")
    }
    // Two cells of one name, or none at all, are mistakes.
    guard Set(keys).count == keys.count, !cells.isEmpty else {
      #expect(faults.count == 1, "seed \(seed)\n\(model.text)")
      return
    }
    #expect(faults == [], "seed \(seed)\n\(model.text)")
    let expected = cells.map { cell in
      CellName(
        asset: "it",
        axes: names.compactMap { name in cell[name].map { CellName.Axis(name: name, value: $0) } }
      ).text
    }
    #expect(loaded.manifest?.assets.map(\.id.text) == expected, "seed \(seed)\n\(model.text)")
    let words = cells.map { cell -> String? in
      let values = names.map { cell[$0] }
      return values.contains(nil)
        ? nil : ([cell["z"] ?? "none"] + values.compactMap { $0 }).joined(separator: " ")
    }
    #expect(loaded.manifest?.assets.map(\.prompt) == words, "seed \(seed)\n\(model.text)")
  }

  /// References between two random matrices, against a search through all pairs.
  @Test(arguments: 0..<200)
  func `joins find every cell that agrees and no other`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    func axes(_ random: inout SeededGenerator) -> [(String, [String])] {
      ["p", "q", "r"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map {
        ($0, ["1", "2"].shuffled(using: &random))
      }
    }
    let (upper, lower) = (axes(&random), axes(&random))
    func text(_ axes: [(String, [String])]) -> String {
      "{" + axes.map { "\($0.0): [\($0.1.joined(separator: ", "))]" }.joined(separator: ", ") + "}"
    }
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        still: {matrix: \(text(upper)), generate: image, prompt: x}
        done: {matrix: \(text(lower)), generate: image, prompt: y, needs: [still]}
      """)
    #expect(loaded.findings == [], "seed \(seed)")
    let assets = loaded.manifest?.assets ?? []
    let stills = assets.filter { $0.name == "still" }
    for asset in assets where asset.name == "done" {
      let own = asset.cell?.name.axes ?? []
      let wanted = stills.filter { still in
        (still.cell?.name.axes ?? []).allSatisfy { axis in
          own.allSatisfy { $0.name != axis.name || $0.value == axis.value }
        }
      }
      #expect(asset.needs.map(\.id) == wanted.map(\.id), "seed \(seed)")
    }
  }
}
