/// A graph as one HTML page that needs nothing else: no network, no server, and no script to be read.
struct GraphPage {
  let graph: GraphModel

  init(_ graph: GraphModel) { self.graph = graph }

  /// The whole page.
  var text: String {
    let summary = GraphSummary(graph).line
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(HTMLText.escaped(graph.name)) – graph</title>
      <style>
      \(GraphPageStyle.text)
      </style>
      </head>
      <body>
      <header>
      <h1>\(HTMLText.escaped(summary))</h1>
      <form id="tools" role="search" hidden>
      <label>Find <input id="find" type="search" autocomplete="off"></label>
      <output id="found"></output>
      <button type="button" id="in" title="Zoom in (+)">+</button>
      <button type="button" id="out" title="Zoom out (-)">−</button>
      <button type="button" id="fit" title="All of it (0)">All</button>
      </form>
      <ul class="legend">
      <li class="image">image</li><li class="video">film</li><li class="file">file or address</li>
      <li class="matrix">×n: cells of a matrix</li><li class="needs">has to be done first</li>
      </ul>
      </header>
      <main>
      <div id="view" tabindex="0" aria-label="The graph">
      \(GraphDrawing(graph).text)</div>
      <aside id="chosen" aria-live="polite" hidden></aside>
      </main>
      <script>
      \(GraphPageScript.text)
      </script>
      </body>
      </html>

      """
  }
}
