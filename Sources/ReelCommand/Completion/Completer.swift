import ReelBasics

/// What can stand at the end of a command line that is being written.
struct Completer: Sendable {
  /// What a shell is told.
  struct Answer: Sendable, Hashable {
    /// What to offer besides `candidates`, out of the folder.
    enum Paths: String, Sendable {
      case none, files, folders, manifests
    }

    struct Candidate: Sendable, Hashable {
      /// All of the word.
      let text: String
      let help: String

      init(_ text: String, _ help: String = "") {
        self.text = text
        self.help = help
      }
    }

    var candidates: [Candidate] = []
    var paths: Paths = .none
  }

  let commands: [CommandSpec]
  /// Reads the names of a manifest, where they are wanted.
  let names: @Sendable (String, ArgumentScanner.Result) -> ManifestNames
  let codes: [String]

  /// What can become of the word that is being written, after those before it; the program's name is
  /// not among them.
  func complete(_ word: String, after before: [String]) -> Answer {
    guard let name = before.first, name != "help" || before.count == 1 else {
      return answer(to: word, before.isEmpty ? programWords : [])
    }
    if name == "help" || name == "--help" { return answer(to: word, commandWords) }
    guard let command = commands.first(where: { $0.name == name }) else { return Answer() }
    let line = LineSoFar(Array(before.dropFirst()), of: command)
    if let option = line.pending { return value(of: option, word, line) }
    if !line.isOver, word.hasBytePrefix("-") { return option(word, of: command, line) }
    return operand(word, of: command, line)
  }

  private var commandWords: [Answer.Candidate] {
    commands.map { Answer.Candidate($0.name, $0.summary) }
  }

  private var programWords: [Answer.Candidate] {
    commandWords + [
      Answer.Candidate("help", "Say what a command does and takes"),
      Answer.Candidate("--help", "Say what there is"),
      Answer.Candidate("--version", "Say which version this is"),
    ]
  }

  private func answer(to word: String, _ candidates: [Answer.Candidate]) -> Answer {
    Answer(candidates: candidates.filter { $0.text.hasBytePrefix(word) })
  }

  // MARK: Options

  private func option(_ word: String, of command: CommandSpec, _ line: LineSoFar) -> Answer {
    if let (name, given) = word.without(prefix: "--")?.cut(atFirst: UInt8(ascii: "=")) {
      guard let option = command.options.first(where: { $0.name == name }), option.value != nil
      else { return Answer() }
      let head = "--\(name)="
      var found = value(of: option, String(given), line)
      // A shell completes paths of whole words only.
      found.paths = .none
      found.candidates = found.candidates.map { Answer.Candidate(head + $0.text, $0.help) }
      return found
    }
    let options = command.options.map { Answer.Candidate("--\($0.name)", $0.help) }
    return answer(to: word, options + [Answer.Candidate("--help", "Say what it takes")])
  }

  private func value(of option: OptionSpec, _ word: String, _ line: LineSoFar) -> Answer {
    switch option.name {
    case "profile": answer(to: word, manifest(line)?.profiles.map { Answer.Candidate($0) } ?? [])
    case "set":
      answer(to: word, manifest(line)?.variables.map { Answer.Candidate($0 + "=") } ?? [])
    default: answer(to: word, OperandKind.value(of: option), line)
    }
  }

  // MARK: Operands

  private func operand(_ word: String, of command: CommandSpec, _ line: LineSoFar) -> Answer {
    let (kinds, repeats) = OperandKind.all(of: command)
    let number = line.operands.count
    guard let kind = number < kinds.count ? kinds[number] : repeats ? kinds.last : nil else {
      return Answer()
    }
    return answer(to: word, kind, line)
  }

  private func answer(to word: String, _ kind: OperandKind, _ line: LineSoFar) -> Answer {
    switch kind {
    case .manifest: return Answer(paths: .manifests)
    case .file: return Answer(paths: .files)
    case .folder: return Answer(paths: .folders)
    case .words(let words): return answer(to: word, words.map { Answer.Candidate($0) })
    case .code: return answer(to: word, codes.map { Answer.Candidate($0) })
    case .asset: return answer(to: word, assets(word, line))
    case .selector: return answer(to: word, selectors(word, line))
    case .free: return Answer()
    }
  }

  private func selectors(_ word: String, _ line: LineSoFar) -> [Answer.Candidate] {
    let head = ["not:", "!"].first { word.hasBytePrefix($0) } ?? ""
    let rest = word.without(prefix: head).map(String.init) ?? word
    let tags = manifest(line)?.tags.map { Answer.Candidate("tag:\($0)") } ?? []
    return (assets(rest, line) + tags).map { Answer.Candidate(head + $0.text, $0.help) }
  }

  /// The cells of a matrix only where one is begun: they may be thousands.
  private func assets(_ word: String, _ line: LineSoFar) -> [Answer.Candidate] {
    guard let names = manifest(line) else { return [] }
    return word.hasByte(UInt8(ascii: "["))
      ? names.cells.map { Answer.Candidate($0) }
      : names.assets.map { Answer.Candidate($0.name, $0.help) }
  }

  private func manifest(_ line: LineSoFar) -> ManifestNames? {
    line.manifest.map { names($0, line.scanned) }
  }
}

/// What stands before the word that is being written; options that are none are left out.
private struct LineSoFar {
  private(set) var operands: [String] = []
  /// The option whose value comes next.
  private(set) var pending: OptionSpec?
  /// Whether no option can follow.
  private(set) var isOver = false
  private let command: CommandSpec
  /// What can be read of it.
  let scanned: ArgumentScanner.Result

  init(_ words: [String], of command: CommandSpec) {
    self.command = command
    var known: [String] = []
    for word in words {
      if let option = pending {
        known.append("--\(option.name)=\(word)")
        pending = nil
      } else if isOver || !word.hasBytePrefix("-") || word == "-" {
        operands.append(word)
      } else if word == "--" {
        isOver = true
      } else if let option = Self.option(word, of: command) {
        if option.value == nil || word.hasByte(UInt8(ascii: "=")) {
          known.append(word)
        } else {
          pending = option
        }
      }
    }
    let scanner = ArgumentScanner(options: command.options)
    scanned = (try? scanner.scan(known)) ?? ArgumentScanner.Result()
  }

  /// The operand that names the manifest.
  var manifest: String? {
    guard let place = OperandKind.all(of: command).kinds.firstIndex(of: .manifest) else {
      return nil
    }
    return place < operands.count ? operands[place] : nil
  }

  private static func option(_ word: String, of command: CommandSpec) -> OptionSpec? {
    guard let name = word.without(prefix: "--")?.before(anyOf: "=") else {
      // Of a cluster of letters the last one may take a value.
      return command.options.first { $0.letter == word.last }
    }
    return command.options.first { $0.name == name }
  }
}
