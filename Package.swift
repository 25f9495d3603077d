// swift-tools-version: 6.3

import PackageDescription

#if canImport(Glibc)
  import Glibc
#endif

/// Settings of every Swift target. `REEL_WERROR=1` makes warnings errors: on in `.ci/run`, off for
/// those who build Reel with a newer compiler.
let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    // A type such as `[String: Digest]` is put together from its parts. Asked for by name, as is usual, the
    // runtime looks through all conformances of the program the first time: 0.15 ms for each type.
    .unsafeFlags(
      ["-Xfrontend", "-disable-concrete-type-metadata-mangled-name-accessors"],
      .when(configuration: .release)),
  ] + (Context.environment["REEL_WERROR"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Targets that touch C spell every unsafe step.
let edge = settings + [.strictMemorySafety()]

/// How the programs are linked that are shipped: what the Swift runtime takes from the C++ library and
/// libgcc is in them, and nothing of theirs is offered to the libraries that they load. Each library
/// that is linked, and each name that is looked up, is paid for at every start.
let shipped: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-L\(Context.packageDirectory)/Sources/reel/Link", "-Xclang-linker", "-static-libgcc",
      "-Xlinker", "--no-export-dynamic",
    ] + packedRelocations, .when(platforms: [.linux], configuration: .release))
]

