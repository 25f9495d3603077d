import ReelBasics

/// What `${…}` stands for.
struct VariableScope {
  /// The most bytes of a text with all that is put in: as many as one may have as it is written.
  private static let longestText = YAMLLimits().scalarBytes

  /// Values by name, as they are spelt.
  var values: [String: String] = [:]
  /// The names of those that are fields of a mapping, by its name.
  var fields: [String: [String]] = [:]
  /// Those of a matrix's cell, which win.
  var nearest: [String: String] = [:]
  /// Whether the values are not those of a run: what would put one in is not known.
  var hasNamesOnly = false
  /// Which of the manifest's own were put in somewhere.
  private let used = UsedNames()

  /// The names of which one was put in.
  final class UsedNames {
    var names: Set<String> = []
  }

  /// A piece of a text with `${…}` in it.
  enum Piece: Equatable {
    case text(String)
    /// A value that was put in.
    case inserted(String)
    /// `${index}`, where it is allowed.
    case index
  }

  /// The text with every `${name}` replaced and every `$${` written as `${`.
  ///
  /// One pass: what it puts in is not looked at again. `nil` where something is wrong, which is
  /// reported, or not known.
  func expand(_ text: String, at node: YAMLNode, diagnostics: DiagnosticCollector) -> String? {
    guard text.hasByte(UInt8(ascii: "$")) else { return text }
    return pieces(of: text, at: node, allowsIndex: false, diagnostics: diagnostics)?
      .map { piece in
        switch piece {
        case .text(let text), .inserted(let text): text
        case .index: ""
        }
      }.joined()
  }

  /// The text of a node in pieces, as below.
  func pieces(
    of text: String, at node: YAMLNode, allowsIndex: Bool, diagnostics: DiagnosticCollector
  ) -> [Piece]? {
    lazy var places = InsertionPlaces(of: node)
    return pieces(
      of: text, at: { places.location(offset: $0) }, allowsIndex: allowsIndex,
      diagnostics: diagnostics)
  }

  /// The text in pieces; `nil` where something is wrong, which is reported, or not known.
  ///
  /// `location` gives the place of what stands so many UTF-8 bytes after the start of the text.
  func pieces(
    of text: String, at location: (_ offset: Int) -> SourceLocation, allowsIndex: Bool,
    diagnostics: DiagnosticCollector
  ) -> [Piece]? {
    var pieces: [Piece] = []
    var length = 0
    var rest = text[...]
    var offset = 0
    var isWhole = true
    func append(_ piece: Piece) {
      pieces.append(piece)
      length += piece.written.utf8.count
    }
    while let dollar = Self.opening(in: rest) {
      if rest[..<dollar.lowerBound].utf8.last == UInt8(ascii: "$") {
        let before = rest[..<dollar.lowerBound].unicodeScalars.dropLast()
        append(.text(String(before) + "${"))
        rest = rest[dollar.upperBound...]
        if let name = escapedName(before: rest) {
          offset = text.utf8.distance(from: text.startIndex, to: dollar.lowerBound)
          reportEscaped(name, at: location(offset), diagnostics: diagnostics)
        }
        continue
      }
      offset = text.utf8.distance(from: text.startIndex, to: dollar.lowerBound)
      append(.text(String(rest[..<dollar.lowerBound])))
      guard let end = rest[dollar.upperBound...].unicodeScalars.firstIndex(of: "}") else {
        diagnostics.report(
          .variableSyntax, "'${' has no '}'", at: location(offset),
          help: "to write '${' itself, write '$${'")
        return nil
      }
      let name = String(rest[dollar.upperBound..<end])
      if name == "index", allowsIndex {
        append(.index)
      } else if let value = nearest[name] ?? own(name) {
        append(.inserted(value))
        isWhole = isWhole && !hasNamesOnly
      } else {
        isWhole = false
        reportUnknown(name, at: location(offset), diagnostics: diagnostics)
      }
      guard length <= Self.longestText else { break }
      rest = rest[rest.unicodeScalars.index(after: end)...]
    }
    append(.text(String(rest)))
    guard length <= Self.longestText else {
      diagnostics.report(
        .yamlTooLarge,
        "with what is put in, the text is longer than \(Self.longestText / 1024) KiB",
        at: location(offset))
      return nil
    }
    return isWhole ? pieces : nil
  }

  /// The name of a value that stands right after `$${`: most likely the value is meant.
  private func escapedName(before text: Substring) -> String? {
    // Not beyond the next '$', as very many may follow.
    let end = text.unicodeScalars.firstIndex { $0 == "}" || $0 == "$" }
    guard let end, text.unicodeScalars[end] == "}" else { return nil }
    let name = String(text[..<end])
    return nearest[name] ?? values[name] == nil ? nil : name
  }

  /// The value of one of the manifest's own, which is used with that.
  private func own(_ name: String) -> String? {
    guard let value = values[name] else { return nil }
    used.names.insert(name)
    return value
  }

  /// The names that a text has in `${…}`, known or not.
  static func names(in text: String) -> [Substring] {
    var names: [Substring] = []
    var rest = text[...]
    while let dollar = opening(in: rest) {
      let isEscaped = rest[..<dollar.lowerBound].utf8.last == UInt8(ascii: "$")
      rest = rest[dollar.upperBound...]
      guard !isEscaped else { continue }
      guard let end = rest.unicodeScalars.firstIndex(of: "}") else { break }
      names.append(rest[..<end])
    }
    return names
  }

  /// Whether `${` stands in a text.
  static func isOpened(in text: String) -> Bool { opening(in: text[...]) != nil }

  /// Where `${` stands first. By bytes: an accent or a variation selector may follow a brace.
  private static func opening(in text: Substring) -> Range<String.Index>? {
    let bytes = text.utf8
    var rest = bytes[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      let next = bytes.index(after: dollar)
      rest = bytes[next...]
      if rest.first == UInt8(ascii: "{") { return dollar..<bytes.index(after: next) }
    }
    return nil
  }

  /// Whether a variable was put in somewhere, itself or a field of it.
  func isUsed(_ name: String) -> Bool {
    used.names.contains(name) || used.names.contains { $0.hasBytePrefix(name + ".") }
  }

  private func reportEscaped(
    _ name: String, at location: SourceLocation, diagnostics: DiagnosticCollector
  ) {
    diagnostics.report(
      .variableEscaped, "'$${\(name)}' writes '${\(name)}' itself, not the value of '\(name)'",
      at: location,
      help: "for a '$' before the value, put the '$' into that variable, or into one of its own: "
        + "'${dollar}${\(name)}'")
  }

  private func reportUnknown(
    _ name: String, at location: SourceLocation, diagnostics: DiagnosticCollector
  ) {
    guard name != "index" else {
      diagnostics.report(
        .variableUnknown, "'${index}' is known in 'output' only", at: location)
      return
    }
    if let names = fields[name] {
      diagnostics.report(
        .variableUnknown, "'\(name)' is a mapping, not a text", at: location,
        help: "it has \(names.map { "${\($0)}" }.joined(separator: ", "))")
      return
    }
    let near = diagnostics.nearest(
      to: name, in: Array(Set(values.keys).union(nearest.keys)).sorted())
    diagnostics.report(
      .variableUnknown, "no variable is called '\(name)'", at: location,
      help: near.map { "did you mean '\($0)'?" } ?? "to write '${' itself, write '$${'")
  }
}
