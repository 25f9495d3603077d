package import ReelBasics
import ReelCatalogue

/// A thing asked for that is not what it was, as two canonical forms tell it.
package struct FormChange: Sendable, Hashable, CustomStringConvertible {
  /// What it is.
  package enum Subject: Sendable, Hashable {
    case operation
    case provider
    case model
    case take
    case prompt
    /// A parameter, or a field of `extra`.
    case parameter(String)
    /// One of as many inputs as before, as the author writes it.
    case input(String)
    /// How many inputs there are, or their order.
    case inputs
    /// The old form is not on record, or tells nothing.
    case unknown
  }

  package let subject: Subject
  /// As it was; `nil` where it was not asked for, or is not known.
  package let old: JSONValue?
  /// As it is; `nil` where it is not asked for any more, or is not known.
  package let new: JSONValue?

  /// Values that are longer are not said in a line.
  private static let longestValue = 32

  static let unknown = FormChange(subject: .unknown, old: nil, new: nil)

  /// The name of it in machine formats.
  package var name: String {
    switch subject {
    case .operation: "operation"
    case .provider: "provider"
    case .model: "model"
    case .take: "take"
    case .prompt: "prompt"
    case .parameter(let name): name
    case .input: "input"
    case .inputs: "inputs"
    case .unknown: "unknown"
    }
  }

  /// The texts, where they are to be held against each other word by word.
  package var texts: (old: String, new: String)? {
    switch subject {
    case .prompt: return (old?.string ?? "", new?.string ?? "")
    case .parameter:
      guard let old = old?.string, let new = new?.string,
        max(old.count, new.count) > Self.longestValue
      else { return nil }
      return (old, new)
    default: return nil
    }
  }

  /// In words: `prompt changed`, `duration 6 → 8`, `resolution no longer 2k`.
  package var description: String {
    switch subject {
    case .unknown: return "changed"
    case .input(let written): return "input '\(written)' changed"
    case .inputs where old == new: return "order of inputs changed"
    case .prompt: return old == nil || new == nil ? missing : "prompt changed"
    default: break
    }
    let (before, after) = (old.map(words), new.map(words))
    switch (before, after) {
    case (let before?, let after?):
      let isShort = max(before.count, after.count) <= Self.longestValue
      return isShort ? "\(name) \(before) → \(after)" : "\(name) changed"
    case (nil, let after?) where after.count <= Self.longestValue: return "\(name) now \(after)"
    case (let before?, nil) where before.count <= Self.longestValue:
      return "\(name) no longer \(before)"
    default: return missing
    }
  }

  /// The same of an input that is called otherwise.
  package func ofInput(named name: String) -> FormChange {
    FormChange(subject: .input(name), old: old, new: new)
  }

  private var missing: String { new == nil ? "\(name) taken out" : "\(name) added" }

  private func words(_ value: JSONValue) -> String {
    guard let text = value.string else { return value.canonical }
    return subject == .operation ? Operation(rawValue: text)?.title ?? text : text
  }
}

extension FormChange {
  /// All that is different between two forms, in their order.
  ///
  /// - Parameters:
  ///   - old: the form as it was; empty where it is not on record.
  ///   - new: the form as it is.
  ///   - inputs: the new one's inputs as the author writes them; `nil` leaves inputs out, of which not
  ///     all are known yet.
  /// - Returns: the changes; of forms that differ at least one.
  package static func all(
    from old: String, to new: String, inputs: [String]?
  ) -> [FormChange] {
    guard let before = Lines(old), let after = Lines(new) else { return [.unknown] }
    var changes: [FormChange] = []
    for (subject, value) in before.values {
      let now = after[subject]
      // By their bytes: texts of other Unicode characters that read the same are other texts.
      if now.map({ !$0.canonical.utf8.elementsEqual(value.canonical.utf8) }) ?? true {
        changes.append(FormChange(subject: subject, old: value, new: now))
      }
    }
    for (subject, value) in after.values where before[subject] == nil {
      changes.append(FormChange(subject: subject, old: nil, new: value))
    }
    guard let inputs else { return changes }
    changes += Self.inputs(from: before.inputs, to: after.inputs, written: inputs)
    return changes.isEmpty && old != new ? [.unknown] : changes
  }

  private static func inputs(
    from old: [String], to new: [String], written: [String]
  ) -> [FormChange] {
    guard old != new else { return [] }
    let counts = (old: JSONValue.int(Int64(old.count)), new: JSONValue.int(Int64(new.count)))
    guard old.count == new.count, new.count == written.count, old.sorted() != new.sorted() else {
      return [FormChange(subject: .inputs, old: counts.old, new: counts.new)]
    }
    return new.indices.filter { old[$0] != new[$0] }.map { index in
      FormChange(
        subject: .input(written[index]), old: .string(old[index]), new: .string(new[index]))
    }
  }

  /// The lines of a form, taken apart.
  private struct Lines {
    private(set) var values: [(subject: Subject, value: JSONValue)] = []
    private(set) var inputs: [String] = []

    private static let space = UInt8(ascii: " ")

    subscript(subject: Subject) -> JSONValue? { values.first { $0.subject == subject }?.value }

    /// `nil` for a form of another version, or what is none.
    init?(_ form: String) {
      let lines = form.parts(between: UInt8(ascii: "\n"))
      guard lines.first == FingerprintForm.firstLine[...] else { return nil }
      for line in lines.dropFirst() {
        guard let (kind, rest) = line.cut(atFirst: Self.space) else { return nil }
        if kind == "input" {
          inputs.append(String(rest))
        } else if let value = Self.value(kind, rest) {
          values.append(value)
        } else {
          return nil
        }
      }
    }

    private static func value(
      _ kind: Substring, _ rest: Substring
    ) -> (subject: Subject, value: JSONValue)? {
      switch kind {
      case "operation": return (.operation, .string(String(rest)))
      case "take": return Int64(rest).map { (.take, .int($0)) }
      case "provider": return json(rest).map { (.provider, $0) }
      case "model": return json(rest).map { (.model, $0) }
      case "prompt": return json(rest).map { (.prompt, $0) }
      case "parameter":
        guard let (name, value) = rest.cut(atFirst: space) else { return nil }
        return json(value).map { (.parameter(String(name)), $0) }
      case "extra":
        // Its key is a text of the author's, which may hold anything.
        guard let (key, value) = keyed(rest) else { return nil }
        return (.parameter(key), value)
      default: return nil
      }
    }

    private static func json(_ text: Substring) -> JSONValue? { try? JSONValue(parsing: text.utf8) }

    /// A JSON text, a space, and a JSON value.
    private static func keyed(_ text: Substring) -> (key: String, value: JSONValue)? {
      var isEscaped = false
      for index in text.utf8.indices.dropFirst() {
        let byte = text.utf8[index]
        if !isEscaped, byte == UInt8(ascii: "\"") {
          let rest = text[text.utf8.index(after: index)...]
          guard let key = json(text[..<rest.startIndex])?.string, let value = json(rest) else {
            return nil
          }
          return (key, value)
        }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      }
      return nil
    }
  }
}
