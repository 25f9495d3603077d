import ReelBasics
import ReelManifest

/// Says how far a run has come.
struct ProgressText: Sendable {
  /// Whether an emulator is asked, which costs nothing.
  let isEmulated: Bool
  let budget: Ticks?

  /// What is counted: how many, of what, and whether it is bad; what `isBrief` has all that is there in
  /// one.
  func counts(
    _ model: ProgressModel, isBrief: Bool = false
  ) -> [(words: String, isBad: Bool)] {
    let done =
      isBrief
      ? [(model.made + model.cached, "done", false)]
      : [(model.made, "made", false), (model.cached, "cached", false)]
    let ends = done + [(model.failed, "failed", true), (model.held, "not made", false)]
    return ends.filter { $0.0 > 0 }.map { ("\($0.0) \($0.1)", $0.2) }
      + [("\(model.running) running", false), ("\(model.left) left", false)]
  }

  /// What was spent, and may be; empty where nothing was, and nobody set a limit.
  func money(_ model: ProgressModel, isBrief: Bool = false) -> String {
    guard model.spent != .zero || budget != nil else { return "" }
    let limit = budget.map { " of \($0)" } ?? ""
    return "\(model.spent)\(limit)" + (isBrief ? "" : isEmulated ? " (emulated)" : " spent")
  }

  /// A sign of life, in one line: `still running: 3 in flight (hero 1 min, clip 45 s polling 40 %),
  /// 17 left, $1.20 spent`; with nothing in flight, what it waits for.
  func signOfLife(_ model: ProgressModel, at now: Duration) -> String {
    let assets = model.assets
    var names = assets.prefix(5).map { id, asset in
      let words = asset.words(at: now)
      return "\(TerminalText.safe(id.text)) \((now - asset.start).about)"
        + (words == "asked" ? "" : " \(words)")
    }
    if assets.count > names.count { names.append("and \(assets.count - names.count) more") }
    let flights = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    let money = money(model)
    return "still running: \(model.running) in flight\(flights), \(model.left) left"
      + (money.isEmpty ? "" : ", \(money)") + (model.running == 0 ? holds(model, at: now) : "")
  }

  /// The models that are left alone, and for how long.
  private func holds(_ model: ProgressModel, at now: Duration) -> String {
    model.holds.filter { $0.end > now }.map { hold in
      let words = "\(hold.model) is left alone for \((hold.end - now).about) more: \(hold.reason)"
      return "; " + TerminalText.safe(words)
    }.joined()
  }
}
