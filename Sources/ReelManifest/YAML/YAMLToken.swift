/// What libyaml reads, apart from scalars, as a tree is made of it.
enum YAMLToken {
  case documentStart
  case alias(String)
  case start(YAMLDocument.Kind, anchor: String?, tag: String?)
  case stop
}

/// A scalar as libyaml reads it; its text is handed on beside it, as it need not be copied.
struct YAMLScalarToken {
  let anchor: String?
  let tag: String?
  let style: Style

  enum Style {
    case plain
    case quoted
    case block
  }
}
