import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// `${…}`: where it works, what it becomes, who wins.
@Suite struct ExpansionTests {
  private func prompt(_ text: String, set: [String: String] = [:]) -> String? {
    var options = ManifestOptions()
    options.variables = set
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {a: Apple, n: 1.10, b: "${a}", empty: "", none: , yes: no, brace: "$${a}"}
      assets:
        x: {generate: image, prompt: \(JSONValue.string(text).canonical)}
      """, options: options)
    let expected = ["variable.nested", "variable.escaped"]
    #expect(
      loaded.diagnostics.allSatisfy { finding in
        finding.code == .variableUnused || expected.contains(finding.code.rawValue)
      })
    return loaded.asset("x")?.prompt
  }

  @Test(arguments: [
    ("${a}", "Apple"), ("An ${a}.", "An Apple."), ("${a}${a}", "AppleApple"),
    ("${n} and ${yes}", "1.10 and no"), ("[${empty}${none}]", "[]"),
    // One pass: what is put in is not looked at again.
    ("${b}", "${a}"), ("${brace}", "$${a}"),
    ("$${a}", "${a}"), ("$${a} ${a}", "${a} Apple"), ("$5 and $", "$5 and $"), ("$$ {a}", "$$ {a}"),
    ("a} {b", "a} {b"), ("🪁${a}🪁", "🪁Apple🪁"),
    // Letters that join what stands before them.
    ("${a}\u{FE0F}", "Apple\u{FE0F}"), ("$${\u{301}${a}\u{301}$", "${\u{301}Apple\u{301}$"),
  ])
  func `variables are put in once`(text: String, expected: String) {
    #expect(prompt(text) == expected)
  }

  @Test(arguments: [
    ("A tag, $${price}", ["'$${price}' writes '${price}' itself, not the value of 'price'"]),
    (
      "$${axis} $${shop.town}",
      [
        "'$${axis}' writes '${axis}' itself, not the value of 'axis'",
        "'$${shop.town}' writes '${shop.town}' itself, not the value of 'shop.town'",
      ]
    ),
    ("$${other} $${shop} $${price $${ $${} $${}} $$ {price} $price", []),
  ])
  func `what begins with an escape and is called as a value is warned of`(
    text: String, messages: [String]
  ) {
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {price: 12, shop: {town: Bergen}}
      assets:
        x:
          matrix: {axis: [a, b]}
          generate: image
          prompt: \(JSONValue.string(text).canonical)
          description: ${price} ${shop.town}
          output: ${axis}
      """)
    #expect(loaded.diagnostics.map(\.message) == messages)
    #expect(loaded.diagnostics.allSatisfy { $0.code == .variableEscaped })
  }

  @Test func `a variable that only the output or a limit uses is used`() {
    let loaded = LoadedManifest(
      """
      version: 1
      output: out/${where}
      variables: {where: here, most: 5}
      limits: {budget: "${most}"}
      assets: {x: {generate: image, prompt: A}}
      """)
    #expect(loaded.findings == [] && loaded.manifest?.output == "out/here")
  }

  @Test func `the command line wins`() {
    #expect(prompt("${a} ${n}", set: ["a": "${n}", "n": "2"]) == "${n} 2")
  }

  @Test func `a variable that is not there cannot be set`() {
    var options = ManifestOptions()
    options.variables = ["brnd": "x"]
    let loaded = LoadedManifest(
      "version: 1\nvariables: {brand: y}\nassets: {x: {generate: image, prompt: A}}",
      options: options)
    #expect(loaded.findings == ["variable.unknown -"])
    #expect(loaded.diagnostics.first?.help == "did you mean 'brand'?")
  }

  @Test func `the environment fills in, else the default`() {
    let text = """
      version: 1
      variables: {a: {env: SHOP}, b: {env: TOWN, default: 007}, c: {env: EMPTY, default: x}}
      assets: {x: {generate: image, prompt: "${a} ${b} ${c}"}}
      """
    var options = ManifestOptions()
    options.environment = ["SHOP": "Nord ${b}", "EMPTY": ""]
    #expect(LoadedManifest(text, options: options).asset("x")?.prompt == "Nord ${b} 007 ")
    options.environment = ["SHOP": "Nord ${b}", "EMPTY": "", "TOWN": "Oslo"]
    options.variables = ["a": "Süd"]
    #expect(LoadedManifest(text, options: options).asset("x")?.prompt == "Süd Oslo ")
  }

  @Test(arguments: [true, false])
  func `a default is looked at, needed or not`(isNeeded: Bool) {
    var options = ManifestOptions()
    options.environment = isNeeded ? [:] : ["SHOP": "Nord"]
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {a: {env: SHOP, default: {}}}
      assets: {x: {generate: image, prompt: "${a}"}}
      """, options: options)
    #expect(loaded.findings.first == "manifest.wrong-type 2:37")
  }

  @Test(arguments: ["XAI_API_KEY", "MY_TOKEN", "DB_PASSWORD", "a_secret", "OPENAI_API_KEY"])
  func `a secret is refused, there or not`(name: String) {
    let text =
      "version: 1\nvariables: {a: {env: \(name), default: x}}\nassets: {x: {generate: image, prompt: A}}"
    var options = ManifestOptions()
    #expect(LoadedManifest(text, options: options).findings == ["variable.secret 2:22"])
    options.environment = [name: "hunter2"]
    let loaded = LoadedManifest(text, options: options)
    #expect(loaded.findings == ["variable.secret 2:22"])
    #expect(!loaded.diagnostics.contains { "\($0)".contains("hunter2") })
  }

  @Test func `the key's variable is a secret under any name`() {
    let text = """
      version: 1
      provider: {name: xai, api_key_env: MY_XAI}
      variables: {a: {env: MY_XAI, default: x}}
      assets: {x: {generate: image, prompt: A}}
      """
    var options = ManifestOptions()
    options.apiKeyEnv = "MY_XAI"
    #expect(LoadedManifest(text, options: options).findings == ["variable.secret 3:22"])
  }

  @Test func `the field decides the type`() {
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {seconds: 6, sound: "false", many: "3", ratio: 16:9, who: still, three: 3, name: shot}
      defaults: {video: {resolution: "${ratio}"}}
      assets:
        still: {generate: image, prompt: A, count: "${many}", aspect_ratio: "${ratio}"}
        film:
          animate: ${who}#${three}
          duration: ${seconds}
          resolution: 480p
          generate_audio: ${sound}
          output: films/${name}-${ratio}.mp4
          tags: ["${name}"]
      """)
    // The default is wrong, and the film names its own.
    #expect(loaded.findings == [])
    #expect(loaded.asset("still")?.count == 3)
    #expect(loaded.asset("still")?.parameters == [.aspectRatio: .text("16:9")])
    let film = loaded.asset("film")
    #expect(film?.inputs.first?.target == .asset(AssetID("still"), variant: 3))
    #expect(
      film?.parameters == [
        .duration: .integer(6), .resolution: .text("480p"), .generateAudio: .boolean(false),
      ])
    #expect(film?.output.written == "films/shot-16x9.mp4")
    #expect(film?.tags == ["shot"])
  }

  @Test(arguments: [("ask", .ask), ("2", .number(2))] as [(String, Asset.Pick)])
  func `a pick may come from a variable`(value: String, pick: Asset.Pick) {
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {which: \(value)}
      assets: {x: {generate: image, prompt: A, count: 2, pick: "${which}"}}
      """)
    #expect(loaded.findings == [] && loaded.asset("x")?.pick == pick)
  }

  @Test func `a reference may come from a variable`() {
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {which: "still#2", film: "./a.mp4", base: clips}
      sources: {clip: "${base}/b.mp4", sky: {url: "https://example.com/${base}.png"}}
      assets:
        still: {generate: image, prompt: A, count: 2}
        night: {edit: "${which}", prompt: B}
        wet: {edit: "${film}", prompt: C}
        dry: {edit: clip, prompt: D}
        blue: {edit: sky, prompt: E}
      """,
      files: InMemoryFileReader(texts: ["/project/a.mp4": "", "/project/clips/b.mp4": ""]))
    #expect(loaded.findings == [])
    let operations = loaded.manifest?.assets.map(\.operation)
    #expect(operations == [.generateImage, .editImage, .editVideo, .editVideo, .editImage])
    #expect(
      loaded.asset("blue")?.inputs.first?.target == .url("https://example.com/clips.png"))
  }

  @Test(arguments: [
    ("One line\n", "One line"), ("One line", "One line"), ("Two\nlines\n\n", "Two\nlines\n"),
    ("Windows\r\n", "Windows"), ("Two\r\nlines\r\n\r\n", "Two\nlines\n"),
    ("Two\rlines\r", "Two\nlines"), ("\u{FEFF}Mark ${a}", "Mark Apple"), ("$${b}", "${b}"),
    ("# no comment", "# no comment"),
  ])
  func `a prompt file is taken as it is`(text: String, expected: String) {
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {a: Apple}
      assets: {x: {generate: image, prompt: {file: "words/${a}.txt"}}}
      """, files: InMemoryFileReader(texts: ["/project/words/Apple.txt": text]))
    #expect(loaded.findings == [])
    #expect(loaded.asset("x")?.prompt == expected)
  }

  @Test(arguments: [("|", "One\ntwo\n"), ("|-", "One\ntwo"), (">", "One two\n"), (">-", "One two")])
  func `a block is taken with the line break that its beginning asks for`(
    beginning: String, expected: String
  ) {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        x:
          generate: image
          prompt: \(beginning)
            One
            two

      """)
    #expect(loaded.findings == [] && loaded.asset("x")?.prompt == expected)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `a finding in a prompt file has its place there`(lineBreak: String) {
    let loaded = LoadedManifest(
      "version: 1\nvariables: {brand: x}\nassets: {x: {generate: image, prompt: {file: a.txt}}}",
      files: InMemoryFileReader(texts: [
        "/project/a.txt": "\u{FEFF}Fine\(lineBreak)🪁 café ${brnd}\(lineBreak)"
      ]))
    #expect(loaded.diagnostics.first?.location?.description == "a.txt:2:8")
    #expect(loaded.diagnostics.first?.help == "did you mean 'brand'?")
  }

  @Test(arguments: [
    ("A ${nope} and ${a} and ${no}", ["unknown 6:15", "unknown 6:36"]),
    ("A ${nope", ["syntax 6:15"]), ("\"日本 ${nope}\"", ["unknown 6:17"]),
    ("'it''s ${nope}'", ["unknown 6:20"]), ("&it A ${nope}", ["unknown 6:19"]),
    ("|\n      $${no} ${a}\n\n      two ${nope}", ["unknown 9:11"]),
    (">- # as ${nope}\n      One\n      two ${nope}", ["unknown 8:11"]),
    ("\"caf\\u00e9 \\\n        ${nope}\"", ["unknown 7:9"]),
    // Nothing in the source says where it is.
    ("\"\\u0024{nope}\"", ["unknown 6:13"]),
  ])
  func `a finding in a text has its place there`(prompt: String, expected: [String]) {
    let head = "version: 1\nvariables: {a: Apple}\nassets:\n  x:\n    generate: image\n"
    let loaded = LoadedManifest(head + "    prompt: \(prompt)\n")
    #expect(loaded.findings == expected.map { "variable." + $0 })
  }

  @Test func `a finding in an output has its place, and one behind an alias that of the alias`() {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        x: {generate: image, prompt: &it "A ${nope}", description: *it, output: "a/${no}.png"}
      """)
    let places = ["3:39", "3:62", "3:78"]
    #expect(loaded.findings == places.map { "variable.unknown " + $0 })
  }

  @Test func `the medium of a reference may be a variable`() {
    let loaded = LoadedManifest(
      """
      version: 1
      variables: {m: video}
      assets:
        a: {edit: {url: "https://example.com/picture", medium: "${m}"}, prompt: x}
        b: {edit: a, prompt: y}
      """)
    #expect(loaded.findings == [])
    #expect(loaded.manifest?.assets.map(\.operation) == [.editVideo, .editVideo])
  }
}
