import ReelBasics

/// How a snapshot is written down: numbers of eight bytes, then texts that end with a zero byte. It never
/// leaves the machine that wrote it, so numbers stand in that machine's order.
///
/// Header, variables (name, is set, digest in four), files (path, is there, look in five), folders (path,
/// device, how many outputs), outputs in the order of their folders (name, size, time, inode); texts are
/// offsets from the start of the texts.
enum SnapshotForm {
  /// "REELSNAP", and it tells a machine of the other byte order.
  static let magic: UInt64 = 0x5041_4e53_4c45_4552
  /// The version of the form: what an older Reel wrote is not read.
  static let version: UInt64 = 2

  /// The places of the header's numbers.
  enum Header: Int, CaseIterable {
    case magic, version, byteCount, sum, assets, variables, files, folders, outputs, question, root
  }

  static let variableWords = 6
  static let fileWords = 7
  static let folderWords = 3
  static let outputWords = 4

  /// The bytes of a snapshot; `nil` of one that has no place in this form.
  static func bytes(_ snapshot: PlanSnapshot) -> [UInt8]? {
    guard let folders = snapshot.folders else { return nil }
    var texts = Texts()
    var words: [UInt64] = []
    let header: [(Header, UInt64)] = [
      (.magic, magic), (.version, version), (.assets, UInt64(snapshot.assets)),
      (.variables, UInt64(snapshot.environment.count)), (.files, UInt64(snapshot.files.count)),
      (.folders, UInt64(folders.count)), (.outputs, UInt64(snapshot.outputs.count)),
      (.question, texts.add(snapshot.question)), (.root, texts.add(snapshot.root)),
    ]
    words.reserveCapacity(Header.allCases.count + snapshot.outputs.count * outputWords)
    words += repeatElement(0, count: Header.allCases.count)
    for (place, word) in header { words[place.rawValue] = word }
    for variable in snapshot.environment {
      words += [texts.add(variable.name), variable.value == nil ? 0 : 1]
      words += numbers(of: variable.value)
    }
    for file in snapshot.files {
      words += [texts.add(file.path), file.look == nil ? 0 : 1]
      words += file.look?.numbers ?? [0, 0, 0, 0, 0]
    }
    for folder in folders {
      words += [texts.add(folder.path), folder.device, UInt64(folder.outputs.count)]
    }
    for output in folders.lazy.flatMap(\.outputs) {
      words += [
        texts.add(output.name), UInt64(bitPattern: output.stamp.size),
        UInt64(bitPattern: output.stamp.modified), output.stamp.inode,
      ]
    }
    texts.fill()
    words[Header.byteCount.rawValue] = UInt64(words.count * 8 + texts.bytes.count)
    let textWords = unsafe texts.bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 8).map {
        unsafe bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)
      }
    }
    words[Header.sum.rawValue] = (words + textWords).reduce(0, sum)
    return unsafe words.withUnsafeBytes { unsafe Array($0) } + texts.bytes
  }

  /// Adds a number to the sum of all; its own place in the header counts as zero. It tells damage of a
  /// disk's, not what somebody made up.
  @inline(__always) static func sum(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
    return mixed ^ (mixed >> 32)
  }

  /// A digest as numbers; zeros for none.
  static func numbers(of digest: Digest?) -> [UInt64] {
    guard let digest else { return [0, 0, 0, 0] }
    return stride(from: 0, to: 32, by: 8).map { start in
      digest.bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private struct Texts {
    var bytes: [UInt8] = []

    mutating func add(_ text: some StringProtocol) -> UInt64 {
      let place = UInt64(bytes.count)
      bytes += text.utf8
      bytes.append(0)
      return place
    }

    /// Ends with a zero byte at a whole number of words.
    mutating func fill() { bytes += repeatElement(0, count: 8 - bytes.count % 8) }
  }
}

extension FileWatch {
  /// The look with these numbers.
  init(numbers: [UInt64]) {
    self.init(
      size: Int64(bitPattern: numbers[0]), modified: Int64(bitPattern: numbers[1]),
      changed: Int64(bitPattern: numbers[2]), inode: numbers[3], device: numbers[4])
  }

  /// As it stands in snapshots.
  var numbers: [UInt64] {
    [
      UInt64(bitPattern: size), UInt64(bitPattern: modified), UInt64(bitPattern: changed), inode,
      device,
    ]
  }
}
