import ReelBasics

extension Explanation {
  /// An asset with a matrix.
  private static func card(_ matrix: String, prompt: String = "A ${product}") -> String {
    """
    assets:
      card:
        matrix: \(matrix)
        generate: image
        prompt: \(prompt)
    """
  }

  /// Matrices.
  static let matrix: [Explanation] = [
    Explanation(
      .matrixAxis, "an axis without values",
      "An axis is a list with at least one value, a value that is a mapping has at least one field, and a "
        + "matrix has at least one axis: 'include' only adds to others.",
      wrong: card("{product: []}"), right: card("{product: [mug, tee]}")),
    Explanation(
      .matrixDuplicate, "the same cell twice",
      "Two values of an axis, or two cells, have one name, so that two assets would. Take one out.",
      wrong: card("{product: [mug, tee, mug]}"), right: card("{product: [mug, tee]}")),
    Explanation(
      .matrixEmpty, "a matrix of which nothing is left",
      "'exclude' takes all cells away, or the data has no rows: the asset would be none.",
      wrong: card("{product: [mug], exclude: [{product: mug}]}"),
      right: card("{product: [mug, tee], exclude: [{product: mug}]}")),
    Explanation(
      .matrixTooLarge, "more cells than a manifest may have",
      "The axes multiply to more than 250,000 cells in all, mostly by an axis too many. 'exclude' takes "
        + "cells away after that: take an axis out, or make columns of its values. What the cells have "
        + "each for itself, their names and texts with '${…}', comes to at most 1 GiB; a matrix has at most "
        + "100 axes, and cells are called by values of at most 32 KiB.",
      wrong: """
        assets:
          card:
            matrix:
              a: &ten [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
              b: *ten
              c: *ten
              d: *ten
              e: *ten
              f: *ten
            generate: image
            prompt: Card ${a}${b}${c}${d}${e}${f}
        """,
      right: """
        assets:
          card:
            matrix:
              a: &ten [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
              b: *ten
            generate: image
            prompt: Card ${a}${b}
        """),
    Explanation(
      .matrixInclude, "an 'include' that names no axis",
      "An entry of 'include' that fits no cell makes one of its own, which is called by its values on "
        + "the axes: it has to name one.",
      wrong: card("{rows: [{product: mug}], include: [{product: cap}]}"),
      right: card("{product: [mug], include: [{product: cap}]}")),
    Explanation(
      .matrixExcludeUnknown, "an 'exclude' by an unknown name",
      "The keys of an entry of 'exclude' are axes, or fields of their values; this one is none.",
      wrong: card("{product: [mug, tee], exclude: [{prodct: mug}]}"),
      right: card("{product: [mug, tee], exclude: [{product: mug}]}")),
    Explanation(
      .matrixExcludeNothing, "an 'exclude' that takes nothing away",
      "No cell has all the values that the entry names. Perhaps one of them is misspelt, or the cells "
        + "are gone already.",
      wrong: card("{product: [mug, tee], exclude: [{product: cap}]}"),
      right: card("{product: [mug, tee, cap], exclude: [{product: cap}]}")),
  ]
}
