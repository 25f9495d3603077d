import ReelBasics

/// The body of an answer as it comes, with its long texts in files instead of in memory.
///
/// It knows of JSON only where texts begin and end: whether the rest is JSON, its reader finds out.
/// A long text that begins as base64 and turns out to be none is left out, and `ruin` stands in its
/// place: the others are whole all the same. Files that are not handed over remove themselves.
final class SpillingAnswer {
  /// What stands in the place of a text that cannot be decoded: nobody can decode it either.
  static let ruin = "data:;base64,!"

  /// A complete body.
  struct Finished: Sendable {
    let body: [UInt8]
    let texts: [Text]
    /// The answer as it came, where any text is in a file.
    let raw: DownloadFile.Finished?
  }

  /// A text that is in a file.
  struct Text: Sendable {
    let placeholder: String
    let mediaType: String?
    let file: DownloadFile.Finished
  }

  private enum Place {
    /// Before the first byte that tells whether it is JSON.
    case start
    /// In something that is no JSON.
    case elsewhere
    case betweenTexts
    /// In a text that is in memory; `isMedia` until it is known not to be.
    case text(isMedia: Bool)
    case spilledText
    /// After a text that began as base64 and went on as something else.
    case ruins
  }

  private let policy: HTTPSpill
  private let token: String
  private var place = Place.start
  private var body: [UInt8] = []
  /// Where the text in memory begins in the body.
  private var textStart = 0
  private var scan = JSONTextScan()
  private var decoder = MediaTextDecoder()
  private var file: DownloadFile?
  private var files: [(file: DownloadFile, mediaType: String?)] = []
  private let raw: RawAnswer
  private let makeRoom: () -> Bool

  /// `makeRoom` is asked once for each file that finds the disk full; it says whether there may be
  /// room now.
  init(_ policy: HTTPSpill, makeRoom: @escaping () -> Bool = { false }) {
    self.policy = policy
    self.makeRoom = makeRoom
    raw = RawAnswer(policy, makeRoom: makeRoom)
    token = TemporaryName.digits() + TemporaryName.digits()
  }

  /// Takes the next piece of the body.
  func add(_ piece: UnsafeRawBufferPointer) throws(BodyFault) {
    unsafe raw.add(piece)
    var rest = unsafe piece
    while unsafe !rest.isEmpty {
      let count = try unsafe step(rest)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    guard body.count <= policy.maximumRestBytes else {
      throw BodyFault(
        code: .tooLarge, message: "the answer is larger than \(policy.maximumRestBytes) bytes")
    }
  }

  /// Removes the files of texts: the body is not gone on with, and on a full disk their room may be
  /// what another one needs.
  func dropTexts() {
    file = nil
    files = []
  }

  /// Hands a complete body over; this object is spent.
  func finish() -> Finished {
    // A text that the answer's end cut off: its placeholder stands where no JSON is whole.
    let texts = files.enumerated().map { index, text in
      Text(
        placeholder: placeholder(index), mediaType: text.mediaType, file: text.file.finish())
    }
    return Finished(body: body, texts: texts, raw: raw.finish())
  }

  /// Hands over what came of a body that broke off or cannot be read.
  func finishPartial() -> HTTPPartialAnswer? {
    guard let file = raw.finish() else { return body.isEmpty ? nil : .bytes(body) }
    return .file(path: file.release())
  }

  // MARK: Steps

  /// Does what the first bytes of `rest` ask for; gives their number.
  private func step(_ rest: UnsafeRawBufferPointer) throws(BodyFault) -> Int {
    switch place {
    case .start:
      let isSpace = unsafe rest[0].isASCIISpace
      if !isSpace {
        let isJSON = unsafe rest[0] == UInt8(ascii: "{") || rest[0] == UInt8(ascii: "[")
        place = isJSON ? .betweenTexts : .elsewhere
      }
      unsafe body.append(rest[0])
      return 1
    case .elsewhere:
      unsafe body.append(contentsOf: rest)
      return rest.count
    case .betweenTexts:
      let quote = unsafe JSONTextScan.first(UInt8(ascii: "\""), in: rest, from: 0)
      let count = quote.map { $0 + 1 } ?? rest.count
      unsafe body.append(contentsOf: rest[..<count])
      if quote != nil {
        place = .text(isMedia: true)
        textStart = body.count
      }
      return count
    case .text(let isMedia):
      let room = isMedia ? policy.threshold - (body.count - textStart) : rest.count
      guard room > 0 else {
        try unsafe spill(followedBy: rest)
        return 0
      }
      return unsafe takeText(UnsafeRawBufferPointer(rebasing: rest.prefix(room)))
    case .spilledText: return try unsafe takeSpilledText(rest)
    case .ruins:
      let (count, ends) = unsafe scan.run(rest)
      return close(after: count, ends)
    }
  }

  /// Goes on after a text, where its closing quote follows `count` bytes; gives the bytes that are done.
  private func close(after count: Int, _ ends: Bool) -> Int {
    guard ends else { return count }
    body.append(UInt8(ascii: "\""))
    place = .betweenTexts
    return count + 1
  }

  private func takeText(_ window: UnsafeRawBufferPointer) -> Int {
    let (count, ends) = unsafe scan.run(window)
    unsafe body.append(contentsOf: window[..<count])
    return close(after: count, ends)
  }

  private func takeSpilledText(_ window: UnsafeRawBufferPointer) throws(BodyFault) -> Int {
    let (count, ends) = unsafe scan.run(window)
    var bytes: [UInt8] = []
    var isMedia = unsafe decoder.decode(
      UnsafeRawBufferPointer(rebasing: window[..<count]), into: &bytes)
    if isMedia, ends { isMedia = decoder.finish(into: &bytes) }
    try write(bytes)
    if isMedia, ends, let file {
      isMedia = file.byteCount > 0
      if isMedia { files.append((file, decoder.mediaType)) }
    }
    if !isMedia {
      body.removeLast(placeholder(files.count).utf8.count)
      body += Self.ruin.utf8
      place = .ruins
    }
    if ends || !isMedia { file = nil }
    return close(after: count, ends)
  }

  // MARK: Files

  /// Moves the text in memory to a file, if it is media so far.
  private func spill(followedBy rest: UnsafeRawBufferPointer) throws(BodyFault) {
    decoder = MediaTextDecoder()
    var bytes: [UInt8] = []
    let isMedia = unsafe body.withUnsafeBytes { body in
      unsafe decoder.decode(UnsafeRawBufferPointer(rebasing: body[textStart...]), into: &bytes)
    }
    guard isMedia else {
      place = .text(isMedia: false)
      return
    }
    guard files.count < policy.maximumFiles else {
      throw BodyFault(
        code: .tooLarge, message: "the answer has more than \(policy.maximumFiles) long texts")
    }
    // Nothing has left the body so far, so it is the beginning as it came.
    unsafe raw.begin(with: body, followedBy: rest)
    file = try policy.newFile(
      reliefs: [makeRoom, { [weak raw = self.raw] in raw?.drop() ?? false }])
    try write(bytes)
    body.removeSubrange(textStart...)
    body += placeholder(files.count).utf8
    place = .spilledText
  }

  private func write(_ bytes: [UInt8]) throws(BodyFault) {
    guard let file, !bytes.isEmpty else { return }
    guard file.byteCount + Int64(bytes.count) <= policy.maximumFileBytes else {
      throw BodyFault(
        code: .tooLarge,
        message: "a text of the answer is larger than \(policy.maximumFileBytes) bytes")
    }
    try file.write(bytes)
  }

  private func placeholder(_ index: Int) -> String { "reel-text-\(token)-\(index)" }
}
