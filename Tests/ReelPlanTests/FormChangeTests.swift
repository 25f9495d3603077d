import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// What two canonical forms tell of a change.
@Suite struct FormChangeTests {
  private func form(_ asset: String) throws -> (form: String, inputs: [String]) {
    let (manifest, _) = try PlanSample.load("assets: {x: {\(asset)}}")
    let work = try PlanSample.work("x", of: manifest)
    return (work.form.text, manifest.assets[0].inputs.map(\.written))
  }

  private func changes(_ old: String, _ new: String) throws -> [FormChange] {
    let new = try form(new)
    return FormChange.all(from: try form(old).form, to: new.form, inputs: new.inputs)
  }

  @Test(arguments: [
    ("generate: image, prompt: a", "generate: image, prompt: a", []),
    ("generate: image, prompt: a", "generate: image, prompt: b", ["prompt changed"]),
    ("generate: image, prompt: é", "generate: image, prompt: \"e\\u0301\"", ["prompt changed"]),
    (
      "generate: video, prompt: a, duration: 6", "generate: video, prompt: a, duration: 10",
      ["duration 6 → 10"]
    ),
    (
      "generate: image, prompt: a", "generate: image, prompt: a, aspect_ratio: 16:9",
      ["aspect_ratio now 16:9"]
    ),
    (
      "generate: image, prompt: a, resolution: 2k", "generate: image, prompt: a",
      ["resolution no longer 2k"]
    ),
    ("generate: image, prompt: a", "generate: image, prompt: a, take: 3", ["take 1 → 3"]),
    (
      "generate: image, prompt: a", "generate: image, prompt: a, model: grok-imagine-image-2.0",
      ["model grok-imagine-image → grok-imagine-image-2.0"]
    ),
    (
      "generate: image, prompt: a", "edit: ./logo.png, prompt: a",
      ["operation image generation → image edit", "inputs 0 → 1"]
    ),
    ("animate: ./logo.png, prompt: a", "animate: ./logo.png", ["prompt taken out"]),
    ("animate: ./logo.png", "animate: ./logo.png, prompt: a", ["prompt added"]),
    (
      "edit: ./logo.png, prompt: a", "edit: ./other.png, prompt: a",
      ["input './other.png' changed"]
    ),
    (
      "edit: [./logo.png, ./other.png], prompt: a", "edit: [./logo.png, ./mask.png], prompt: a",
      ["input './mask.png' changed"]
    ),
    (
      "edit: [./logo.png, ./other.png], prompt: a", "edit: [./other.png, ./logo.png], prompt: a",
      ["order of inputs changed"]
    ),
    (
      "generate: image, prompt: a, extra: {\"a \\\" b\": 1}",
      "generate: image, prompt: a, extra: {\"a \\\" b\": [2]}", ["a \" b 1 → [2]"]
    ),
    (
      "generate: image, prompt: a, extra: {k: one}",
      "generate: image, prompt: a, extra: {k: a text that is much too long for a line}",
      ["k changed"]
    ),
    (
      "generate: image, prompt: a",
      "generate: image, prompt: b, take: 2, extra: {k: a text that is much too long for a line}",
      ["take 1 → 2", "prompt changed", "k added"]
    ),
  ])
  func inWords(old: String, new: String, words: [String]) throws {
    let changes = try changes(old, new)
    #expect(changes.map(\.description) == words)
    // And the other way there are as many.
    #expect(try self.changes(new, old).count == words.count)
  }

  @Test func textsAreHeldAgainstEachOther() throws {
    let prompt = try #require(
      changes("generate: image, prompt: a", "generate: image, prompt: b").first)
    #expect(prompt.old == "a" && prompt.new == "b" && prompt.name == "prompt")
    #expect(prompt.texts?.old == "a" && prompt.texts?.new == "b")
    let short = try #require(
      changes(
        "generate: image, prompt: a", "generate: image, prompt: a, resolution: 2k"
      ).first)
    #expect(short.texts == nil)
  }

  @Test func ofAFormThatTellsNothing() throws {
    let new = try form("generate: image, prompt: a")
    for old in [
      "", "reel-fingerprint 2\n", "nothing", new.form + "colour red\n", new.form + "prompt a\n",
    ] {
      #expect(FormChange.all(from: old, to: new.form, inputs: []) == [.unknown], "\(old)")
    }
    #expect(FormChange.unknown.description == "changed")
  }

  @Test func withoutInputsTheyDoNotCount() throws {
    let old = try form("edit: ./logo.png, prompt: a").form
    let new = try form("edit: ./other.png, prompt: a").form
    #expect(FormChange.all(from: old, to: new, inputs: nil) == [])
  }
}
