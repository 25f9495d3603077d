package import ReelBasics

/// What a manifest came to, as values: all that the page shows.
package struct ReportModel: Sendable {
  /// What the manifest is called.
  package let name: String
  /// Its file, as messages write it.
  package let manifest: String
  /// When the page is written, for people.
  package let moment: String
  /// Whether an emulator made it all: nothing was paid.
  package let isEmulated: Bool
  /// In the order of the manifest.
  package var assets: [ReportAsset]
  /// Whether the manifest has others besides.
  package let isPart: Bool
  /// In the order in which they were sent.
  package let requests: [ReportRequest]
  /// When the run began that the page is about, in seconds since 1970; `nil` where that has to be
  /// told by the requests.
  package let runBegan: Int64?
  /// What is made of what, cell by cell.
  package let graph: GraphModel
  /// What all requests of this state cost, those of other manifests and earlier words among them.
  package let spentInAll: Ticks

  package init(
    name: String, manifest: String, moment: String, isEmulated: Bool, assets: [ReportAsset],
    isPart: Bool = false, requests: [ReportRequest], runBegan: Int64? = nil, graph: GraphModel,
    spentInAll: Ticks
  ) {
    self.name = name
    self.manifest = manifest
    self.moment = moment
    self.isEmulated = isEmulated
    self.assets = assets
    self.isPart = isPart
    self.requests = requests
    self.runBegan = runBegan
    self.graph = graph
    self.spentInAll = spentInAll
  }

  /// Writes the page in pieces, from the first to the last; it may be long.
  package func writePage<Failure>(
    to write: (String) throws(Failure) -> Void
  ) throws(Failure) {
    try ReportPage(self).write(to: write)
  }
}
