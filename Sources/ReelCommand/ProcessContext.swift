package import ReelBasics
package import ReelEngine
package import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// All that a command knows of the world around it.
package struct ProcessContext: Sendable {
  /// Makes who answers in a provider's place. It is given the store that results go to and the host
  /// that it stands in for.
  package typealias StandIn =
    @Sendable (
      _ objects: ObjectStore, _ host: String
    ) -> any ProviderPort

  /// The program's arguments, its name not among them.
  package let arguments: [String]
  package let environment: Environment
  /// The working directory, absolute.
  package let folder: String
  package let output: DescriptorWriter
  package let errors: DescriptorWriter
  /// Starts to listen to requests to end, an element for each. A command that does not listen is ended by
  /// them, as any program is.
  package let interrupts: @Sendable () -> AsyncStream<Void>
  /// For those who want what a run leaves without asking anybody; `nil` in the tool itself.
  package let standIn: StandIn?
  /// Keeps something until the process ends, when the system takes all memory back at once: to free
  /// very many things one by one takes as long as to make them. By default it does nothing.
  package let keepToTheEnd: @Sendable (any Sendable) -> Void

  package init(
    arguments: [String], environment: Environment, folder: String, output: DescriptorWriter,
    errors: DescriptorWriter, interrupts: @escaping @Sendable () -> AsyncStream<Void>,
    standIn: StandIn? = nil, keepToTheEnd: @escaping @Sendable (any Sendable) -> Void = { _ in }
  ) {
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.output = output
    self.errors = errors
    self.interrupts = interrupts
    self.standIn = standIn
    self.keepToTheEnd = keepToTheEnd
  }

  /// A path of the command line, made absolute.
  func absolute(_ path: String) -> String { path.absolutePath(from: folder) }

  /// An absolute path as messages write it: from the working directory, where it is below that.
  func shown(_ path: String) -> String {
    let prefix = folder == "/" ? "/" : folder + "/"
    return path.without(prefix: prefix).map(String.init) ?? path
  }
}

extension ProcessContext {
  private static let kept = Locked<[any Sendable]>([])

  /// The world of the process that is running. From now on it is told of a reader that has gone, and not
  /// ended.
  package static func ofThisProcess() -> ProcessContext {
    takeStandardDescriptors()
    signal(SIGPIPE, SIG_IGN)
    return ProcessContext(
      arguments: Array(CommandLine.arguments.dropFirst()), environment: .ofThisProcess,
      folder: currentFolder(), output: .standardOutput, errors: .standardError,
      interrupts: Interrupts.listen, keepToTheEnd: { one in kept.withLock { $0.append(one) } })
  }

  /// Where the caller closed one of the first three, the next file to be opened would get its number,
  /// and what is said would be written into it.
  private static func takeStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
    }
  }

  private static func currentFolder() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
