import ReelBasics

/// One of the files that a manifest is made of: itself, or one that it includes.
final class ManifestFile {
  /// Its absolute path; `nil` for standard input.
  let path: String?
  /// The folder that its paths are relative to, absolute.
  let folder: String
  /// What messages put before its relative paths.
  let shownFolder: String
  let reader: MappingReader
  /// Parameters beneath its assets: those of the files that include it lie above its own.
  let defaults: AssetDefaults

  init(
    path: String?, folder: String, shownFolder: String, reader: MappingReader,
    defaults: AssetDefaults
  ) {
    self.path = path
    self.folder = folder
    self.shownFolder = shownFolder
    self.reader = reader
    self.defaults = defaults
  }

  /// A path of the file as messages write it.
  func shown(_ path: String) -> String { path.hasBytePrefix("/") ? path : shownFolder + path }
}
