import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Manifests made of several files, and profiles laid over them.
@Suite struct IncludeTests {
  private static let brand = """
    version: 1
    name: not taken
    output: out/not-taken
    variables: {brand: Common, tone: calm}
    defaults: {image: {aspect_ratio: 4:3, resolution: 2k}, edit: {quality: low}}
    sources: {logo: logo.png}
    assets:
      shared: {generate: image, prompt: "${brand} ${tone}"}
      night: {edit: [shared, logo], prompt: {file: night.txt}}
    """

  private static let files = InMemoryFileReader(texts: [
    "/project/common/brand.yaml": brand, "/project/common/logo.png": "1",
    "/project/common/night.txt": "Night at ${brand}\n", "/project/logo.png": "2",
    "/project/a.yaml": "version: 1\ninclude: [b.yaml]\nvariables: {x: a, y: a}",
    "/project/b.yaml": "version: 1\ninclude: [a.yaml]\nvariables: {x: b, y: b, z: b}",
    "/project/c.yaml": "version: 1\nvariables: {x: c}",
  ])

  private func load(_ text: String, profile: String? = nil) -> LoadedManifest {
    var options = ManifestOptions()
    options.profile = profile
    return LoadedManifest("version: 1\n" + text, files: Self.files, options: options)
  }

  @Test func `variables, defaults, sources and assets join`() {
    let loaded = load(
      """
      include: [common/brand.yaml]
      name: mine
      variables: {brand: Mine}
      defaults: {image: {model: grok-imagine-image-2.0, resolution: 1k}}
      assets:
        own: {edit: [night, logo], prompt: "${tone}", aspect_ratio: 1:1}
      """)
    #expect(loaded.faults == [])
    let shared = loaded.asset("shared")
    #expect(shared?.prompt == "Mine calm")
    // The including file's defaults lie above; its own serve the included file alone.
    #expect(shared?.parameters[.resolution] == .text("1k"))
    #expect(shared?.parameters[.aspectRatio] == .text("4:3"))
    #expect(loaded.asset("own")?.parameters[.quality] == nil)
    let night = loaded.asset("night")
    #expect(night?.parameters[.quality] == .text("low"))
    #expect(night?.prompt == "Night at Mine")
    #expect(night?.inputs.last?.target == .file(path: "/project/common/logo.png"))
    #expect(night?.location.description == "common/brand.yaml:9:3")
    #expect(loaded.manifest?.name == "mine" && loaded.manifest?.output == "out/mine")
    #expect(
      loaded.manifest?.files == [
        "/project/test.yaml", "/project/common/brand.yaml", "/project/common/night.txt",
      ])
  }

  @Test func `what is left out of defaults is left out of those of the asset's file`() throws {
    let loaded = load(
      """
      include: [common/brand.yaml]
      defaults: {image: {user: me}}
      assets:
        own: {edit: night, prompt: Own, aspect_ratio: 1:1}
        film: {animate: own, prompt: Film}
      """)
    let manifest = try #require(loaded.manifest)
    func leftOut(_ id: String) -> [ParameterName]? {
      loaded.asset(id).map { manifest.defaultsLeftOut(of: $0, by: .xai) }
    }
    #expect(leftOut("shared") == [])
    #expect(leftOut("night") == [.quality])
    #expect(leftOut("own") == [] && leftOut("film") == [])
  }

  @Test func `what the including file says of a source wins`() {
    let loaded = load(
      """
      include: [common/brand.yaml]
      sources: {logo: ./logo.png}
      """)
    #expect(loaded.faults == [])
    #expect(loaded.asset("night")?.inputs.last?.target == .file(path: "/project/logo.png"))
  }

  @Test func `a missing file of a source is said where the source is written`() {
    let text = "version: 1\nsources: {logo: sub/logo.png}"
    let loaded = LoadedManifest(
      """
      version: 1
      include: [common/sources.yaml]
      assets:
        card: {matrix: {n: [1, 2]}, edit: logo, prompt: "${n}"}
        sign: {edit: logo, prompt: B}
      """, files: InMemoryFileReader(texts: ["/project/common/sources.yaml": text]))
    #expect(loaded.findings == ["reference.file-missing 2:17"])
    let finding = loaded.diagnostics.first
    #expect(finding?.location?.file == "common/sources.yaml")
    #expect(finding?.message == "there is no file 'sub/logo.png'")
    #expect(finding?.notes.map { $0.location?.description } == ["test.yaml:4:37"])
  }

  @Test func `an id in two files is an error that names both`() {
    let loaded = load(
      """
      include: [common/brand.yaml]
      assets:
        shared: {generate: image, prompt: x}
      """)
    #expect(loaded.faults == ["manifest.duplicate-name 4:3"])
    #expect(
      loaded.diagnostics.first?.notes.map { $0.location?.description } == ["common/brand.yaml:8:3"])
  }

  @Test func `of several included files the later ones win`() {
    func prompt(_ include: String) -> String? {
      load(
        """
        include: \(include)
        assets: {it: {generate: image, prompt: "${x}"}}
        """
      ).asset("it")?.prompt
    }
    #expect(prompt("[a.yaml, c.yaml]") == "c" && prompt("[c.yaml, a.yaml]") == "a")
  }

  @Test func `a circle of files is an error at the one that closes it`() {
    let loaded = load("include: [a.yaml]\nassets: {it: {generate: image, prompt: x}}")
    #expect(loaded.faults == ["include.cycle 2:11"])
    #expect(loaded.diagnostics.first?.location?.file == "b.yaml")
  }

  @Test func `no manifest is made of very many files`() {
    let files = InMemoryFileReader(
      texts: Dictionary(
        uniqueKeysWithValues: (0..<1001).map { ("/project/\($0).yaml", "version: 1") }))
    let names = (0..<1001).map { "\($0).yaml" }.joined(separator: ", ")
    let loaded = LoadedManifest(
      "version: 1\ninclude: [\(names)]\nassets: {it: {generate: image, prompt: x}}", files: files)
    #expect(loaded.faults == ["include.too-many 2:11"])
  }

  // MARK: Profiles

  private static let profiled = """
    variables: {brand: Big, tone: calm}
    defaults: {image: {resolution: 2k, aspect_ratio: 4:3}}
    limits: {concurrency: 8, images: {concurrency: 4, requests_per_minute: 60}}
    provider: {name: xai, chain: stored}
    profiles:
      draft:
        variables: {tone: quick}
        defaults: {image: {resolution: 1k}}
        limits: {budget: 2, images: {concurrency: 2}}
        provider: {deferred: true}
      else: {output: out/elsewhere, provider: xai}
    assets:
      it: {generate: image, prompt: "${brand} ${tone}", model: grok-imagine-image-2.0}
    """

  @Test func `a profile is laid over the manifest`() {
    let loaded = load(Self.profiled, profile: "draft")
    #expect(loaded.faults == [])
    let asset = loaded.asset("it")
    #expect(asset?.prompt == "Big quick")
    #expect(asset?.parameters[.resolution] == .text("1k"))
    #expect(asset?.parameters[.aspectRatio] == .text("4:3"))
    let limits = loaded.manifest?.limits
    #expect(limits?.concurrency == 8 && limits?.budget == Ticks(dollars: "2"))
    #expect(limits?.images == Limits.Medium(concurrency: 2, requestsPerMinute: 60))
    #expect(loaded.manifest?.provider.chain == .stored)
    #expect(loaded.manifest?.provider.isDeferred == true)
    #expect(loaded.manifest?.output == "out/test-draft" && loaded.manifest?.key == "test.draft")
  }

  @Test func `a profile may have its own folder, and none changes nothing`() {
    let other = load(Self.profiled, profile: "else")
    #expect(other.faults == [] && other.manifest?.output == "out/elsewhere")
    #expect(other.manifest?.provider.chain == .bytes)
    let none = load(Self.profiled)
    #expect(none.faults == [] && none.asset("it")?.prompt == "Big calm")
    #expect(none.manifest?.output == "out/test" && none.manifest?.key == "test")
  }

  @Test func `a profile that is not there is told`() {
    let loaded = load(Self.profiled, profile: "drft")
    #expect(loaded.faults == ["profile.unknown -"])
    #expect(loaded.diagnostics.first?.help == "did you mean 'draft'?")
  }

  @Test(arguments: [
    "{variables: {town: {env: NOWHERE}}, output: 'out/${town}'}",
    "{variables: {only: here}, limits: {timeout: '${only}'}, output: '${shop.name}'}",
    "{limits: {budget: '${most}'}, defaults: {image: {model: '${most}', resolution: '${most}'}}}",
    "{provider: {base_url: 'http://mine.example', api_key_env: MINE}, defaults: {image: {model: m, resolution: 9k}}}",
    "{defaults: {image: {model: grok-imagine-image-3.0}, video: {duration: 6}}}",
    "{defaults: {image: {storage_options: {expires_after: 3600}}}}",
  ])
  func `a profile that is not chosen is asked for nothing from elsewhere`(profile: String) {
    for chosen in [nil, "other"] {
      let loaded = load(
        """
        variables: {most: lots, shop: {name: Nord}}
        profiles: {it: \(profile), other: {variables: {most: 1, shop: Nord}}}
        assets: {it: {generate: image, prompt: x}}
        """, profile: chosen)
      #expect(loaded.faults == [])
    }
  }

  @Test(arguments: [
    ("video: {model: grok-imagine-vidoe}", ""), ("video: {model: '${nothing}'}", ""),
    ("image: {model: grok-imagine-imge}", ", model: grok-imagine-image-2.0"),
    ("image: {model: grok-imagine-imge}, generate: {model: grok-imagine-image-2.0}", ""),
  ])
  func `a model that no asset takes is no fault of a profile, chosen or not`(
    defaults: String, own: String
  ) {
    for chosen in [nil, "it"] {
      let loaded = load(
        """
        profiles: {it: {defaults: {\(defaults)}}}
        assets: {it: {generate: image, prompt: x\(own)}}
        """, profile: chosen)
      #expect(loaded.faults == [], "\(chosen ?? "none")")
    }
  }

  @Test func `the lock file of a profile is nobody else's`() {
    let files = InMemoryFileReader(texts: ["/project/test.draft.yaml": "version: 1"])
    let loaded = LoadedManifest("version: 1\n" + Self.profiled, files: files)
    #expect(loaded.faults == ["profile.lock 7:3"])
  }

  // MARK: Variables with fields

  @Test func `a variable may have fields`() {
    let loaded = load(
      """
      variables: {shop: {name: Nord, place: {town: Bergen}}}
      assets:
        it: {generate: image, prompt: "${shop.name}, ${shop.place.town}"}
        not: {generate: image, prompt: "${shop}"}
      """)
    #expect(loaded.asset("it")?.prompt == "Nord, Bergen")
    #expect(loaded.faults == ["variable.unknown 5:35"])
    #expect(loaded.diagnostics.first?.help == "it has ${shop.name}, ${shop.place.town}")
  }

  @Test(arguments: [nil, "final", "draft"])
  func `a variable that only a profile sets is read somewhere`(profile: String?) {
    let loaded = load(
      """
      variables: {res: 1k}
      profiles:
        final: {variables: {ress: 2k}}
        draft: {variables: {where: here}, output: "out/${where}\u{FE0F}"}
      assets: {it: {generate: image, prompt: x, resolution: "${res}"}}
      """, profile: profile)
    #expect(loaded.findings == ["variable.unused 4:23"])
    #expect(loaded.diagnostics.first?.help == "did you mean 'res'?")
  }

  @Test(arguments: [nil, "final", "other"])
  func `a variable may be there for one profile`(profile: String?) {
    let loaded = load(
      """
      variables: {where: here, most: 2, shop: {town: Bergen}, there: 1}
      output: out/${there}
      profiles:
        final: {output: "out/${where}", limits: {budget: "${most}"}}
        other: {output: "out/${shop.town}"}
      assets: {it: {generate: image, prompt: x}}
      """, profile: profile)
    #expect(loaded.findings == [])
  }

  @Test func `the fields of variables join`() {
    let files = InMemoryFileReader(texts: [
      "/project/shop.yaml":
        "version: 1\nvariables: {shop: {name: Nord, place: {town: Bergen, street: Kai}}, x: {a: 1}}"
    ])
    let loaded = LoadedManifest(
      """
      version: 1
      include: [shop.yaml]
      variables: {shop: {place: {town: Oslo}, tel: 7}, x: y}
      assets:
        it: {generate: image, prompt: "${shop.name} ${shop.place.town} ${shop.place.street}"}
        its: {generate: image, prompt: "${shop.tel} ${x}"}
        no: {generate: image, prompt: "${x.a}"}
      """, files: files)
    #expect(loaded.faults == ["variable.unknown 7:34"])
    #expect(loaded.asset("it")?.prompt == "Nord Oslo Kai")
    #expect(loaded.asset("its")?.prompt == "7 y")
  }

  @Test(arguments: [
    ("{place: Oslo}", "${shop.place}", true), ("{place: Oslo}", "${shop.place.town}", false),
    ("{name: {short: N}}", "${shop.name.short} ${shop.place.town}", true),
    ("{name: {short: N}}", "${shop.name}", false), ("Nord", "${shop}", true),
    ("Nord", "${shop.name}", false),
  ])
  func `a field stands for what it is laid over`(shop: String, prompt: String, isKnown: Bool) {
    let loaded = load(
      """
      variables: {shop: {name: Nord, place: {town: Bergen}}}
      profiles: {other: {variables: {shop: \(shop)}}}
      assets: {it: {generate: image, prompt: "\(prompt)"}}
      """, profile: "other")
    #expect(loaded.faults == (isKnown ? [] : ["variable.unknown 4:41"]))
  }
}
