/// What stands at a place of a command line, as far as it can be completed.
enum OperandKind: Sendable, Hashable {
  case manifest
  case selector
  case asset
  case code
  case file
  case folder
  case words([String])
  /// A number, a text: nobody can guess it.
  case free

  /// The operands of a command, in order, from its usage line (`MANIFEST [SELECTOR…]`); the last one
  /// may stand many times where the line says so.
  static func all(of spec: CommandSpec) -> (kinds: [OperandKind], repeats: Bool) {
    let parts = spec.operands.split(separator: " ").map { part in
      part.drop { $0 == "[" }.prefix { $0 != "]" && $0 != "…" }
    }
    return (parts.map { OperandKind(name: String($0)) }, spec.operands.contains("…"))
  }

  /// What the value of an option can be.
  static func value(of option: OptionSpec) -> OperandKind {
    option.value.map { OperandKind(name: $0) } ?? .free
  }

  /// By the name that a usage line or an option gives it; `a|b` are words.
  private init(name: String) {
    switch name {
    case "MANIFEST": self = .manifest
    case "SELECTOR": self = .selector
    case "ASSET", "ID": self = .asset
    case "CODE": self = .code
    case "FILE": self = .file
    case "DIR": self = .folder
    default:
      let words = name.split(separator: "|").map(String.init)
      self = words.count > 1 ? .words(words) : .free
    }
  }
}
