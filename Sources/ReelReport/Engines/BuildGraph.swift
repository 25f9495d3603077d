import ReelBasics

/// The graph of a manifest for another engine: a target for each asset, which one run makes.
///
/// Outputs may be older than what they were made of, as Reel leaves alone what is as it should be. So
/// each target is a stamp, a file that its command touches when it has succeeded.
package struct BuildGraph: Sendable {
  /// An asset as a target.
  package struct Target: Sendable {
    private let id: String
    /// Letters, digits, `/`, `.`, `_` and `-` below a folder of the author's.
    package let stamp: String
    /// The stamps of the assets that it needs.
    let needs: [String]
    /// Where its outputs are to be, as far as that is known.
    package let outputs: [String]
    /// A line for a shell.
    package let command: String

    package init(
      id: String, stamp: String, needs: [String], outputs: [String], command: String
    ) {
      self.id = id
      self.stamp = stamp
      self.needs = needs
      self.outputs = outputs
      self.command = command
    }

    /// Its id for people; in the command it is what it is.
    var label: String { TerminalText.safe(id) }
  }

  /// How the exported file comes up to date itself, with the plan beside it.
  package struct Refresh: Sendable {
    /// The exported file.
    let file: String
    let plan: String
    /// A line for a shell.
    package let command: String

    package init(file: String, plan: String, command: String) {
      self.file = file
      self.plan = plan
      self.command = command
    }
  }

  /// What a person has to know who opens the file: a line of its own each.
  let remarks: [String]
  let targets: [Target]
  /// The files that it all was read from.
  let files: [String]
  package let refresh: Refresh?

  package init(
    remarks: [String], targets: [Target], files: [String], refresh: Refresh?
  ) {
    self.remarks = remarks
    self.targets = targets
    self.files = files
    self.refresh = refresh
  }

  /// What every target needs besides other targets: the plan, or what it would be made from.
  var common: [String] { refresh.map { [$0.plan] } ?? files }

  /// The head of a file in which `#` begins a remark.
  var head: String {
    remarks.map { "# \(TerminalText.safe($0))\n" }.joined()
  }
}

/// An engine that a graph can be written for. The raw value is what a command line says.
package enum BuildEngine: String, Sendable, CaseIterable {
  case make
  case ninja
  case snakemake

  /// The name of a file as the engine's file has it; `nil` where it cannot be told.
  package func name(_ path: String) -> String? {
    switch self {
    case .make: MakeText.name(path)
    case .ninja: NinjaText.path(path)
    case .snakemake: SnakemakeText.path(path)
    }
  }

  /// The graph as a file of the engine.
  package func write(_ graph: BuildGraph) -> String {
    switch self {
    case .make: MakeText.file(graph)
    case .ninja: NinjaText.file(graph)
    case .snakemake: SnakemakeText.file(graph)
    }
  }
}
