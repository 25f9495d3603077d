#if canImport(Glibc)
  import Glibc

  /// A small disk of its own, where the system lets us have one.
  package final class SmallDisk {
    /// Whether the system lets us have one: a tmpfs takes the right to mount.
    package static let isPossible: Bool = {
      guard let folder = try? TemporaryDirectory() else { return false }
      defer { folder.remove() }
      guard let disk = SmallDisk(folder.file("disk"), megabytes: 1) else {
        return false
      }
      withExtendedLifetime(disk) {}
      return true
    }()

    package let path: String

    /// Mounts it at a path where nothing is; `nil` where that may not be done.
    package init?(_ path: String, megabytes: Int) {
      guard mkdir(path, 0o700) == 0,
        mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0
      else { return nil }
      self.path = path
    }

    deinit {
      umount2(path, Int32(MNT_DETACH))
      rmdir(path)
    }

    /// Writes until there is no more room.
    package func fill() throws {
      let descriptor = open(path + "/filler", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      guard descriptor >= 0 else { throw EnginePlan.Mistake(description: "no filler") }
      defer { close(descriptor) }
      let bytes = [UInt8](repeating: 7, count: 1 << 16)
      for size in [1 << 16, 4096, 512, 1] {
        while write(descriptor, bytes, size) == size {}
      }
    }
  }
#endif
