import ReelBasics
import Testing

@testable import ReelCatalogue

@Suite struct CatalogueTests {
  private let catalogue = Catalogue.xai

  /// Every model that can be asked, with each of its operations.
  private var rules: [(model: Model, operation: ReelCatalogue.Operation, rules: OperationRules)] {
    catalogue.models.flatMap { model in
      ReelCatalogue.Operation.allCases.compactMap { operation in
        model.operations[operation].map { (model, operation, $0) }
      }
    }
  }

  @Test func `names and aliases are one model's`() {
    let names = catalogue.models.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for name in names { #expect(catalogue.model(name) != nil) }
    #expect(catalogue.model("grok-imagine-image-2026-03-02")?.name == "grok-imagine-image")
    #expect(catalogue.model("no-such-model") == nil)
    for alias in ["-20260403", "-latest"] {
      let name = "grok-imagine-image-quality"
      #expect(catalogue.model(name + alias)?.name == name)
    }
    #expect(catalogue.asOf.count == 10 && catalogue.provider == "xai")
  }

  @Test func `a current model can do something, a retired one has a successor`() {
    for model in catalogue.models {
      switch model.status {
      case .current:
        #expect(!model.operations.isEmpty, "\(model.name)")
        for operation in model.operations.keys {
          #expect(operation.makes == model.makes, "\(model.name) \(operation)")
        }
      case .retired(_, let successor):
        #expect(model.operations.isEmpty && catalogue.model(successor)?.status == .current)
      }
    }
  }

  @Test(arguments: ReelCatalogue.Operation.allCases)
  func `every operation has a model, the default among them`(operation: ReelCatalogue.Operation) {
    let name = catalogue.defaultModel(for: operation)
    #expect(catalogue.models(for: operation).contains { $0.name == name })
    #expect(!operation.title.isEmpty)
  }

  @Test func `the defaults of version 1 never change`() {
    let names = ReelCatalogue.Operation.allCases.map { catalogue.defaultModel(for: $0) }
    let image = "grok-imagine-image"
    let video = "grok-imagine-video"
    #expect(names == [image, image, video, video, video, video, video])
    #expect(
      ReelCatalogue.Operation.allCases.map(\.rawValue) == [
        "generate-image", "edit-image", "generate-video", "reference-video", "animate-image",
        "edit-video", "extend-video",
      ])
  }

