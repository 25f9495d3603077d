import ReelBasics
import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program: arguments in, status out.
@main
enum Main {
  static func main() async {
    let status = await ReelTool().run(ProcessContext.ofThisProcess())
    exit(status.rawValue)
  }
}
