import ReelBasics
import ReelCatalogue

/// A picture that a film passes at a moment.
struct Keyframe: Sendable {
  let picture: [UInt8]
  /// Thirds of a second from the film's begin.
  let thirds: Int

  /// The moments of keyframes in words; nothing where there are none.
  static func notes(_ keyframes: [Keyframe]) -> [String] {
    guard !keyframes.isEmpty else { return [] }
    let moments = keyframes.map { frame in
      let hundredths = (frame.thirds * 100 + 1) / 3
      return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst()) s"
    }
    return ["keyframes at " + moments.joined(separator: ", ")]
  }
}

extension RequestReader {
  /// How far from a third of a second a moment may stand, in thirds.
  private static let tolerance = 0.05

  /// The keyframes of a film of a length in seconds, by their moments.
  func keyframes(seconds: Int, _ taken: OperationRules) throws -> [Keyframe] {
    guard let value = fields["keyframes"] else { return [] }
    guard let elements = value.elements else {
      throw APIError.schema("keyframes: invalid type, expected an array", in: fields.end)
    }
    try check(elements.count, of: .keyframe, field: "keyframes", taken)
    let keyframes = try elements.map { try keyframe($0, seconds: seconds) }
      .sorted { $0.thirds < $1.thirds }
    for (one, next) in zip(keyframes, keyframes.dropFirst()) where one.thirds == next.thirds {
      throw APIError.invalid("`keyframes` must be at least 1/3 second apart.")
    }
    return keyframes
  }

  private func keyframe(_ value: JSONValue, seconds: Int) throws -> Keyframe {
    guard let image = value["image"] else {
      throw APIError.schema("keyframes: missing field `image`", in: fields.end)
    }
    let moment = value["timestamp_s"] ?? (rules.isStrict ? nil : value["timestamp"])
    guard let moment else {
      throw APIError.schema("keyframes: missing field `timestamp_s`", in: fields.end)
    }
    guard let number = moment.number else {
      throw APIError.schema("keyframes: invalid type, expected a number", in: fields.end)
    }
    let thirds = (number * 3).rounded()
    guard abs(number * 3 - thirds) <= Self.tolerance else {
      throw APIError.invalid(
        "The keyframe at \(number) s is not on the grid of 1/3 second.")
    }
    guard thirds > 0, thirds < Double(seconds) * 3 else {
      throw APIError.invalid(
        "The keyframe at \(number) s is not strictly inside the clip of \(seconds) s.")
    }
    let pictures = try resolver.inputs(
      in: image, field: "keyframes", of: fields, medium: .image)
    guard pictures.count == 1, let picture = pictures.first else {
      throw APIError.invalid("A keyframe has one image.")
    }
    return Keyframe(picture: picture, thirds: Int(thirds))
  }

  /// The voices that a film speaks with.
  func voices(_ taken: OperationRules) throws(APIError) -> [String] {
    guard let value = fields["reference_audios"] else { return [] }
    guard let elements = value.elements else {
      throw .schema("reference_audios: invalid type, expected an array", in: fields.end)
    }
    guard case .texts(let most) = taken.parameters[.referenceAudios] else {
      // Where a model has no voices, the newest shapes alone refuse them.
      return []
    }
    guard elements.count <= most else {
      throw .invalid("\(elements.count) voices are too many: the maximum is \(most).")
    }
    var voices: [String] = []
    for element in elements {
      guard let voice = element["voice_id"]?.string ?? (rules.isStrict ? nil : element.string)
      else { throw .schema("reference_audios: missing field `voice_id`", in: fields.end) }
      guard rules.voices.contains(voice) else {
        throw .invalid(
          "Unknown voice \(voice.prefix(100)). Available voices:"
            + " \(rules.voices.joined(separator: ", ")).")
      }
      voices.append(voice)
    }
    return voices
  }
}
