package import ReelBasics

extension HTTPBody {
  /// The digest of the body as it would go out now. It reads the files; call it off the cooperative
  /// pool.
  ///
  /// - Throws: `fileFailed` or `fileChanged` where a file is not what the body says.
  package func digest() throws(HTTPError) -> Digest {
    do throws(BodyFault) {
      let source = try BodySource(self)
      let hasher = SHA256()
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
      defer { unsafe buffer.deallocate() }
      while true {
        let count = try unsafe source.read(into: buffer)
        guard count > 0 else { return hasher.finish() }
        unsafe hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    } catch {
      throw HTTPError(error.code, error.message, reach: .nothingSent)
    }
  }
}
