import ReelBasics
import ReelCommand

#if canImport(Glibc)
  private import CMalloc
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program: arguments in, status out.
@main
enum Main {
  static func main() async {
    #if canImport(Glibc)
      // An arena for each thread, which is glibc's way, takes half as much memory again. Large tables
      // go back to the system when they are freed: once one was, glibc would keep the next.
      mallopt(M_ARENA_MAX, 2)
      mallopt(M_MMAP_THRESHOLD, 128 << 10)
      // What is below that is soon wanted again, at every request.
      mallopt(M_TRIM_THRESHOLD, 1 << 20)
      mallopt(M_TOP_PAD, 256 << 10)
    #endif
    let status = await ReelTool().run(ProcessContext.ofThisProcess())
    exit(status.rawValue)
  }
}
