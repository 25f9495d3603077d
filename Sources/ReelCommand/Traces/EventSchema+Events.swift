import ReelBasics

/// The events that there are.
extension EventSchema {
  static var events: [Event] { [started] + requests + others + [ended] }

  private static let started = Event(
    name: "run-started", summary: "A run of a plan begins: the first line",
    fields: [
      Field(
        name: "schema", schema: ["const": .string(EventDocument.version)],
        summary: "the format and its version"),
      Field(
        name: "time", schema: ["type": "string", "format": "date-time"],
        summary: "when, in UTC, as RFC 3339 writes it"),
      Field(name: "version", schema: text, summary: "of Reel"),
      Field(name: "manifest", schema: text, summary: "as the command line names it"),
      Field(name: "profile", schema: optionalText, summary: "that is laid over it"),
      Field(name: "selectors", schema: texts, summary: "what was asked for; empty for everything"),
      Field(name: "provider", schema: text, summary: "who is asked"),
      Field(name: "emulated", schema: flag, summary: "whether an emulator answers"),
      Field(name: "output", schema: text, summary: "the output directory"),
      Field(name: "asset_count", schema: whole, summary: "how many are in the plan"),
      Field(name: "decisions", schema: counts, summary: "how many of each decision"),
      Field(
        name: "cost",
        schema: object(["low_ticks": money, "high_ticks": money, "estimate_ticks": money]),
        summary: "what the plan costs"),
      Field(name: "unpriced", schema: whole, summary: "how many have no price"),
      Field(name: "concurrency", schema: fromOne, summary: "so many requests at once"),
      Field(name: "budget_ticks", schema: optionalMoney, summary: "the most it may spend"),
    ])

  private static let requests = [
    Event(name: "preparing", summary: "A request has its place: its inputs are read"),
    Event(
      name: "asked", summary: "A request was sent",
      fields: [
        Field(
          name: "variants", schema: ["type": "array", "items": .object(fromOne)],
          summary: "that it asks for, from 1"),
        Field(name: "attempt", schema: fromOne, summary: "the first, the second, …"),
      ]),
    Event(
      name: "job-started", summary: "The provider works on it",
      fields: [Field(name: "job", schema: text, summary: "its name for that")]),
    Event(
      name: "resumed", summary: "A job of an earlier run is waited for",
      fields: [Field(name: "job", schema: text, summary: "the provider's name for it")]),
    Event(
      name: "progress", summary: "How far the provider is",
      fields: [Field(name: "percent", schema: whole, summary: "in per cent")]),
    Event(
      name: "retrying", summary: "It is sent again, or asked after again",
      fields: [
        Field(name: "reason", schema: text, summary: "in words"),
        Field(name: "after_seconds", schema: number, summary: "so long from now"),
      ]),
    Event(name: "fetching", summary: "Results are fetched"),
    Event(
      name: "received", summary: "How far a download is",
      fields: [Field(name: "bytes", schema: whole, summary: "that have come of one result")]),
    Event(
      name: "billed", summary: "What the request cost",
      fields: [
        Field(
          name: "cost_ticks", schema: money, summary: "by the provider's figure if it gave one"),
        Field(
          name: "earlier_run", schema: flag,
          summary: "whether an earlier run sent it: then no budget of this run pays it"),
      ]),
    Event(
      name: "kept", summary: "A result is in the store",
      fields: [
        Field(name: "variant", schema: fromOne, summary: "which, from 1"),
        Field(name: "media_type", schema: text, summary: "told by its bytes"),
        Field(name: "bytes", schema: whole, summary: "its size"),
        Field(
          name: "sha256", schema: ["type": "string", "pattern": "^[0-9a-f]{64}$"],
          summary: "of its bytes"),
        Field(name: "width", schema: fromOne, summary: "in pixels"),
        Field(name: "height", schema: fromOne, summary: "in pixels"),
        Field(
          name: "milliseconds", schema: whole, summary: "the length of a film", isRequired: false),
      ]),
    Event(
      name: "over-budget", summary: "It is not sent, as the budget is too small for it",
      fields: [
        Field(name: "wanted_ticks", schema: money, summary: "what it may cost"),
        Field(name: "left_ticks", schema: money, summary: "what is left of the budget"),
      ]),
  ].map { Event(name: $0.name, summary: $0.summary, fields: [asset, request] + $0.fields) }

  private static let others = [
    Event(
      name: "held", summary: "A model is left alone, as the provider asks",
      fields: [
        Field(name: "model", schema: text, summary: "of which nothing more is sent"),
        Field(name: "reason", schema: text, summary: "in words"),
        Field(name: "for_seconds", schema: number, summary: "so long from now"),
      ]),
    Event(
      name: "warning", summary: "Something to know of",
      fields: [
        Field(name: "asset", schema: text, summary: "the asset's id", isRequired: false),
        Field(
          name: "request", schema: whole, summary: "which of its requests, from 0",
          isRequired: false),
        Field(name: "message", schema: text, summary: "in words"),
      ]),
    Event(
      name: "ended", summary: "How it ended with an asset: one for each that is in the plan",
      fields: [
        asset,
        Field(
          name: "outcome",
          schema: oneOf([
            "fresh", "restored", "derived", "made", "incomplete", "failed", "refused", "skipped",
            "blocked", "waiting", "unsettled", "lost", "modified", "in-flight", "stopped",
            "excluded",
          ]), summary: "in a word"),
        Field(name: "message", schema: text, summary: "in words, with what to do"),
        Field(name: "at", schema: optionalText, summary: "where it stands: file:line:column"),
        Field(name: "paths", schema: texts, summary: "of its outputs, in the output directory"),
        Field(name: "cost_ticks", schema: optionalMoney, summary: "what its requests cost"),
        Field(
          name: "on", schema: text, summary: "the asset that it is blocked by, or waits for",
          isRequired: false),
      ]),
    Event(
      name: "stopping", summary: "Nothing more is started",
      fields: [
        Field(name: "stop", schema: oneOf(stops), summary: "why, in a word"),
        Field(name: "message", schema: text, summary: "why, in words"),
      ]),
  ]

  private static let ended = Event(
    name: "run-ended", summary: "The last line: what 'run --format json' says of the whole",
    fields: [
      Field(name: "status", schema: whole, summary: "the status that the command ends with"),
      Field(
        name: "stop", schema: ["enum": .array(stops.map { .string($0) } + [.null])],
        summary: "why nothing more was started, where something stopped it"),
      Field(name: "counts", schema: counts, summary: "how many assets ended in each way"),
      Field(name: "milliseconds", schema: whole, summary: "how long it took"),
      Field(name: "spent_ticks", schema: money, summary: "what its requests cost"),
      Field(
        name: "spent_earlier_ticks", schema: money,
        summary: "what requests of earlier runs, collected in this one, cost"),
      Field(
        name: "possibly_spent_ticks", schema: money,
        summary: "what requests without an answer may have cost besides"),
      Field(name: "output", schema: text, summary: "the output directory"),
      Field(
        name: "estimate",
        schema: object([
          "requests": whole, "low_ticks": money, "high_ticks": money, "billed_ticks": money,
          "drifts": flag,
        ]), summary: "the estimate against the bill"),
      Field(
        name: "tags",
        schema: [
          "type": "object",
          "additionalProperties": .object(
            object(["asset_count": whole, "counts": counts, "cost_ticks": money])),
        ], summary: "the same by tag"),
    ])
}
