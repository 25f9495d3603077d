/// How the page of a graph looks, in light and in dark.
enum GraphPageStyle {
  static let text = """
    \(GraphDrawingStyle.text)
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
    input:focus-visible, button:focus-visible, #view:focus-visible {
      outline: 2px solid var(--lit); outline-offset: -1px;
    }
    """
}
