/// The colours of pages, and how the drawing of a graph looks in them, in light and in dark.
enum GraphDrawingStyle {
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
    """
}
