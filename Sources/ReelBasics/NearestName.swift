/// Finds the name that somebody probably meant.
package enum NearestName {
  /// The most letters of a name that is compared: it takes their square.
  private static let longest = 200

  /// The candidate nearest to `name` by edit distance, with swaps of neighbours as one edit.
  ///
  /// `nil` where none is near: more than a third of the letters would have to change (at least one
  /// edit is always allowed, three at most), or it is longer than any that is written by hand. The
  /// first wins where two are equally near.
  package static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
    guard name.unicodeScalars.count <= longest else { return nil }
    let wanted = Array(name.lowercased().unicodeScalars)
    let limit = min(3, max(1, wanted.count / 3))
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let letters = Array(candidate.lowercased().unicodeScalars)
      guard abs(letters.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, letters)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var cost = min(
          last[column] + (left[row] == right[column] ? 0 : 1), last[column + 1] + 1,
          current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
