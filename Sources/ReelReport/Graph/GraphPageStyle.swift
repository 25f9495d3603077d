/// How the page of a graph looks, in light and in dark.
enum GraphPageStyle {
  static let text = """
    :root {
      color-scheme: light dark;
      --page: #fff; --text: #1c2024; --faint: #5b6470; --line: #8b95a1; --edge-box: #c9d0d8;
      --image: #e8f1fd; --image-line: #2f6fc4; --video: #f3eafc; --video-line: #7a45b8;
      --given: #f4f3ee; --given-line: #8a7d55; --lit: #c2410c;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #14171a; --text: #e8eaed; --faint: #a3adb8; --line: #6f7a86; --edge-box: #3a424b;
        --image: #16283f; --image-line: #6ea8f0; --video: #2a1d3c; --video-line: #b78bea;
        --given: #24221a; --given-line: #b7a876; --lit: #fb923c;
      }
    }
    * { box-sizing: border-box; }
    html, body { height: 100%; margin: 0; }
    body {
      display: flex; flex-direction: column; background: var(--page); color: var(--text);
      font: 14px/1.4 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
    }
    header {
      display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; padding: 10px 16px;
      border-bottom: 1px solid var(--edge-box);
    }
    h1 { font-size: 15px; margin: 0; }
    form { display: flex; gap: 8px; align-items: center; }
    form[hidden], aside[hidden] { display: none; }
    input, button {
      font: inherit; color: inherit; background: var(--page); padding: 2px 8px;
      border: 1px solid var(--line); border-radius: 5px;
    }
    output { color: var(--faint); min-width: 5em; }
    .legend {
      display: flex; flex-wrap: wrap; gap: 4px 14px; list-style: none; margin: 0; padding: 0;
      color: var(--faint); font-size: 12px;
    }
    .legend li::before {
      content: ""; display: inline-block; width: 14px; height: 10px; margin-right: 5px;
      border: 1.5px solid var(--line); border-radius: 3px;
    }
    .legend .image::before { background: var(--image); border-color: var(--image-line); }
    .legend .video::before { background: var(--video); border-color: var(--video-line); }
    .legend .file::before {
      background: var(--given); border: 1.5px dashed var(--given-line); border-radius: 0;
    }
    .legend .matrix::before { box-shadow: 3px 3px 0 -1px var(--page), 3px 3px 0 0 var(--line); }
    .legend .needs::before { height: 0; border: 0; border-top: 1.5px dashed var(--line); }
    .legend .needs::before { border-radius: 0; vertical-align: middle; }
    main { flex: 1; display: flex; min-height: 0; }
    #view { flex: 1; overflow: auto; min-width: 0; }
    .live #view { overflow: hidden; cursor: grab; touch-action: none; }
    .live #view.held { cursor: grabbing; }
    .live svg { display: block; user-select: none; }
    aside {
      width: 18em; overflow: auto; padding: 12px 16px; border-left: 1px solid var(--edge-box);
      overflow-wrap: anywhere;
    }
    aside h2 { font-size: 15px; margin: 0 0 4px; }
    aside h3 { font-size: 12px; margin: 14px 0 4px; color: var(--faint); }
    aside p { margin: 0; color: var(--faint); }
    aside ul { list-style: none; margin: 0; padding: 0; }
    aside li { margin: 2px 0; }
    aside li button { border: 0; padding: 0; color: var(--image-line); text-align: left; }
    aside li button:hover { text-decoration: underline; }
    .edge, .trunk { fill: none; stroke: var(--line); stroke-width: 1.3; }
    .edge { marker-end: url(#arrow); }
    .needs { stroke-dasharray: 5 4; }
    #arrow path { fill: var(--line); }
    .role {
      font-size: 11px; fill: var(--faint); text-anchor: middle; paint-order: stroke;
      stroke: var(--page); stroke-width: 4px;
    }
    .node { color: inherit; outline: none; cursor: pointer; }
    .node rect { fill: var(--page); stroke: var(--line); stroke-width: 1.4; }
    .node.image rect { fill: var(--image); stroke: var(--image-line); }
    .node.video rect { fill: var(--video); stroke: var(--video-line); }
    .node.file rect, .node.url rect {
      fill: var(--given); stroke: var(--given-line); stroke-dasharray: 4 3; rx: 0;
    }
    .title { font-size: 13px; font-weight: 600; fill: var(--text); }
    .kind { font-size: 11px; fill: var(--faint); }
    .node:focus-visible rect, .node:target rect, .node.lit rect { stroke-width: 2.6; }
    .node:focus-visible rect, .node.here rect { stroke: var(--lit); stroke-width: 3; }
    .edge.lit, .trunk.lit { stroke: var(--lit); stroke-width: 2.2; }
    .node.dim { opacity: 0.22; }
    input:focus-visible, button:focus-visible, #view:focus-visible {
      outline: 2px solid var(--lit); outline-offset: -1px;
    }
    """
}
