import ReelBasics

extension Explanation {
  private static func card(_ rows: String, prompt: String = "A ${title}") -> String {
    """
    assets:
      card:
        matrix: {rows: \(rows)}
        generate: image
        prompt: \(prompt)
    """
  }

  private static let good = "sku,title\nA1,Red mug\nA2,Blue mug\n"

  /// Files of data.
  static let rows: [Explanation] = [
    Explanation(
      .rowsFormat, "a data file of an unknown kind",
      "Rows are read from csv, tsv, json, ndjson (or jsonl) and yaml files, told by the extension. "
        + "Save a table of an office program as CSV.",
      wrong: card("products.xlsx"), right: card("products.csv"),
      files: ["products.xlsx": nil, "products.csv": good]),
    Explanation(
      .rowsEncoding, "a data file that is not UTF-8",
      "The data file was saved in another encoding. Save it as UTF-8; office programs call it 'CSV "
        + "UTF-8'.",
      notShownBecause: "an example is UTF-8 itself"),
    Explanation(
      .rowsControlCharacter, "a control character in data",
      "A character stands in the data that no eye sees and no provider wants. Take it out.",
      wrong: card("cups.csv"), right: card("products.csv"),
      files: ["cups.csv": "sku,title\nA1,Red\u{1} mug\n", "products.csv": good]),
    Explanation(
      .rowsSyntax, "a data file that cannot be read",
      "A quote in a CSV has no end, JSON lacks a bracket, and the like. In a CSV a field that holds the "
        + "separator, a quote or a line break stands in double quotes, and a quote in it is doubled.",
      wrong: card("cups.csv"), right: card("products.csv"),
      files: [
        "cups.csv": "sku,title\nA1,\"Red mug\n",
        "products.csv": "sku,title\nA1,\"Red, \"\"hot\"\" mug\"\n",
      ]),
    Explanation(
      .rowsFieldCount, "a row with more or fewer fields than columns",
      "Every row has a field for every column. Often a text with a comma lacks its quotes.",
      wrong: card("cups.csv"), right: card("products.csv"),
      files: [
        "cups.csv": "sku,title\nA1,Red, hot mug\n",
        "products.csv": "sku,title\nA1,\"Red, hot mug\"\n",
      ]),
    Explanation(
      .rowsColumn, "a column without a usable name",
      "A column becomes a variable: its name is not empty, and is none that the matrix has already.",
      wrong: card("cups.csv"), right: card("products.csv"),
      files: ["cups.csv": "sku,title,\nA1,Red mug,7\n", "products.csv": good]),
    Explanation(
      .rowsDuplicateColumn, "two columns of one name",
      "Two columns of the data have one name, and '${name}' could mean either. Rename one.",
      wrong: card("cups.csv"), right: card("products.csv"),
      files: ["cups.csv": "title,title\nRed,mug\n", "products.csv": good]),
    Explanation(
      .rowsValue, "a value of data that is no text or number",
      "A row is a mapping of columns to texts, numbers, truth values, or mappings of these; a list has "
        + "no place in it.",
      wrong: card("[{title: Red mug}, Blue mug]"),
      right: card("[{title: Red mug}, {title: Blue mug}]")),
    Explanation(
      .rowsKey, "a column to call rows by that is not there",
      "'key' names the column that the rows are called by. The data has none of this name, or a row has "
        + "nothing in it.",
      wrong: card("{file: products.csv, key: skuu}"),
      right: card("{file: products.csv, key: sku}"), files: ["products.csv": good]),
    Explanation(
      .rowsDuplicateKey, "two rows of one name",
      "Two rows have one value in the column that they are called by. Correct the data, or call the "
        + "rows by a column that tells them apart.",
      wrong: card("{file: cups.csv, key: sku}"), right: card("{file: products.csv, key: sku}"),
      files: ["cups.csv": "sku,title\nA1,Red mug\nA1,Blue mug\n", "products.csv": good]),
    Explanation(
      .rowsTooLarge, "more data than Reel reads",
      "A data file has at most 64 MiB, and so many rows and columns as a campaign can have. Split it.",
      notShownBecause: "it takes very many rows, or a very long one"),
  ]
}
