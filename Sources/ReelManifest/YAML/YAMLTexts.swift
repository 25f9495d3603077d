import ReelBasics

/// The texts of a document's scalars: those that stand in the source as they are meant are read there,
/// and the others after it.
final class YAMLTexts: Sendable {
  let source: SourceText
  /// Texts with escapes, folded, or in blocks.
  private let made: [UInt8]

  init(source: SourceText, made: [UInt8]) {
    self.source = source
    self.made = made
  }

  /// The bytes of a text. Places from the source's length on are in the texts that were made.
  @inline(__always)
  func withBytes<Result>(
    from start: UInt32, count: UInt32, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let start = Int(start)
    let own = source.bytes.count
    return if start < own {
      unsafe Self.withBytes(source.bytes, from: start, count: Int(count), body)
    } else {
      unsafe Self.withBytes(made, from: start - own, count: Int(count), body)
    }
  }

  @inline(__always)
  private static func withBytes<Result>(
    _ bytes: [UInt8], from start: Int, count: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    // Said once for all of them, as the buffer does not look at its bounds.
    precondition(start + count <= bytes.count)
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe body(UnsafeBufferPointer(rebasing: buffer[start..<(start + count)]))
    }
  }
}

/// A text of a document, or one that was put together: the first is made when it is asked for, as very
/// many of them are long, and most are not read.
struct LazyText: Sendable {
  private enum Storage {
    case text(String)
    case slice(YAMLTexts, start: UInt32, count: UInt32)
  }

  private let storage: Storage

  init(_ text: String) { storage = .text(text) }

  init(of record: YAMLDocument.Record, in texts: YAMLTexts) {
    storage = .slice(texts, start: record.start, count: record.count)
  }

  var text: String {
    switch storage {
    case .text(let text): text
    case .slice(let texts, let start, let count):
      unsafe texts.withBytes(from: start, count: count) {
        unsafe String(decoding: $0, as: UTF8.self)
      }
    }
  }
}

extension LazyText: Hashable {
  static func == (left: LazyText, right: LazyText) -> Bool { left.text == right.text }

  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
