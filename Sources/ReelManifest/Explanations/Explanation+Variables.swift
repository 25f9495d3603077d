import ReelBasics

extension Explanation {
  /// Variables and sources.
  static let variables: [Explanation] = [
    Explanation(
      .variableUnknown, "no variable of this name",
      "'${…}' names a variable, an axis of the asset's matrix, or a column of its rows; here is none of "
        + "this name. To write '${' itself, write '$${'. '${index}' is known in 'output' alone.",
      wrong: """
        variables: {brand: Northwind}
        assets:
          sign: {generate: image, prompt: "${brand} sign in ${colour}"}
        """,
      right: """
        variables: {brand: Northwind, colour: red}
        assets:
          sign: {generate: image, prompt: "${brand} sign in ${colour}"}
        """),
    Explanation(
      .variableNested, "a variable inside a variable",
      "What a variable holds is put in as it is, so that '${' in it reaches the prompt. Write the words "
        + "out.",
      wrong: """
        variables: {brand: Northwind, line: "by ${brand}"}
        assets:
          sign: {generate: image, prompt: "A ${brand} sign ${line}"}
        """,
      right: """
        variables: {brand: Northwind, line: by Northwind}
        assets:
          sign: {generate: image, prompt: "A ${brand} sign ${line}"}
        """),
    Explanation(
      .variableSyntax, "a '${' without its '}'",
      "A variable is written '${name}'. To write '${' itself, write '$${'.",
      wrong: """
        assets:
          sign: {generate: image, prompt: "A sign that reads ${brand"}
        """,
      right: """
        variables: {brand: Northwind}
        assets:
          sign: {generate: image, prompt: "A sign that reads ${brand}"}
        """),
    Explanation(
      .variableEscaped, "a '$' right before a value",
      "'$${' writes '${' itself, and what follows is the name of a value: most likely the value is "
        + "meant, after a '$'. Put the '$' into the variable, or into one of its own.",
      wrong: """
        variables: {price: 12}
        assets:
          tag: {generate: image, prompt: "A price tag, $${price}", description: "It is ${price}"}
        """,
      right: """
        variables: {price: 12, dollar: $}
        assets:
          tag: {generate: image, prompt: "A price tag, ${dollar}${price}"}
        """),
    Explanation(
      .variableEnvironment, "the environment lacks a variable",
      "The manifest takes a value out of the environment, which does not have it. Set it, or say a "
        + "'default'.",
      wrong: """
        variables:
          brand: {env: SHOP_BRAND}
        assets:
          sign: {generate: image, prompt: "${brand} sign"}
        """,
      right: """
        variables:
          brand: {env: SHOP_BRAND, default: Northwind}
        assets:
          sign: {generate: image, prompt: "${brand} sign"}
        """),
    Explanation(
      .variableSecret, "a secret of the environment in a text",
      "The variable of the environment holds a key, token or password by its name. It must not become a "
        + "text of a manifest, which is sent and recorded.",
      wrong: """
        variables:
          brand: {env: SHOP_TOKEN, default: Northwind}
        assets:
          sign: {generate: image, prompt: "${brand} sign"}
        """,
      right: """
        variables:
          brand: {env: SHOP_BRAND, default: Northwind}
        assets:
          sign: {generate: image, prompt: "${brand} sign"}
        """),
    Explanation(
      .variableUnused, "a variable that nothing uses",
      "No text of the manifest has '${…}' with this name. Use it or take it out; perhaps a use is "
        + "misspelt as plain text.",
      wrong: """
        variables: {brand: Northwind}
        assets:
          sign: {generate: image, prompt: $brand sign}
        """,
      right: """
        variables: {brand: Northwind}
        assets:
          sign: {generate: image, prompt: "${brand} sign"}
        """),
    Explanation(
      .sourceUnused, "a source that nothing uses",
      "No asset names this source as an input. Use it or take it out.",
      wrong: """
        sources: {logo: ./logo.png, badge: ./badge.png}
        assets:
          sign: {edit: logo, prompt: On a sign}
        """,
      right: """
        sources: {logo: ./logo.png, badge: ./badge.png}
        assets:
          sign: {edit: [logo, badge], prompt: On a sign}
        """,
      files: ["logo.png": nil, "badge.png": nil]),
  ]
}
