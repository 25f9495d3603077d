/// The stable name of a kind of diagnostic. The raw values are part of Reel's interface.
package enum DiagnosticCode: String, Sendable, Hashable, CaseIterable {
  // The file
  case fileMissing = "file.missing"
  case fileUnreadable = "file.unreadable"
  case fileNotRegular = "file.not-regular"
  case fileTooLarge = "file.too-large"
  case fileEmpty = "file.empty"

  // YAML
  case yamlSyntax = "yaml.syntax"
  case yamlEncoding = "yaml.encoding"
  case yamlControlCharacter = "yaml.control-character"
  case yamlLineSeparator = "yaml.line-separator"
  case yamlSecondDocument = "yaml.second-document"
  case yamlDuplicateKey = "yaml.duplicate-key"
  case yamlKeyNotText = "yaml.key-not-text"
  case yamlTag = "yaml.tag"
  case yamlUnknownAlias = "yaml.unknown-alias"
  case yamlAliasCycle = "yaml.alias-cycle"
  case yamlAliasExpansion = "yaml.alias-expansion"
  case yamlTooDeep = "yaml.too-deep"
  case yamlTooLarge = "yaml.too-large"
  case yamlMergeKey = "yaml.merge-key"
  case yamlCommentCutsText = "yaml.comment-cuts-text"

  // The manifest
  case manifestRoot = "manifest.root"
  case manifestVersion = "manifest.version"
  case manifestUnknownKey = "manifest.unknown-key"
  case manifestMissingKey = "manifest.missing-key"
  case manifestWrongType = "manifest.wrong-type"
  case manifestBadValue = "manifest.bad-value"
  case manifestNoAssets = "manifest.no-assets"
  case manifestBadName = "manifest.bad-name"
  case manifestDuplicateName = "manifest.duplicate-name"
  case manifestOutputDirectory = "manifest.output-directory"
  case manifestLock = "manifest.lock"
  case includeCycle = "include.cycle"
  case includeTooMany = "include.too-many"
  case profileUnknown = "profile.unknown"
  case profileLock = "profile.lock"
  case providerUnknown = "provider.unknown"
  case providerUnconfirmed = "provider.unconfirmed"

  // Data files
  case rowsFormat = "rows.format"
  case rowsEncoding = "rows.encoding"
  case rowsControlCharacter = "rows.control-character"
  case rowsSyntax = "rows.syntax"
  case rowsFieldCount = "rows.field-count"
  case rowsColumn = "rows.column"
  case rowsDuplicateColumn = "rows.duplicate-column"
  case rowsValue = "rows.value"
  case rowsKey = "rows.key"
  case rowsDuplicateKey = "rows.duplicate-key"
  case rowsTooLarge = "rows.too-large"

  // Variables
  case variableUnknown = "variable.unknown"
  case variableNested = "variable.nested"
  case variableSyntax = "variable.syntax"
  case variableEscaped = "variable.escaped"
  case variableEnvironment = "variable.environment"
  case variableSecret = "variable.secret"
  case variableUnused = "variable.unused"
  case sourceUnused = "source.unused"

  // Matrices
  case matrixAxis = "matrix.axis"
  case matrixDuplicate = "matrix.duplicate"
  case matrixEmpty = "matrix.empty"
  case matrixTooLarge = "matrix.too-large"
  case matrixInclude = "matrix.include"
  case matrixExcludeUnknown = "matrix.exclude-unknown"
  case matrixExcludeNothing = "matrix.exclude-nothing"

  // Assets
  case assetOperation = "asset.operation"
  case assetPrompt = "asset.prompt"
  case assetPick = "asset.pick"
  case assetMask = "asset.mask"
  case assetEnlarged = "asset.enlarged"
  case assetKeyNotTaken = "asset.key-not-taken"
  case modelUnknown = "model.unknown"
  case modelUntested = "model.untested"
  case modelRetired = "model.retired"
  case modelOperation = "model.operation"
  case parameterNotTaken = "parameter.not-taken"
  case parameterValue = "parameter.value"
  case parameterInExtra = "parameter.in-extra"
  case parameterIgnored = "parameter.ignored"
  case defaultUnused = "default.unused"
  case promptTooLong = "prompt.too-long"
  case promptInputTag = "prompt.input-tag"
  case priceMissing = "price.missing"

  // References
  case referenceUnknown = "reference.unknown"
  case referenceSyntax = "reference.syntax"
  case referenceMedium = "reference.medium"
  case referenceMediumUnknown = "reference.medium-unknown"
  case referenceVariant = "reference.variant"
  case referenceCell = "reference.cell"
  case referenceCount = "reference.count"
  case referenceFileMissing = "reference.file-missing"
  case referenceFileTooLarge = "reference.file-too-large"
  case referenceCycle = "reference.cycle"

  // Input files
  case inputFormat = "input.format"
  case inputLength = "input.length"
  case inputForecast = "input.forecast"

  // Outputs
  case outputPath = "output.path"
  case outputExtension = "output.extension"
  case outputIndex = "output.index"
  case outputCollision = "output.collision"
  case outputOverwritesInput = "output.overwrites-input"

  /// How bad it is.
  package var severity: Diagnostic.Severity {
    switch self {
    case .yamlCommentCutsText, .variableNested, .variableEscaped, .variableUnused, .sourceUnused,
      .modelUntested, .promptTooLong, .promptInputTag, .parameterIgnored, .defaultUnused,
      .priceMissing, .assetEnlarged, .matrixExcludeNothing, .inputForecast:
      .warning
    default: .error
    }
  }
}
