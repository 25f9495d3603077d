import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One thread that owns a multi handle and all transfers on it.
///
/// Others only leave mail: jobs, cancellations, the wish to stop. Whoever waits for a job is resumed
/// outside the lock, because cancelling takes that lock inside the task's own.
final class CurlLoop: Sendable {
  private struct Mail: Sendable {
    var jobs: [CurlJob] = []
    var cancelled: [UInt64] = []
    var stops = false
    /// Whether the thread waits, or is about to, and nobody has woken it yet.
    var isAsleep = false
    /// `nil` once the thread takes no more mail.
    var multi: CurlMulti?
  }

  private let mail: Locked<Mail>
  private let ended = ThreadSemaphore()
  private let settings: CurlSettings
  private let width: Int

  /// Starts the thread; `nil` where libcurl has no handle. libcurl is loaded already.
  init?(_ settings: CurlSettings, width: Int) {
    guard let multi = CurlMulti(idleConnections: width + 16) else { return nil }
    self.settings = settings
    self.width = width
    mail = Locked(Mail(multi: multi))
    // OpenSSL writes to sockets in ways that NOSIGNAL does not cover.
    _ = signal(SIGPIPE, SIG_IGN)
    DetachedThread.start { [self] in
      serve()
      ended.signal()
    }
  }

  /// Hands a job over; says whether the loop still takes any.
  func submit(_ job: CurlJob) -> Bool { post { $0.jobs.append(job) } }

  /// Ends a job wherever it is; one that is unknown (any more) is ignored.
  func cancel(_ id: UInt64) { _ = post { $0.cancelled.append(id) } }

  /// Ends the thread and with it every job.
  func stop() { _ = post { $0.stops = true } }

  /// Blocks until the thread has ended.
  func join() {
    ended.wait()
    ended.signal()
  }

  private func post(_ write: (inout Mail) -> Void) -> Bool {
    mail.withLock { mail in
      guard let multi = mail.multi else { return false }
      write(&mail)
      // Under the lock: the thread, and nobody else, is the last to let go of the multi handle.
      if mail.isAsleep { multi.wake() }
      mail.isAsleep = false
      return true
    }
  }

  private func collect() -> (jobs: [CurlJob], cancelled: [UInt64], stops: Bool) {
    mail.withLock { mail in
      defer {
        mail.jobs = []
        mail.cancelled = []
        mail.isAsleep = false
      }
      return (mail.jobs, mail.cancelled, mail.stops)
    }
  }

  /// Whether there is no mail; what comes from then on wakes the thread.
  private func fallAsleep() -> Bool {
    mail.withLock { mail in
      mail.isAsleep = mail.jobs.isEmpty && mail.cancelled.isEmpty && !mail.stops
      return mail.isAsleep
    }
  }

  /// The thread's whole work. The multi handle and its connections are gone when this returns.
  private func serve() {
    guard let multi = mail.withLock({ $0.multi }) else { return }
    var floor = Floor(multi: multi, settings: settings, width: width)
    run(&floor)
    let late = mail.withLock { mail in
      mail.multi = nil
      return mail.jobs
    }
    floor.accept(late)
    floor.endAll()
    floor.tell()
  }

  private func run(_ floor: inout Floor) {
    while true {
      let mail = collect()
      floor.accept(mail.jobs)
      for id in mail.cancelled { floor.cancel(id) }
      if mail.stops { return }
      floor.fill()
      guard floor.multi.doWhatIsDue() else { return }
      // What ended made room, and redirects are to be started at once.
      let hasRoom = floor.reap()
      floor.tell()
      if hasRoom { continue }
      // With mail there it still sees to the sockets: none of them waits for the others to be quiet.
      guard floor.multi.wait(upTo: fallAsleep() ? .seconds(60) : .zero) else { return }
      // What came whole is told before somebody who no longer wants it is heard.
      _ = floor.reap()
      floor.tell()
    }
  }
}

/// The transfers of a loop; lives on its thread.
private struct Floor {
  let multi: CurlMulti
  let settings: CurlSettings
  let width: Int
  /// Jobs that wait for room, in their order.
  private var waiting: [CurlJob] = []
  private var live: [UInt64: CurlTransfer] = [:]
  /// Jobs that have ended and are not told yet.
  private var ended: [(job: CurlJob, result: Result<CurlAnswer, HTTPError>)] = []

  init(multi: CurlMulti, settings: CurlSettings, width: Int) {
    self.multi = multi
    self.settings = settings
    self.width = width
  }

  mutating func accept(_ jobs: [CurlJob]) { waiting += jobs }

  /// Starts what there is room for.
  mutating func fill() {
    let count = min(waiting.count, width - live.count)
    guard count > 0 else { return }
    let jobs = waiting.prefix(count)
    waiting.removeFirst(count)
    for job in jobs { start(job) }
  }

  private mutating func start(_ job: CurlJob) {
    do throws(HTTPError) {
      launch(try CurlTransfer(job, makeRoom: settings.makeRoom))
    } catch {
      ended.append((job, .failure(error)))
    }
  }

  private mutating func launch(_ transfer: CurlTransfer) {
    if let error = transfer.prepare(settings) {
      return finish(transfer, .failure(error))
    }
    live[transfer.job.id] = transfer
    if !multi.add(transfer.easy) { finish(transfer, .failure(transfer.broken())) }
  }

  /// Settles every transfer that ended; says whether there was one.
  mutating func reap() -> Bool {
    var isAny = false
    while let (id, verdict) = multi.nextEnded() {
      isAny = true
      guard let transfer = live[id] else { continue }
      multi.remove(transfer.easy)
      switch transfer.end(verdict) {
      case .redirected: launch(transfer)
      case .finished(let result): finish(transfer, result)
      }
    }
    return isAny
  }

  mutating func cancel(_ id: UInt64) {
    if let transfer = live[id] {
      multi.remove(transfer.easy)
      finish(transfer, .failure(transfer.cancelled("cancelled")))
    } else if let index = waiting.firstIndex(where: { $0.id == id }) {
      let error = HTTPError(.cancelled, "cancelled before it was sent", reach: .nothingSent)
      ended.append((waiting.remove(at: index), .failure(error)))
    }
  }

  /// Ends everything, for the end of the thread.
  mutating func endAll() {
    for id in live.keys.sorted() + waiting.map(\.id) { cancel(id) }
  }

  private mutating func finish(
    _ transfer: CurlTransfer, _ result: Result<CurlAnswer, HTTPError>
  ) {
    live[transfer.job.id] = nil
    transfer.discard()
    ended.append((transfer.job, result))
  }

  /// Tells those who wait of every end. All at once: a thread of theirs that is woken then finds work
  /// until there is none, and is not woken for each.
  mutating func tell() {
    for (job, result) in ended { job.continuation.resume(returning: result) }
    ended.removeAll(keepingCapacity: true)
  }
}
