import ReelBasics

/// This machine, as addresses name it.
package enum Loopback {
  /// Whether a host is this machine by its very name, without asking anybody; an IPv6 address stands
  /// in brackets.
  package static func isName(_ host: String) -> Bool {
    if host.lowercased() == "localhost" || host == "[::1]" { return true }
    let numbers = host.parts(between: UInt8(ascii: "."), keepsEmpty: true)
    return numbers.count == 4 && numbers[0] == "127"
      && numbers.allSatisfy { number in
        number.utf8.allSatisfy { (48...57).contains($0) } && UInt8(number) != nil
      }
  }
}