  @Test func `what is usual is what the model takes`() {
    for (model, operation, rules) in rules {
      for (name, value) in rules.usual {
        #expect(
          rules.parameters[name]?.accepts(value) == true, "\(model.name) \(operation) \(name)")
      }
      #expect(rules.resultsPerRequest >= 1)
      let set: [ParameterName: ParameterValue] = [.user: .text("me")]
      #expect(rules.filledIn(set) == rules.usual.merging(set) { first, _ in first })
      // What names a value in a request is the author's, not the body's own.
      for name in rules.parameters.keys {
        #expect(!catalogue.requestFields.contains(name.key))
        #expect(!name.summary.isEmpty && name.summary != name.key)
      }
    }
  }

  /// The fields of sections 2 and 3 of the reference that are no parameters, and their other names:
  /// what is asked for under one of those would be billed past its reservation.
  @Test(arguments: [
    "model", "prompt", "n", "response_format", "deferred", "image", "images", "image_url", "video",
    "video_url", "reference_images", "reference_image_urls", "last_frame", "keyframes", "output",
    "input_reference", "seconds", "size",
  ])
  func `what Reel fills in is no author's`(field: String) {
    #expect(catalogue.requestFields.contains(field))
    #expect(ParameterName(key: field) == nil)
  }

  @Test(arguments: [
    0, -1, .nan, .infinity, -.infinity, 1e300, Double(Int64.max), Double(Int64.min),
  ])
  func `lengths that no film has have a price`(seconds: Double) {
    let film = FilmFacts(seconds: seconds, size: nil)
    #expect(film.wholeSeconds >= 1)
    let model = "grok-imagine-video"
    for operation in [ReelCatalogue.Operation.editVideo, .extendVideo] {
      let cost = catalogue.cost(
        model: model, operation: operation, parameters: [:], results: 1, inputImages: 0, film: film)
      #expect((cost?.low ?? .zero) > .zero)
      let delivered = catalogue.cost(
        ofDelivered: film, model: model, operation: operation, parameters: [:], inputImages: 0)
      #expect((delivered ?? .zero) > .zero)
    }
  }

  @Test func `every choice has a price, and none is nothing`() {
    for (model, operation, rules) in rules {
      #expect(rules.price.rates.allSatisfy { $0.ticks > .zero }, "\(model.name) \(operation)")
      #expect(rules.price.perInputImage > .zero)
      for resolution in choices(rules, .resolution) {
        for quality in choices(rules, .quality) {
          var parameters: [ParameterName: ParameterValue] = [:]
          parameters[.resolution] = resolution.map { .text($0) }
          parameters[.quality] = quality.map { .text($0) }
          let cost = catalogue.cost(
            model: model.name, operation: operation, parameters: parameters, results: 1,
            inputImages: 1)
          #expect((cost?.low ?? .zero) > .zero && cost?.low ?? .zero <= cost?.high ?? .zero)
        }
      }
    }
    #expect(
      catalogue.cost(
        model: "nothing", operation: .generateImage, parameters: [:], results: 1, inputImages: 0)
        == nil)
  }

  private func choices(_ rules: OperationRules, _ name: ParameterName) -> [String?] {
    guard case .choice(let values)? = rules.parameters[name] else { return [nil] }
    return values
  }

  @Test(
    arguments: [
      // A model, what is asked for, results and input pictures, and thousandths of a dollar.
      ("grok-imagine-image", .generateImage, [:], 3, 0, 60...60),
      ("grok-imagine-image", .editImage, [:], 1, 3, 26...26),
      ("grok-imagine-image-2.0", .generateImage, [:], 1, 0, 40...40),
      ("grok-imagine-image-2.0", .editImage, [:], 1, 1, 70...70),
      (
        "grok-imagine-image-2.0", .generateImage,
        [.resolution: .text("2k"), .quality: .text("medium")], 2, 0, 160...160
      ),
      (
        "grok-imagine-video", .generateVideo,
        [.duration: .integer(15), .resolution: .text("720p")], 1, 0, 1050...1050
      ),
      ("grok-imagine-video", .animateImage, [:], 1, 1, 402...402),
      (
        "grok-imagine-video-1.5", .generateVideo,
        [.resolution: .text("1080p"), .duration: .integer(2)], 1, 0, 500...500
      ),
      ("grok-imagine-video-1.5-lite", .generateVideo, [.duration: .integer(1)], 1, 0, 20...20),
      ("grok-imagine-video", .editVideo, [:], 1, 0, 50...630),
      ("grok-imagine-video", .extendVideo, [.duration: .integer(4)], 1, 0, 200...2380),
    ]
      as [(
        String, ReelCatalogue.Operation, [ParameterName: ParameterValue], Int, Int,
        ClosedRange<Int64>
      )])
  func `prices are what the table says`(
    model: String, operation: ReelCatalogue.Operation,
    parameters: [ParameterName: ParameterValue], results: Int, images: Int,
    thousandths: ClosedRange<Int64>
  ) {
    let cost = catalogue.cost(
      model: model, operation: operation, parameters: parameters, results: results,
      inputImages: images)
    #expect(
      cost
        == CostBounds(
          low: Ticks(thousandths.lowerBound * 10_000_000),
          high: Ticks(thousandths.upperBound * 10_000_000)))
  }

  @Test func `what is known of the input narrows the price`() {
    let cost = catalogue.cost(
      model: "grok-imagine-video", operation: .editVideo, parameters: [:], results: 1,
      inputImages: 0, film: FilmFacts(seconds: 3.2, size: nil))
    #expect(cost == CostBounds(low: Ticks(2_000_000_000), high: Ticks(2_800_000_000)))
    let small = catalogue.cost(
      model: "grok-imagine-video", operation: .editVideo, parameters: [:], results: 1,
      inputImages: 0, film: FilmFacts(seconds: 3.2, size: PixelSize(width: 848, height: 480)))
    #expect(small == CostBounds(low: Ticks(2_000_000_000), high: Ticks(2_000_000_000)))
  }

  @Test func `inputs are of the role's medium`() {
    #expect(InputRole.source.medium(under: .editVideo) == .video)
    #expect(InputRole.source.medium(under: .extendVideo) == .video)
    #expect(InputRole.source.medium(under: .editImage) == .image)
    #expect(InputRole.source.medium(under: .animateImage) == .image)
    #expect(InputRole.reference.medium(under: .referenceVideo) == .image)
    #expect(InputRole.lastFrame.medium(under: .animateImage) == .image)
  }

  @Test(
    arguments: [
      (.choice(["a", "b"]), .text("a"), true), (.choice(["a"]), .text("A"), false),
      (.choice(["1"]), .integer(1), false), (.integer(1...3), .integer(3), true),
      (.integer(1...3), .integer(4), false), (.integer(1...3), .text("3"), false),
      (.boolean, .boolean(false), true), (.boolean, .text("false"), false),
      (.text(maximumCharacters: 2), .text("🪁é"), true),
      (.text(maximumCharacters: 2), .text("abc"), false),
    ] as [(ParameterRule, ParameterValue, Bool)])
  func `a rule takes its values`(rule: ParameterRule, value: ParameterValue, isTaken: Bool) {
    #expect(rule.accepts(value) == isTaken)
    #expect(!rule.values.isEmpty)
  }
}
