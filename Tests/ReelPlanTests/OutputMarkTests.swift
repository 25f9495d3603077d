import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// What outputs say of where they come from, and what a change of that costs: nothing.
@Suite struct OutputMarkTests {
  private static let manifest = """
    assets:
      kite: {generate: image, prompt: Kite}
      dusk: {edit: kite, prompt: Dusk, output: dusk.png}
      sign: {edit: [kite, ./logo.png], prompt: Sign}
      night: {edit: sign, prompt: Night}
      film: {animate: night, prompt: Film}
      web: {edit: "https://example.com/a.png", prompt: Web}
      patch: {edit: kite, mask: ./mask.png, prompt: Patch}
    """

  /// The recipe of an asset's first variant, where everything that it needs was made before.
  private func recipe(
    _ id: String, head: String = "", provider: String = "xai", adopted: String? = nil
  ) throws -> String {
    let (manifest, graph) = try PlanSample.load(head + Self.manifest)
    var products: [String: Product] = [:]
    let resolver = WorkResolver(provider: provider, provenance: manifest.provenance) {
      PlanSample.files[$0]
    }
    for number in graph.order {
      let asset = manifest.assets[number]
      guard
        case .work(let work, _) = resolver.resolve(
          asset, upstream: { products[$0.text].map { .product($0) } ?? .notYet })
      else { throw CancellationError() }
      let name = asset.id.text
      let media = asset.operation.makes == .image ? PlanSample.picture(name) : PlanSample.film(name)
      let served = ServedBy(model: name == adopted ? nil : "m")
      products[name] = Product(
        asset: asset, slots: [1: .kept(media, served)], finish: work.finish, isOfOwn: work.isOfOwn)
      if name == id {
        let output = try #require(work.output(of: 1, .kept(media, served), for: asset))
        let print = work.fingerprint.digest.hex.prefix(16)
        return output.recipe.replacing(print, with: "WORK")
      }
    }
    throw CancellationError()
  }