/// The addresses that a program corrects as it starts take a megabyte as a list, and next to nothing
/// packed, which glibc reads from 2.36 on.
var packedRelocations: [String] {
  #if canImport(Glibc)
    var text = [UInt8](repeating: 0, count: 64)
    let count = text.withUnsafeMutableBytes {
      confstr(Int32(_CS_GNU_LIBC_VERSION), $0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
    // `glibc 2.36`
    let version = String(decoding: text.prefix(max(count, 1) - 1), as: UTF8.self)
    let numbers = version.split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.count >= 2, (numbers[0], numbers[1]) >= (2, 36) else { return [] }
    return ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"]
  #else
    return []
  #endif
}

/// Fuzz targets, which only `Tests/Fuzz/run.sh` builds: they need a sanitizer.
let fuzzing: [Target] =
  Context.environment["REEL_FUZZ"] == nil
  ? []
  : [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    .executableTarget(
      name: "reel-fuzz", dependencies: ["CFuzzer", "ReelTestSupport"], path: "Tests/Fuzz/Runner",
      swiftSettings: edge),
  ]

let package = Package(
  name: "reel",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "reel", targets: ["reel"])
  ],
  targets: [
    // C libraries. Linked: what every run needs. Loaded on first use: the others, as they start slowly.
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(name: "CMalloc"),
    .target(name: "CCrypto"),
    .target(name: "CSQLite"),
    .target(name: "CCurl"),
    .target(name: "CVips"),
    .target(name: "CMicrohttpd"),

    // Floor 0
    .target(name: "ReelBasics", dependencies: ["CCrypto"], swiftSettings: edge),
    .target(name: "ReelCatalogue", dependencies: ["ReelBasics"], swiftSettings: settings),

    // Floor 1
    .target(
      name: "ReelManifest", dependencies: ["CYAML", "ReelBasics", "ReelCatalogue"],
      swiftSettings: edge),
    .target(name: "ReelHTTP", dependencies: ["CCurl", "ReelBasics"], swiftSettings: edge),
    .target(name: "ReelMedia", dependencies: ["CVips", "ReelBasics"], swiftSettings: edge),

    // Floor 2
    .target(
      name: "ReelPlan", dependencies: ["ReelBasics", "ReelCatalogue", "ReelManifest"],
      swiftSettings: settings),
    .target(
      name: "ReelStore", dependencies: ["CSQLite", "ReelBasics", "ReelManifest", "ReelPlan"],
      swiftSettings: edge),

    // Floor 3
    .target(
      name: "ReelEngine", dependencies: ["ReelBasics", "ReelCatalogue", "ReelPlan"],
      swiftSettings: settings),
    .target(
      name: "ReelProviders", dependencies: ["ReelBasics", "ReelCatalogue", "ReelHTTP"],
      swiftSettings: settings),
    .target(
      name: "ReelEmulator", dependencies: ["CMicrohttpd", "ReelBasics", "ReelCatalogue"],
      swiftSettings: edge),
    .target(
      name: "ReelReport",
      dependencies: ["ReelBasics", "ReelCatalogue", "ReelManifest", "ReelPlan"],
      swiftSettings: settings),

    // Floor 4 and 5
    .target(
      name: "ReelCommand",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelManifest", "ReelHTTP", "ReelMedia", "ReelPlan",
        "ReelStore", "ReelEngine", "ReelProviders", "ReelEmulator", "ReelReport",
      ], swiftSettings: settings),
    .executableTarget(
      name: "reel", dependencies: ["CMalloc", "ReelCommand"], exclude: ["Link"],
      swiftSettings: settings, linkerSettings: shipped),

    // Tests
    .target(
      name: "ReelTestSupport",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelManifest", "ReelPlan", "ReelEngine", "ReelEmulator",
      ],
      path: "Tests/ReelTestSupport", swiftSettings: settings),
    .testTarget(
      name: "ReelBasicsTests", dependencies: ["ReelBasics", "ReelTestSupport"],
      path: "Tests/ReelBasicsTests", swiftSettings: settings),
    .testTarget(
      name: "ReelCatalogueTests", dependencies: ["ReelBasics", "ReelCatalogue"],
      path: "Tests/ReelCatalogueTests", swiftSettings: settings),
    .testTarget(
      name: "ReelManifestTests",
      dependencies: ["ReelBasics", "ReelCatalogue", "ReelManifest", "ReelPlan", "ReelTestSupport"],
      path: "Tests/ReelManifestTests", exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "ReelPlanTests",
      dependencies: ["ReelBasics", "ReelCatalogue", "ReelManifest", "ReelPlan", "ReelTestSupport"],
      path: "Tests/ReelPlanTests", swiftSettings: settings),
    .testTarget(
      name: "ReelHTTPTests", dependencies: ["ReelBasics", "ReelHTTP", "ReelTestSupport"],
      path: "Tests/ReelHTTPTests", swiftSettings: settings),
    .testTarget(
      name: "ReelEngineTests",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelManifest", "ReelPlan", "ReelEngine", "ReelTestSupport",
      ], path: "Tests/ReelEngineTests", swiftSettings: settings),
    .testTarget(
      name: "ReelMediaTests", dependencies: ["ReelBasics", "ReelMedia"],
      path: "Tests/ReelMediaTests", swiftSettings: settings),
    .testTarget(
      name: "ReelEmulatorTests",
      dependencies: [
        "ReelEmulator", "ReelBasics", "ReelCatalogue", "ReelCommand", "ReelTestSupport",
      ],
      path: "Tests/ReelEmulatorTests", swiftSettings: settings),
    .testTarget(
      name: "ReelStoreTests",
      dependencies: ["ReelBasics", "ReelManifest", "ReelPlan", "ReelStore", "ReelTestSupport"],
      path: "Tests/ReelStoreTests", swiftSettings: settings),
    .testTarget(
      name: "ReelProvidersTests",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelHTTP", "ReelProviders", "ReelTestSupport",
      ], path: "Tests/ReelProvidersTests", swiftSettings: settings),
    .testTarget(
      name: "ReelReportTests",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelManifest", "ReelPlan", "ReelReport",
        "ReelTestSupport",
      ], path: "Tests/ReelReportTests", swiftSettings: settings),
    .testTarget(
      name: "ReelCommandTests",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelCommand", "ReelEmulator", "ReelEngine", "ReelManifest",
        "ReelMedia", "ReelPlan", "ReelStore", "ReelTestSupport",
      ], path: "Tests/ReelCommandTests", exclude: ["Goldens"], swiftSettings: settings),
    .testTarget(
      name: "ReelTransferTests",
      dependencies: [
        "ReelBasics", "ReelCatalogue", "ReelCommand", "ReelEmulator", "ReelEngine", "ReelHTTP",
        "ReelManifest", "ReelMedia", "ReelPlan", "ReelProviders", "ReelStore", "ReelTestSupport",
      ], path: "Tests/ReelTransferTests", swiftSettings: settings),

    // Benchmarks, which no product of the package needs
    .executableTarget(
      name: "reel-bench",
      dependencies: [
        "CMalloc", "ReelBasics", "ReelCatalogue", "ReelCommand", "ReelEngine", "ReelHTTP",
        "ReelManifest", "ReelMedia", "ReelPlan", "ReelStore", "ReelTestSupport",
        // What it measures is built with it.
        "reel",
      ], path: "Tests/Benchmarks/Runner", swiftSettings: settings, linkerSettings: shipped),
    .testTarget(
      name: "ReelBenchTests",
      dependencies: ["ReelBasics", "ReelManifest", "ReelPlan", "ReelTestSupport", "reel-bench"],
      path: "Tests/ReelBenchTests", swiftSettings: settings),
  ] + fuzzing
)
