import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelMedia
import ReelPlan
import ReelProviders

/// A request's inputs, and how the provider gets them.
struct HandedInputs: Sendable {
  /// A file that the request names instead of carrying it.
  enum Named: Sendable, Hashable {
    /// The provider has it under this id.
    case stored(id: String)
    case upload(ProviderUpload)
  }

  /// In the author's order. What is named has a name that is the same in every run, `sha256:` with
  /// its bytes' digest, so that the body's digest tells the same content from another.
  let inputs: [ProviderInput]
  /// What those names stand for.
  let named: [String: Named]

  /// The ids of what the provider is said to keep.
  var storedIDs: Set<String> {
    Set(
      named.values.compactMap { file in
        if case .stored(let id) = file { id } else { nil }
      })
  }
}

extension ProviderInput {
  /// The input under the provider's id, where it has a name that one is known for.
  func named(by ids: [String: String]) -> ProviderInput {
    guard case .uploaded(let name) = content, let id = ids[name] else { return self }
    return ProviderInput(role: role, medium: medium, content: .uploaded(id: id), thirds: thirds)
  }
}

/// Decides how inputs are handed over: as an address, inside the request, or by the name of a file
/// that the provider has or gets before.
struct InputHandover: Sendable {
  let sources: SourceFiles
  let threads: WorkerThreads
  /// How large files may be; both measures are the provider's.
  let limits: [Medium: FileLimits]
  let inlineBytesPerRequest: Int64
  /// Whether the provider takes files.
  let takesUploads: Bool
  /// The provider's name for bytes of a result that it keeps; `nil` where they are to be sent.
  let storedFile: @Sendable (Digest) -> String?
  /// Ids that the provider no longer takes, whatever it said of their time.
  let forgotten = Locked<Set<String>>([])

  /// A file that is an input.
  private struct Candidate {
    let path: String
    let digest: Digest
    let mediaType: String
    let byteCount: Int64
    var goesInside = true

    var encodedByteCount: Int64 { (byteCount + 2) / 3 * 4 }
  }

  /// - Throws: `SourceFiles.Failure` or `PreparationError` where an input cannot be sent.
  func hand(_ request: WorkRequest) async throws -> HandedInputs {
    var contents: [ProviderInput.Content?] = []
    var named: [String: HandedInputs.Named] = [:]
    var candidates: [Int: Candidate] = [:]
    for (index, (input, source)) in zip(request.asset.inputs, request.work.inputs).enumerated() {
      if case .url(let address) = source {
        contents.append(.url(address))
      } else if case .original(let media) = source, let id = storedFile(media.digest),
        !forgotten.withLock({ $0.contains(id) })
      {
        contents.append(Self.name(media.digest, .stored(id: id), in: &named))
      } else {
        candidates[index] = try await candidate(source, of: input)
        contents.append(nil)
      }
    }
    if takesUploads { choose(&candidates, request.asset.inputs.map(\.medium)) }
    for (index, file) in candidates {
      contents[index] = content(file, in: &named)
    }
    let inputs = zip(request.asset.inputs, contents).compactMap { input, content in
      content.map {
        ProviderInput(role: input.role, medium: input.medium, content: $0, thirds: input.thirds)
      }
    }
    return HandedInputs(inputs: inputs, named: named)
  }

  private func candidate(
    _ source: InputSource, of input: AssetInput
  ) async throws -> Candidate {
    guard let file = try await file(of: source, for: input) else {
      throw PreparationError("an input has neither file nor address")
    }
    let path = file.path
    let (format, size) = try await threads.run {
      (try MediaInspector.format(of: path), FileStatus.size(of: path) ?? 0)
    }
    if let words = InputSizes.objection(
      to: size, of: input.medium, input.written, limits: limits)
    {
      throw PreparationError(words)
    }
    return Candidate(
      path: path, digest: file.digest, mediaType: format.mediaType, byteCount: size)
  }

  private func file(
    of source: InputSource, for input: AssetInput
  ) async throws -> SourceFiles.Source? {
    do throws(SourceFiles.Failure) {
      return try await sources.file(of: source)
    } catch {
      guard error.isLost else { throw error }
      throw PreparationError(error.message, lost: input.asset)
    }
  }

  /// Takes out of the request what is too large for it: each by itself, then the largest first
  /// until the rest fits.
  private func choose(_ candidates: inout [Int: Candidate], _ mediums: [Medium]) {
    for (index, file) in candidates {
      candidates[index]?.goesInside = file.byteCount <= limits[mediums[index]]?.inline ?? .max
    }
    while true {
      let inside = candidates.filter(\.value.goesInside)
      let total = inside.values.reduce(0) { $0 + $1.encodedByteCount }
      guard total > inlineBytesPerRequest,
        let largest = inside.max(by: { ($0.value.byteCount, $1.key) < ($1.value.byteCount, $0.key) }
        )
      else { return }
      candidates[largest.key]?.goesInside = false
    }
  }

  /// Under the digest that the plan saw: a file that holds something else by now is not sent whole.
  private func content(
    _ file: Candidate, in named: inout [String: HandedInputs.Named]
  ) -> ProviderInput.Content {
    guard !file.goesInside else {
      return .file(
        path: file.path, mediaType: file.mediaType, byteCount: file.byteCount, digest: file.digest)
    }
    let upload = ProviderUpload(
      path: file.path, mediaType: file.mediaType, byteCount: file.byteCount, digest: file.digest)
    return Self.name(file.digest, .upload(upload), in: &named)
  }

  private static func name(
    _ digest: Digest, _ file: HandedInputs.Named, in named: inout [String: HandedInputs.Named]
  ) -> ProviderInput.Content {
    let name = "sha256:" + digest.hex
    named[name] = file
    return .uploaded(id: name)
  }
}
