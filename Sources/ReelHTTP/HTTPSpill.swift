package import ReelBasics

/// Where the long texts of a JSON answer go, so that media in base64 never stand in memory.
///
/// Of a 2xx answer that begins like JSON, each text that is `threshold` bytes long and base64 so far
/// (after `data:…;base64,` or without) is decoded into a new file as it comes. One that turns out to
/// be none gives way to a text that nobody can decode. All else stays as it is.
package struct HTTPSpill: Sendable, Equatable {
  /// An existing folder. Only their owner can read the files in it.
  package var folder: String
  /// The length of a text, as it is written in the answer, from which it goes to a file.
  package var threshold: Int
  /// The most files of one answer.
  package var maximumFiles: Int
  /// The most bytes of one file.
  package var maximumFileBytes: Int64
  /// The most bytes of a 2xx answer that stay in memory, be it JSON or not. A larger one is an error.
  package var maximumRestBytes: Int
  /// The most bytes of the answer as it came that are kept beside the files.
  package var maximumRawBytes: Int64

  package init(
    folder: String, threshold: Int = 64 << 10, maximumFiles: Int = 32,
    maximumFileBytes: Int64 = 64 << 20, maximumRestBytes: Int = 16 << 20,
    maximumRawBytes: Int64 = 64 << 20
  ) {
    self.folder = folder
    self.threshold = threshold
    self.maximumFiles = maximumFiles
    self.maximumFileBytes = maximumFileBytes
    self.maximumRestBytes = maximumRestBytes
    self.maximumRawBytes = maximumRawBytes
  }
}

extension HTTPSpill {
  /// A new file in the folder; `reliefs` are asked where the disk is full.
  func newFile(reliefs: [() -> Bool]) throws(BodyFault) -> DownloadFile {
    do throws(HTTPError) {
      return try DownloadFile(path: folder + "/" + TemporaryName.make(.answer), reliefs: reliefs)
    } catch {
      throw BodyFault(code: error.code, message: error.message)
    }
  }
}

/// A text of an answer whose bytes are in a file.
package struct HTTPSpilledText: Sendable, Equatable {
  /// What stands in the body in the text's place. No server can know it beforehand.
  package let placeholder: String
  /// The file, on the disk (fsync). It is the caller's.
  package let path: String
  package let byteCount: Int64
  /// The digest of the file.
  package let digest: Digest
  /// What the text's `data:` says it is; `nil` where it says nothing.
  package let mediaType: String?

  package init(
    placeholder: String, path: String, byteCount: Int64, digest: Digest, mediaType: String?
  ) {
    self.placeholder = placeholder
    self.path = path
    self.byteCount = byteCount
    self.digest = digest
    self.mediaType = mediaType
  }
}

/// What came of a 2xx answer that broke off or cannot be read: it may have been paid for.
package enum HTTPPartialAnswer: Sendable, Equatable {
  case bytes([UInt8])
  /// A file, which is the caller's.
  case file(path: String)
}
