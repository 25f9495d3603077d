import ReelBasics
import ReelCatalogue

/// What the emulator says about models and keys.
struct CatalogueAnswers: Sendable {
  let catalogue: Catalogue

  private var current: [Model] { catalogue.models.filter { $0.status == .current } }

  /// `GET /v1/models`: all of them, shortly.
  var models: JSONValue {
    let rows = current.map { model -> JSONValue in
      [
        "id": .string(model.name), "created": .int(created), "object": "model",
        "owned_by": .string(catalogue.provider),
      ]
    }
    return ["object": "list", "data": .array(rows)]
  }

  /// `GET /v1/image-generation-models` and its sibling.
  func list(_ medium: Medium) -> JSONValue {
    ["models": .array(current.filter { $0.makes == medium }.map(object))]
  }

  /// One model by its name or alias.
  func model(_ medium: Medium, _ name: String) throws(APIError) -> JSONValue {
    guard let model = catalogue.model(name), model.makes == medium, model.status == .current else {
      throw .notFound("The model \(name.prefix(100)) does not exist.")
    }
    return object(model)
  }

  /// `GET /v1/api-key`.
  func key(_ authorization: String?) -> JSONValue {
    let key = authorization?.split(separator: " ").last ?? ""
    let nobody: JSONValue = "00000000-0000-0000-0000-000000000000"
    return [
      "redacted_api_key": .string(KeyCheck.masked(key)), "name": "emulator", "user_id": nobody,
      "team_id": nobody, "api_key_id": nobody, "acls": ["api-key:model:*", "api-key:endpoint:*"],
      "team_blocked": false, "api_key_blocked": false, "api_key_disabled": false,
    ]
  }

  private func object(_ model: Model) -> JSONValue {
    let takesFilm = model.operations[.editVideo] != nil
    var fields: [String: JSONValue] = [
      "id": .string(model.name), "aliases": .array(model.aliases.map { .string($0) }),
      "fingerprint": .string("fp_\(SHA256.digest(model.name).short)"), "created": .int(created),
      "object": "model", "owned_by": .string(catalogue.provider), "version": "1.0",
      "input_modalities": takesFilm ? ["text", "image", "video"] : ["text", "image"],
      "output_modalities": [.string(model.makes.rawValue)],
    ]
    if let rules = model.operations[.generateImage] {
      let rate = rules.price.rate(rules.filledIn([:]))
      // In US cents.
      fields["image_price"] = .int(rate.count * 100 / Ticks.perDollar)
      fields["max_prompt_length"] = .int(Int64(catalogue.promptCharacters))
    }
    return .object(fields)
  }

  /// The catalogue's own date, in seconds since 1970: it knows no other.
  private var created: Int64 { UTCTime.seconds(ofDay: catalogue.asOf) ?? 0 }
}
