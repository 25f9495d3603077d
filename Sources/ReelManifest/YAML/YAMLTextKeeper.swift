import ReelBasics

/// Keeps the texts of scalars as a tree is made: where they stand in the source as they are meant, or
/// else themselves.
struct YAMLTextKeeper {
  private let source: SourceText
  private var lines: RunningLines
  /// Texts that do not stand in the source as they are meant.
  private var made: [UInt8] = []

  init(source: SourceText) {
    self.source = source
    lines = RunningLines(source: source)
    // Rather too many: what is not used costs nothing, and to grow costs a copy.
    made.reserveCapacity(source.bytes.count)
  }

  /// All of them.
  var all: YAMLTexts { YAMLTexts(source: source, made: made) }

  /// Notes where the bytes of a text are: in the source, where it says there what it means.
  mutating func keep(
    _ text: UnsafeBufferPointer<UInt8>, of style: YAMLScalarToken.Style, from mark: YAMLMark,
    in record: inout YAMLDocument.Record
  ) {
    record.count = UInt32(text.count)
    // The column counts characters: where it is not the byte's, other bytes stand there.
    if style != .block, let line = lines.start(of: mark.line) {
      let start = line + mark.column + (style == .quoted ? 1 : 0)
      if unsafe text.stands(in: source.bytes, at: start) {
        record.start = UInt32(start)
        return
      }
    }
    record.start = UInt32(source.bytes.count + made.count)
    unsafe made.append(contentsOf: text)
  }
}

extension YAMLDocument.Traits {
  /// What a text without quotes stands for besides itself.
  init(ofPlain text: UnsafeBufferPointer<UInt8>) {
    func isOne(_ word: StaticString) -> Bool {
      word.withUTF8Buffer { unsafe text.elementsEqual($0) }
    }
    switch text.count {
    case 0: self = .null
    case 1: self = isOne("~") ? .null : []
    case 2: self = isOne("<<") ? .mergeKey : []
    case 4: self = isOne("null") || isOne("Null") || isOne("NULL") ? .null : []
    default: self = []
    }
  }
}
