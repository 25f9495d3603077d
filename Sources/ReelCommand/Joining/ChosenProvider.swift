import ReelCatalogue
import ReelEngine
import ReelPlan

/// Who is asked in a run: the provider, or who stands in for it.
struct ChosenProvider: ProviderPort {
  let port: any ProviderPort

  func prepare(_ request: WorkRequest) async throws(PreparationError) -> PreparedRequest {
    try await port.prepare(request)
  }

  func poll(job id: String, timeLimit: Duration) async -> PollOutcome {
    await port.poll(job: id, timeLimit: timeLimit)
  }

  func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    await port.fetch(item, medium: medium, timeLimit: timeLimit, progress: progress)
  }
}
