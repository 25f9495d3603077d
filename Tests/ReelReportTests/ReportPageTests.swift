import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelReport

/// The page of a report: what stands where, and that nobody's words are taken for markup.
@Suite(.timeLimit(.minutes(10)))
struct ReportPageTests {
  private static let hostile = [
    "</script><script>alert(1)</script>", "</style><b>", "<img src=x onerror=alert(1)>", "a\"b'c",
    "&lt;b&gt; &amp;", "<!--", "]]>", "متجر 🏮 \u{202E}esrever", "e\u{301}te\u{301} 看板",
    "a\u{1}b\u{1B}[2J", "\u{7F}\u{85}", "a\u{2066}b",
  ]

  @Test(arguments: hostile)
  func `words of others stay words`(_ words: String) throws {
    let asset = ReportAsset(
      id: "a[x=\(words)]", group: "a", axes: [ReportAsset.Pair("x", words)],
      operation: .generateImage, model: words, prompt: words,
      parameters: [ReportAsset.Pair(words, words)], tags: [words], description: words,
      place: words, status: ReportAsset.Status(.trouble, "failed", words),
      variants: [
        ReportVariant(
          number: 1, file: ReportSample.variant(1, of: "a").file, note: words,
          pickLine: "reel pick \(words)", model: words + "!",
          revisedPrompt: words, requestID: words),
        ReportSample.variant(2, of: "a"),
      ])
    let page = ReportSample.report(
      [asset], name: words,
      requests: [
        ReportRequest(
          asset: 0, model: words, end: .failed, words: words, begun: 1, ended: 2, day: words)
      ]
    ).page
    let elements = try ReportSample.elements(page)
    #expect(TerminalText.safeLines(page) == page)
    #expect(page.components(of: "<script>").count == 2)
    let names = Set(elements.map(\.name))
    #expect(names.isDisjoint(with: ["b"]) && elements.count { $0.name == "img" } == 2)
    #expect(elements.allSatisfy { !$0.attributes.keys.contains { $0.hasPrefix("on") } })
    let prompt = try #require(elements.first { $0.attributes["class"] == "prompt" })
    let shown = TerminalText.safeLines(words)
    #expect(prompt.text == shown && prompt.attributes["dir"] == "auto")
    #expect(elements.first { $0.name == "title" }?.text == TerminalText.safe(words) + " – report")
    let copies = elements.compactMap { $0.attributes["data-copy"] }
    #expect(copies == ["reel pick \(shown)"])
  }

  @Test func `failures come first, with what to do`() throws {
    let failed = ReportAsset.Status(.trouble, "failed", "no; run again")
    let waits = ReportAsset.Status(.waits, "waiting", "choose")
    let page = ReportSample.report([
      ReportSample.asset("fine"), ReportSample.asset("slow", status: waits),
      ReportSample.asset("bad", status: failed),
    ]).page
    let elements = try ReportSample.elements(page)
    let sections = elements.filter { $0.name == "section" }.compactMap { $0.attributes["id"] }
    #expect(sections == ["troubles", "gallery", "graph", "costs"])
    let list = try #require(page.components(of: "<ul class=\"troubles\">").last)
    let told = list.components(of: "</ul>")[0]
    let (bad, slow) = (told.firstRange(of: "#a2"), told.firstRange(of: "#a1"))
    #expect(try #require(bad).lowerBound < #require(slow).lowerBound)
    #expect(told.contains("no; run again") && !told.contains("#a0"))
    #expect(page.contains("3 assets: 1 failed, 1 waiting, 1 done."))
    #expect(!ReportSample.report([ReportSample.asset("fine")]).page.contains("id=\"troubles\""))
  }

