import ReelBasics
import ReelManifest

@testable import ReelCommand
@testable import ReelEngine

/// Events of a run that nobody runs, and what shows them.
enum ProgressBench {
  static func event(
    _ seconds: Double, _ asset: AssetID?, part: Int? = 0, _ kind: RunEvent.Kind
  ) -> RunEvent {
    RunEvent(time: .seconds(seconds), asset: asset, part: part, location: nil, kind: kind)
  }

  static func ended(
    _ seconds: Double, _ asset: AssetID, _ outcome: AssetOutcome, paths: [String] = []
  ) -> RunEvent {
    event(seconds, asset, part: nil, .ended(outcome, paths: paths, cost: nil))
  }

  static func model(_ total: Int, _ events: [RunEvent]) -> ProgressModel {
    var model = ProgressModel(total: total)
    for event in events { model.take(event) }
    return model
  }

  static func view(
    idWidth: Int = 20, isColoured: Bool = false, isEmulated: Bool = false, budget: Ticks? = nil
  ) -> ProgressView {
    ProgressView(
      style: TextStyle(isColoured: isColoured),
      text: ProgressText(isEmulated: isEmulated, budget: budget), idWidth: idWidth)
  }

  static func log(
    isLive: Bool, isQuiet: Bool = false, isVerbose: Bool = false, width: Int = 8
  ) throws -> RunLog {
    let line = try ArgumentScanner(options: []).scan(["reel.yaml"])
    return RunLog(
      style: TextStyle(isColoured: false),
      outcomes: OutcomeText(folder: "out", tool: ToolLine(line)), isQuiet: isQuiet,
      isVerbose: isVerbose, isLive: isLive, width: width)
  }
}
