/// What the suite is told on its command line.
struct BenchOptions: Sendable {
  static let help = """
    usage: reel-bench [GROUP…] [options]

    Measures Reel beside its peers, round by round in turns, and prints what came of it with ratios.

    Groups: \(BenchGroup.allCases.map(\.rawValue).joined(separator: ", ")); all of them where none is named.

      --sizes N,…      manifests of so many assets (1000,10000,100000)
      --rounds N       so many rounds of everything (more of what is quick, where absent)
      --json FILE      write the results there, too
      --reel PATH      the program that is measured (the one built beside this)
      --venv DIR       a Python environment with aiohttp and openai
      --work DIR       where manifests and finished projects are kept (.build/bench)
      --instructions   count instructions, too, where valgrind is there

    """

  var groups: [BenchGroup] = []
  var sizes = [1_000, 10_000, 100_000]
  /// `nil` for a number that fits what is measured.
  var rounds: Int?
  var jsonPath: String?
  var reelPath: String?
  var environmentFolder: String?
  var workFolder = ".build/bench"
  var countsInstructions = false

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      func value() throws -> String {
        guard let value = rest.popFirst() else { throw BenchError("'\(argument)' takes a value") }
        return value
      }
      switch argument {
      case "--sizes":
        sizes = try value().split(separator: ",").map { try Self.number(String($0), argument) }
      case "--rounds": rounds = try Self.number(try value(), argument)
      case "--json": jsonPath = try value()
      case "--reel": reelPath = try value()
      case "--venv": environmentFolder = try value()
      case "--work": workFolder = try value()
      case "--instructions": countsInstructions = true
      default:
        guard let group = BenchGroup(rawValue: argument) else {
          throw BenchError("there is no group or option '\(argument)'; try --help")
        }
        groups.append(group)
      }
    }
    if groups.isEmpty { groups = BenchGroup.allCases }
  }

  private static func number(_ text: String, _ option: String) throws -> Int {
    guard let number = Int(text), number > 0 else {
      throw BenchError("'\(option)' takes whole numbers from 1, not '\(text)'")
    }
    return number
  }

  /// So many rounds of something that works on so many assets.
  func rounds(of size: Int) -> Int {
    rounds ?? (size <= 1_000 ? 100 : size <= 10_000 ? 25 : 7)
  }
}

/// What keeps something from being measured.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
