import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// What a matrix makes, and how references find its cells.
@Suite struct MatrixTests {
  private static let files = InMemoryFileReader(texts: [
    "/project/logo.png": "1",
    "/project/data/products.csv":
      "\u{FEFF}sku;title;text\nm-1;Mug;\"Blue,\nwith \"\"ears\"\"\"\nt-2;Tee;\n",
  ])

  private func load(_ assets: String) -> LoadedManifest {
    LoadedManifest("version: 1\n" + assets, files: Self.files)
  }

  private func ids(_ loaded: LoadedManifest) -> [String] {
    loaded.manifest?.assets.map(\.id.text) ?? []
  }

  private func inputs(_ loaded: LoadedManifest, of id: String) -> [String]? {
    loaded.asset(id)?.inputs.map(\.written)
  }

  @Test func `axes multiply, the last one first`() {
    let loaded = load(
      """
      assets:
        banner:
          matrix: {product: [mug, tee], ratio: [16:9, 1:1]}
          generate: image
          prompt: A ${product}
          aspect_ratio: ${ratio}
          output: banners/${product}-${ratio}.png
      """)
    #expect(loaded.findings == [])
    #expect(
      ids(loaded) == [
        "banner[product=mug,ratio=16:9]", "banner[product=mug,ratio=1:1]",
        "banner[product=tee,ratio=16:9]", "banner[product=tee,ratio=1:1]",
      ])
    let cell = loaded.asset("banner[product=tee,ratio=16:9]")
    #expect(cell?.prompt == "A tee" && cell?.name == "banner")
    #expect(cell?.parameters[.aspectRatio] == .text("16:9"))
    #expect(cell?.output.path(variant: 1, of: 1, format: "jpg") == "banners/tee-16x9.png")
  }

  @Test func `rows set variables by column and are called by their key`() {
    let loaded = load(
      """
      assets:
        card:
          matrix:
            rows: {file: data/products.csv, key: sku}
            lang: [en, de]
          generate: image
          prompt: ${title} (${text}) in ${lang}
      """)
    #expect(loaded.findings == [])
    #expect(
      ids(loaded) == [
        "card[sku=m-1,lang=en]", "card[sku=m-1,lang=de]", "card[sku=t-2,lang=en]",
        "card[sku=t-2,lang=de]",
      ])
    let cell = loaded.asset("card[sku=m-1,lang=de]")
    #expect(cell?.prompt == "Mug (Blue,\nwith \"ears\") in de")
    #expect(cell?.output.path(variant: 1, of: 1, format: "jpg") == "card/m-1-de.jpg")
    #expect(cell?.cell?.row?.description == "data/products.csv:2:1")
    #expect(cell?.location.description == "test.yaml:3:3")
    #expect(loaded.asset("card[sku=t-2,lang=en]")?.cell?.row?.line == 4)
    #expect(loaded.manifest?.files.contains("/project/data/products.csv") == true)
  }

  @Test func `rows without a key are called by their number`() {
    let loaded = load(
      """
      assets:
        card:
          matrix: {rows: [{title: Mug, dims: {w: "${w}0"}}, {title: no}]}
          generate: image
          prompt: "${title} ${dims.w}"
      variables: {w: 1.1}
      """)
    #expect(loaded.findings == [])
    #expect(ids(loaded) == ["card[row=1]", "card[row=2]"])
    #expect(loaded.asset("card[row=1]")?.prompt == "Mug 1.10")
    #expect(loaded.asset("card[row=2]")?.prompt == "no ")
  }

  @Test(arguments: ["kind", "kind.name"])
  func `an operation is the same for all cells`(axis: String) {
    let loaded = load(
      """
      assets:
        kite:
          matrix: {kind: [{id: image, name: video}]}
          generate: ${\(axis)}
          prompt: A kite
      """)
    #expect(loaded.findings == ["variable.unknown 5:15"])
    #expect(
      loaded.diagnostics.first?.message
        == "'generate' is the same for all cells, and '\(axis)' is not")
  }

  @Test(arguments: ["kind: [image, video]", "rows: [{kind: image}, {kind: video}]"])
  func `an operation is no variable's where the cells have one of that name`(matrix: String) {
    let loaded = load(
      """
      variables: {kind: image}
      assets:
        kite:
          matrix: {\(matrix)}
          generate: ${kind}
          prompt: A kite
      """)
    #expect(loaded.findings == ["variable.unknown 6:15"])
  }

  @Test func `a mapping as a value is called by its id, else by its position`() {
    let loaded = load(
      """
      assets:
        card:
          matrix:
            product: [{id: mug, title: A mug, size: {cm: 9}}, {id: tee, title: A tee, size: {cm: 60}}]
            light: [{words: dawn}, {words: dusk}]
          generate: image
          prompt: ${product}, ${product.title}, ${product.size.cm}, ${light}, ${light.words}
      """)
    #expect(loaded.findings == [])
    #expect(loaded.asset("card[product=tee,light=2]")?.prompt == "tee, A tee, 60, 2, dusk")
  }

  @Test func `exclude takes away, include adds`() {
    let loaded = load(
      """
      assets:
        card:
          matrix:
            product: [mug, tee]
            ratio: [16:9, 1:1]
            exclude:
              - {product: tee, ratio: 1:1}
            include:
              - {product: mug, mood: warm}
              - {product: mug, ratio: 1:1, mood: cold}
              - {product: cap, ratio: 4:3, extra: new}
              - {extra: all}
          generate: image
          prompt: ${product} ${extra}
          aspect_ratio: ${ratio}
          tags: [a]
        mood:
          matrix: {product: [mug], include: [{product: mug, mood: warm}, {product: cap, mood: "${x}"}]}
          generate: image
          prompt: ${product} ${mood}
      variables: {x: cool}
      """)
    #expect(loaded.findings == [])
    #expect(
      ids(loaded).filter { $0.hasPrefix("card") } == [
        "card[product=mug,ratio=16:9]", "card[product=mug,ratio=1:1]",
        "card[product=tee,ratio=16:9]", "card[product=cap,ratio=4:3]",
      ])
    #expect(loaded.asset("card[product=mug,ratio=16:9]")?.prompt == "mug all")
    #expect(loaded.asset("card[product=cap,ratio=4:3]")?.prompt == "cap new")
    #expect(loaded.asset("mood[product=cap]")?.prompt == "cap cool")
    #expect(loaded.asset("mood[product=mug]")?.prompt == "mug warm")
  }

  @Test func `a cell that include makes lacks what nobody gives it`() {
    let loaded = load(
      """
      assets:
        card:
          matrix: {a: [x, y], b: [p], include: [{a: z}]}
          generate: image
          prompt: ${a} ${b}
      """)
    #expect(loaded.findings == ["variable.unknown 6:18"])
    #expect(loaded.diagnostics.first?.notes.map(\.message) == ["in the cell 'card[a=z]'"])
  }

  @Test func `references join on the axes that both share`() {
    let loaded = load(
      """
      assets:
        still:
          matrix: {shot: [1, 2], lang: [en, de]}
          generate: image
          prompt: Shot ${shot} ${lang}
          count: 2
        clip:
          matrix: {lang: [de, en], shot: [2, 1], take: [a, b]}
          animate: still#2
          prompt: ${take}
        sheet:
          matrix: {shot: [1, 2]}
          edit: still
          prompt: Beside each other
          needs: [clip]
        cover:
          edit: ["still[lang=en,shot=2]", logo.png, ./logo.png]
          prompt: A cover
      sources: {logo.png: logo.png}
      """)
    #expect(loaded.findings == [])
    #expect(inputs(loaded, of: "clip[lang=de,shot=2,take=b]") == ["still[shot=2,lang=de]"])
    #expect(
      inputs(loaded, of: "sheet[shot=2]") == ["still[shot=2,lang=en]", "still[shot=2,lang=de]"])
    #expect(
      loaded.asset("sheet[shot=1]")?.needs.map(\.id.text) == [
        "clip[lang=de,shot=1,take=a]", "clip[lang=de,shot=1,take=b]",
        "clip[lang=en,shot=1,take=a]", "clip[lang=en,shot=1,take=b]",
      ])
    #expect(inputs(loaded, of: "cover") == ["still[shot=2,lang=en]", "logo.png", "./logo.png"])
    guard case .asset(_, variant: 2) = loaded.asset("clip[lang=de,shot=2,take=b]")?.inputs[0].target
    else {
      Issue.record("no variant")
      return
    }
  }

  @Test func `a cell that is not there is told with its values as they are`() {
    let loaded = load(
      """
      assets:
        still: {matrix: {sku: [mug], tone: [calm]}, generate: image, prompt: "${sku} ${tone}"}
        night: {matrix: {sku: ["mug "], tone: [calm]}, edit: still, prompt: x}
      """)
    #expect(
      loaded.diagnostics.map(\.message) == ["'still' has no cell with sku='mug ', tone='calm'"])
  }

  @Test func `a cell may build on another of its own asset`() {
    let loaded = load(
      """
      assets:
        still:
          matrix: {shot: [1, 2]}
          generate: image
          prompt: ${shot}
        wide:
          matrix: {shot: [1, 2], step: [a, b], exclude: [{step: a}]}
          edit: still
          prompt: x
        again:
          matrix: {n: [1, 2]}
          edit: again[n=1]
          prompt: x
      """)
    // The first cell would be made of itself; the second would not.
    #expect(loaded.findings == ["reference.cycle 13:11"])
    #expect(inputs(loaded, of: "again[n=2]") == ["again[n=1]"])
  }

  @Test func `the medium of an edit is that of its cell's input`() {
    let files = InMemoryFileReader(texts: ["/project/a/x.png": "1", "/project/a/y.mp4": "2"])
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        it: {matrix: {file: [x.png, y.mp4]}, edit: "a/${file}", prompt: Brighter}
        more: {matrix: {file: [x.png, y.mp4]}, edit: it, prompt: Darker}
      """, files: files)
    #expect(loaded.findings == [])
    #expect(loaded.asset("more[file=x.png]")?.operation == .editImage)
    #expect(loaded.asset("more[file=y.mp4]")?.operation == .editVideo)
  }

  @Test func `the same finding in many cells is one`() {
    let loaded = load(
      """
      assets:
        card:
          matrix: {n: [1, 2, 3, 4, 5, 6, 7, 8]}
          generate: image
          prompt: ${nn}
          aspect_ratio: ${n}:99
      """)
    let unknown = loaded.diagnostics.filter { $0.code == .variableUnknown }
    #expect(unknown.count == 1)
    #expect(unknown.first?.notes.map(\.message) == ["in the cell 'card[n=1]' and 7 others"])
    let ratios = loaded.diagnostics.filter { $0.code == .parameterValue }
    #expect(ratios.count == 5)
    #expect(ratios.flatMap(\.notes).map(\.message).contains("and the like in 3 more"))
  }

  @Test(
    arguments: [
      ("a", [], "a"), ("a", [("x", "1")], "a[x=1]"),
      ("a", [("x", "1,2"), ("y", "]=%")], "a[x=1%2C2,y=%5D%3D%25]"),
      ("a", [("x", "b/c\n"), ("ü", "")], "a[x=b%2Fc%0A,ü=]"),
    ] as [(String, [(String, String)], String)])
  func `names of cells are written and read`(
    asset: String, axes: [(String, String)], text: String
  ) {
    let name = CellName(asset: asset, axes: axes.map { CellName.Axis(name: $0.0, value: $0.1) })
    #expect(name.text == text)
    #expect(CellName(text) == name)
  }

  @Test(arguments: ["a[", "a[]", "a[x]", "a[=1]", "a[x=1]]", "a[x=1,x=2]", "a[x=1]b"])
  func `what is no name of a cell is none`(text: String) {
    #expect(CellName(text) == nil)
  }

  @Test func `include and exclude name columns as they are written`() {
    let loaded = load(
      """
      assets:
        card:
          matrix:
            rows: [{Product Name: Mug, in: {"a b": 1}}, {Product Name: Tee, in: {"a b": 2}}]
            tone: [calm, loud]
            exclude: [{Product Name: Tee, tone: loud}, {in: {"a b": 1}, tone: loud}]
            include: [{Product Name: Mug, price: 5}, {Product Name: Tee, price: 6}]
          generate: image
          prompt: ${Product Name} ${in.a b} ${price} ${tone}
      """)
    #expect(loaded.findings == [])
    #expect(loaded.manifest?.assets.map(\.prompt) == ["Mug 1 5 calm", "Tee 2 6 calm"])
    let wrong = load(
      """
      assets:
        card:
          matrix: {tone: [calm, loud], include: [{Product Name: Tee}]}
          generate: image
          prompt: ${tone}
      """)
    #expect(wrong.findings == ["manifest.bad-name 4:45"])
  }
}
