/// A place as libyaml counts it: line and column from 0, the column in code points.
struct YAMLMark: Sendable, Hashable {
  let line: Int
  let column: Int
}
