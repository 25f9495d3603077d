#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The variables of an environment: of this process, or given ones.
package struct Environment: Sendable {
  /// `nil` for those of this process, which are asked for one by one: most commands read two or three.
  private let variables: [String: String]?

  /// That of the process that is running.
  package static let ofThisProcess = Environment(variables: nil)

  package init(_ variables: [String: String]) { self.init(variables: variables) }

  private init(variables: [String: String]?) { self.variables = variables }

  /// What a variable holds; `nil` where it is not set.
  package subscript(name: String) -> String? {
    if let variables { return variables[name] }
    // What C takes for another name is none: a manifest may not get at a key under a name that does not
    // look like a key's.
    guard name.utf8.allSatisfy({ $0 != 0 && $0 != UInt8(ascii: "=") }) else { return nil }
    return unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Those variables of a few that are set.
  package func only(_ names: [String]) -> [String: String] {
    var found: [String: String] = [:]
    for name in names { found[name] = self[name] }
    return found
  }
}

extension Environment: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral variables: (String, String)...) {
    self.init(Dictionary(variables) { $1 })
  }
}