  @Test(arguments: [
    ("kite", "mark1(made,WORK,1)"),
    ("dusk", "encode1(image/png);mark1(made,WORK,1)"),
    ("sign", "mark1(edited,WORK,1)"), ("night", "mark1(edited,WORK,1)"),
    ("film", "mark1(edited,WORK,1)"), ("web", "mark1(edited,WORK,1)"),
  ])
  func `who made it is told by all that it was made of`(id: String, expected: String) throws {
    #expect(try recipe(id) == expected)
    #expect(
      try recipe(id, provider: "emulator")
        == expected.replacing("made,", with: "drawn,").replacing("edited,", with: "redrawn,"))
    #expect(
      try recipe(id, head: "provenance: {prompt: true}\n")
        == expected.replacing(",1)", with: ",1,prompt)"))
    let bare = try recipe(id, head: "provenance: {xmp: false}\n")
    #expect(bare == (id == "dusk" ? "encode1(image/png)" : ""))
  }

  @Test func `a file beside an output says the same, whatever the output says`() throws {
    for (head, isEmbedded) in [("{sidecar: true}", true), ("{sidecar: true, xmp: false}", false)] {
      let (asset, work) = try PlanSample.kite(head: "provenance: \(head)\n")
      let media = PlanSample.picture("one")
      let outputs = work.outputs(of: 1, .kept(media, ServedBy(model: "m")), for: asset)
      try #require(outputs.map(\.path) == ["kite.jpg", "kite.jpg.xmp"])
      #expect(outputs[0].recipe.isEmpty != isEmbedded && !outputs[0].isSidecar)
      let recipe = "sidecar1(made,\(work.fingerprint.digest.hex.prefix(16)),1)"
      #expect(outputs[1].isSidecar && outputs[1].recipe == recipe && outputs[1].mark != nil)
      #expect(OutputMark.isSidecar(recipe) && OutputMark.unmarked(recipe) == nil)
      // Of what a person brought nothing is claimed.
      #expect(work.outputs(of: 1, .kept(media, ServedBy(model: nil)), for: asset).count == 1)
    }
  }

  @Test func `a missing file beside an output is written for nothing, whatever is left`() throws {
    let head = "provenance: {sidecar: true}\n"
    for objects in [true, false] {
      #expect(try decide(recipe: "=", objects: objects, head: head).decision == .restore)
    }
  }

  @Test func `a mask says where, and brings nothing in`() throws {
    #expect(try recipe("patch").hasSuffix(";mark1(made,WORK,1)"))
  }

  @Test func `of what a person brought nothing is claimed, and all behind it is an edit`() throws {
    #expect(try recipe("kite", adopted: "kite") == "")
    #expect(try recipe("dusk", adopted: "kite") == "encode1(image/png);mark1(edited,WORK,1)")
    #expect(try recipe("dusk", adopted: "dusk") == "encode1(image/png)")
  }

  @Test func `a profile changes one of both`() throws {
    let text = """
      provenance: {prompt: true}
      profiles: {client: {provenance: {xmp: false}}, own: {provenance: {prompt: false}}}
      assets: {kite: {generate: image, prompt: Kite}}
      """
    for (profile, xmp, prompt) in [
      (nil, true, true), ("client", false, true), ("own", true, false),
    ] {
      var options = ManifestOptions()
      options.profile = profile
      let settings = LoadedManifest("version: 1\n" + text, options: options).manifest?.provenance
      #expect(settings?.isEmbedded == xmp && settings?.givesPrompt == prompt)
    }
  }

  @Test(
    arguments: [
      ("mark1(made,0a1b,2)", ""), ("mark1(edited,0a1b,2,prompt)", ""),
      ("encode1(image/png);mark1(made,0a,1)", "encode1(image/png)"),
      ("", nil), ("encode1(image/png)", nil), ("mark1(made,0a,1);encode1(image/png)", nil),
      (#"mask1(made:a,url:"x;mark1(made)")"#, nil), ("remark1(made,0a,1)", nil),
      ("mark1(Made,0a)", nil), (")", nil), ("(", nil), ("mark1(", nil),
    ] as [(String, String?)])
  func `a recipe without its mark`(recipe: String, expected: String?) {
    #expect(OutputMark.unmarked(recipe) == expected)
  }

  // MARK: What is to be done

  /// An asset whose output stands there under a recipe.
  private func decide(
    recipe: String, objects: Bool, head: String = "", served: ServedBy = ServedBy(model: "m")
  ) throws -> Verdict {
    let (asset, work) = try PlanSample.kite(head: head)
    let media = PlanSample.picture("one")
    let planned = try #require(work.output(of: 1, .kept(media, served), for: asset))
    var facts = RecordedFacts()
    facts.works[work.fingerprint] = WorkRecord(slots: [1: .kept(media, served)])
    if objects { facts.objects = [media.digest] }
    facts.outputs[planned.path] = .recorded(
      OutputRecord(
        path: planned.path, asset: "kite", fingerprint: work.fingerprint, slot: 1,
        original: media.digest, recipe: recipe == "=" ? planned.recipe : recipe,
        digest: PlanSample.digest("written")))
    return Decider().decide(asset, work: work, facts: facts)
  }

  @Test func `outputs of before are marked for nothing`() throws {
    #expect(try decide(recipe: "=", objects: true).decision == .fresh)
    let old = try decide(recipe: "", objects: true)
    #expect(old.decision == .derive && old.isRefinished && old.asked.isEmpty)
    // Whoever wants none has what he had.
    #expect(
      try decide(recipe: "", objects: true, head: "provenance: {xmp: false}\n").decision == .fresh)
    #expect(try decide(recipe: "", objects: true, served: ServedBy()).decision == .fresh)
  }

  @Test func `what is marked alone holds its original`() throws {
    for recipe in ["", "mark1(drawn,0a,1)"] {
      #expect(try decide(recipe: recipe, objects: false).decision == .derive)
    }
    #expect(try decide(recipe: "mark1(made,0a,1)", objects: true).decision == .derive)
    guard case .lost = try decide(recipe: "size1(1x1,cover)", objects: false).decision else {
      Issue.record("the original cannot be had from what was done to it")
      return
    }
  }
}
