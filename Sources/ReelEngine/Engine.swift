import ReelBasics

/// What the engine waits for. Outside of it, as every type in a generic one is made when it is used.
private enum Arrival: Sendable {
  case outcome(StepOutcome)
  case moment(Duration)
  case interrupt
  case received(PartID, Int64)
  /// Nobody will interrupt any more.
  case nothing
}

/// Runs a scheduler: one task group that performs its steps and tells it the outcomes.
package struct Engine<
  Provider: ProviderPort, Records: RecordPort, Outputs: OutputPort, Clock: EngineClock
>: Sendable {
  package let provider: Provider
  package let records: Records
  package let outputs: Outputs
  let clock: Clock
  let observe: @Sendable (RunEvent) -> Void

  /// `observe` is called for every event, in order, and must not block.
  package init(
    provider: Provider, records: Records, outputs: Outputs, clock: Clock,
    observe: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.provider = provider
    self.records = records
    self.outputs = outputs
    self.clock = clock
    self.observe = observe
  }

  /// Runs to the end. An element of `interrupts` stops what is not on the wire yet; where it
  /// `isInterrupted` before it begins, nothing is sent.
  ///
  /// On no actor, and so where its steps are: each of them would be waited for across queues.
  @concurrent package func run(
    _ scheduler: consuming Scheduler, interrupts: AsyncStream<Void>,
    isInterrupted: @Sendable () -> Bool = { false }
  ) async -> RunReport {
    let downloads = DownloadProgress()
    let runner = StepRunner(
      provider: provider, records: records, outputs: outputs,
      progress: { [clock] in downloads.tell($0, $1, at: clock.now) })
    await withTaskGroup(of: Arrival.self) { group in
      group.addTask {
        for await _ in interrupts { return .interrupt }
        // Whoever cancels the run interrupts it. At its own end nobody listens any more.
        return Task.isCancelled ? .interrupt : .nothing
      }
      group.addTask { await Self.next(of: downloads) }
      // The task that listens may not have had its turn yet.
      if isInterrupted() { scheduler.interrupt(at: clock.now) }
      scheduler.start(at: clock.now)
      perform(&scheduler, runner: runner, in: &group)
      while !scheduler.isDone, let arrival = await group.next() {
        switch arrival {
        case .outcome(let outcome):
          if case .fetched(let part, _) = outcome { downloads.forget(part) }
          scheduler.finish(outcome, at: clock.now)
        // A clock may be a fraction behind the moment that it woke us for.
        case .moment(let moment): scheduler.wake(at: max(clock.now, moment))
        case .interrupt: scheduler.interrupt(at: clock.now)
        case .received(let part, let bytes):
          group.addTask { await Self.next(of: downloads) }
          scheduler.receive(bytes, of: part, at: clock.now)
        case .nothing: continue
        }
        perform(&scheduler, runner: runner, in: &group)
      }
      group.cancelAll()
    }
    return scheduler.report
  }

  private static func next(of downloads: DownloadProgress) async -> Arrival {
    await downloads.next().map { .received($0, $1) } ?? .nothing
  }

  /// Does what the scheduler wants done.
  private func perform(
    _ scheduler: inout Scheduler, runner: StepRunner<Provider, Records, Outputs>,
    in group: inout TaskGroup<Arrival>
  ) {
    while let action = scheduler.nextAction() {
      switch consume action {
      case .perform(let step): group.addTaskAtOnce { .outcome(await runner.perform(step)) }
      case .wake(let moment):
        group.addTask { [clock] in
          do {
            try await clock.sleep(until: moment)
            return .moment(moment)
          } catch {
            // The run was cancelled, so its timers are gone.
            return .interrupt
          }
        }
      case .emit(let event): observe(event)
      }
    }
  }
}

extension TaskGroup {
  /// Adds a task that runs on this thread up to where it first waits: most steps soon do, for a thread
  /// of ours or for the network, and another thread need not be woken for them.
  fileprivate mutating func addTaskAtOnce(
    _ operation: sending @escaping @isolated(any) () async -> ChildTaskResult
  ) {
    if #available(macOS 26, *) {
      addImmediateTask(operation: operation)
    } else {
      addTask(operation: operation)
    }
  }
}