  @Test func `variants stand side by side, and the picked one is marked`() throws {
    let variants = [
      ReportSample.variant(1, of: "cup", pickLine: "reel pick shots.yaml cup 1"),
      ReportSample.variant(2, of: "cup", isPicked: true),
      ReportVariant(number: 3, note: "moderation took it"),
    ]
    let page = ReportSample.report([
      ReportSample.asset("cup", variants: variants)
    ]).page
    let elements = try ReportSample.elements(page)
    let figures = elements.filter { $0.name == "figure" }
    #expect(figures.map { $0.attributes["class"] } == [nil, "picked", nil])
    #expect(page.components(of: "★ picked").count == 2)
    #expect(
      elements.compactMap { $0.attributes["data-copy"] } == ["reel pick shots.yaml cup 1"])
    let images = elements.filter { $0.name == "img" }
    #expect(images.map { $0.attributes["alt"] } == ["cup, variant 1", "cup, variant 2"])
    for image in images {
      #expect(image.attributes["loading"] == "lazy")
      #expect(image.attributes["width"] == "1280" && image.attributes["height"] == "720")
    }
    #expect(page.contains("moderation took it"))
  }

  @Test func `films can be played, and thumbnails stand in the page`() throws {
    let page = ReportSample.report([
      ReportSample.asset(
        "clip", operation: .animateImage,
        variants: [ReportSample.variant(1, of: "clip", thumbnail: "data:image/jpeg;base64,AA==")]),
      ReportSample.asset(
        "cup", variants: [ReportSample.variant(1, of: "cup", thumbnail: "data:image/webp;base64,")]),
    ]).page
    let elements = try ReportSample.elements(page)
    let film = try #require(elements.first { $0.name == "video" })
    #expect(film.attributes["src"] == "out/1.jpg" && film.attributes["preload"] == "none")
    #expect(film.attributes["poster"] == "data:image/jpeg;base64,AA==")
    #expect(film.attributes["aria-label"] == "clip" && film.attributes["controls"] == "")
    let image = try #require(elements.first { $0.name == "img" })
    #expect(image.attributes["src"] == "data:image/webp;base64,")
    #expect(elements.contains { $0.name == "a" && $0.attributes["href"] == "out/1.jpg" })
  }

  @Test func `the cells of a matrix stand under its name, and links fold them`() throws {
    let cells = (1...8).map { number in
      ReportSample.asset(
        "tile[n=\(number)]", group: "tile", axes: [ReportAsset.Pair("n", String(number))])
    }
    let page = ReportSample.report(
      [ReportSample.asset("hero")] + cells, edges: (1...8).map { (from: 0, to: $0) }
    ).page
    let elements = try ReportSample.elements(page)
    #expect(elements.contains { $0.name == "section" && $0.attributes["id"] == "g1" })
    #expect(page.contains("n: 8 cells"))
    #expect(elements.count { $0.name == "h4" } == 8)
    let hero = try #require(page.components(of: "id=\"a0\"").last?.components(of: "</article>")[0])
    #expect(hero.contains("<a href=\"#g1\"><bdi>tile</bdi></a> (×8)"))
    let cell = try #require(page.components(of: "id=\"a3\"").last?.components(of: "</article>")[0])
    #expect(cell.contains("<a href=\"#a0\"><bdi>hero</bdi></a>"))
    // Every link in the page has its place there.
    let places = Set(elements.compactMap { $0.attributes["id"] })
    for address in elements.compactMap({ $0.attributes["href"] }) where address.hasPrefix("#") {
      #expect(places.contains(String(address.dropFirst())), "\(address)")
    }
  }

  @Test func `everything that is chosen or pressed has a name, and ids are unique`() throws {
    let page = ReportSample.report([
      ReportSample.asset("one", tags: ["a", "b"]),
      ReportSample.asset("two", status: ReportAsset.Status(.open, "to be made")),
    ]).page
    let elements = try ReportSample.elements(page)
    let ids = elements.compactMap { $0.attributes["id"] }
    #expect(ids.count == Set(ids).count)
    for name in ["header", "main", "nav", "footer", "h1", "form", "output"] {
      #expect(elements.count { $0.name == name } >= 1, "\(name)")
    }
    let labelled = ids.filter { ["search", "status", "tag"].contains($0) }
    #expect(labelled.count == 3 && elements.count { $0.name == "label" } == 3)
    #expect(elements.contains { $0.attributes["aria-live"] == "polite" })
    for section in elements where section.name == "section" {
      let title = try #require(section.attributes["aria-labelledby"])
      #expect(ids.contains(title))
    }
    #expect(page.contains("default-src 'none'"))
    for word in ["http://", "https://", "@import", "fetch(", "innerHTML"] {
      let isDrawing = word == "http://" && page.contains("http://www.w3.org/2000/svg")
      #expect(page.components(of: word).count == (isDrawing ? 2 : 1), "\(word)")
    }
  }

  @Test func `two thousand assets make a page that can be sent`() throws {
    let prompt = String(repeating: "A cup on a counter in the morning sun, ", count: 5)
    let cells = (0..<2000).map { number in
      ReportSample.asset(
        "tile[sku=NW-\(number),ratio=16:9]", group: "tile",
        axes: [ReportAsset.Pair("sku", "NW-\(number)"), ReportAsset.Pair("ratio", "16:9")],
        prompt: prompt, tags: ["tiles", "spring"])
    }
    let requests = (0..<2000).map {
      ReportSample.request($0, Int64($0 / 8), Int64($0 / 8 + 9), cost: 200_000_000)
    }
    let page = ReportSample.report(
      [ReportSample.asset("hero")] + cells, requests: requests,
      edges: (1...2000).map { (from: 0, to: $0) }
    ).page
    #expect(page.utf8.count < 6_000_000, "\(page.utf8.count) bytes")
    #expect(try ReportSample.elements(page).count { $0.name == "article" } == 2001)
  }
}
