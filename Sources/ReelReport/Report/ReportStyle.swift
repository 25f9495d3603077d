/// How the page of a report looks, in light and in dark; its colours begin with those of the graph.
enum ReportStyle {
  static let text = """
    :root {
      --card: #fff; --ground: #f5f6f8; --link: #1f5bb5; --focus: #c2410c;
      --bad: #9b1419; --bad-ground: #fdecec; --wait: #754800; --wait-ground: #fff3d9;
      --go: #1d4c96; --go-ground: #e6effc; --good: #12602b; --good-ground: #e4f4e8;
      --aside: #4a525c; --aside-ground: #e9ebee;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --card: #1b1f23; --ground: #101315; --link: #8ab8ff; --focus: #fb923c;
        --bad: #ffb3ad; --bad-ground: #451a1a; --wait: #ffd48a; --wait-ground: #3a2c0c;
        --go: #b3d0ff; --go-ground: #182b47; --good: #98e3ad; --good-ground: #12321d;
        --aside: #c5ccd4; --aside-ground: #2a3036;
      }
    }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 5.5em; }
    body {
      margin: 0; background: var(--ground); color: var(--text); overflow-wrap: anywhere;
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
    }
    .top, main, footer { max-width: 1500px; margin: 0 auto; padding: 0 20px; }
    .top { padding-top: 22px; }
    h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; }
    h2 { font-size: 20px; margin: 36px 0 10px; }
    h3, h4 { font-size: 15px; margin: 0; }
    section.group > h3 { font-size: 17px; margin: 26px 0 10px; }
    small, .meta, footer { font-size: 13px; font-weight: 400; color: var(--faint); }
    a { color: var(--link); }
    p { margin: 0 0 8px; }
    .summary { color: var(--faint); }
    .notice {
      background: var(--wait-ground); color: var(--wait); padding: 6px 12px; border-radius: 6px;
    }
    nav ul {
      display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 0;
    }
    nav a { display: inline-block; padding: 4px 0; }
    .skip { position: absolute; left: -9999px; }
    .skip:focus {
      left: 12px; top: 8px; z-index: 9; background: var(--card); padding: 6px 12px;
      border-radius: 6px;
    }
    .unseen {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
    [hidden] { display: none !important; }

    .troubles { list-style: none; margin: 0; padding: 0; }
    .troubles li {
      background: var(--card); border: 1px solid var(--edge-box); border-radius: 8px;
      padding: 8px 12px; margin-bottom: 6px;
    }
    .badge {
      display: inline-block; font-size: 12.5px; font-weight: 600; line-height: 1.5;
      padding: 1px 9px; border-radius: 99px; white-space: nowrap;
    }
    .trouble { color: var(--bad); background: var(--bad-ground); }
    .waits { color: var(--wait); background: var(--wait-ground); }
    .open { color: var(--go); background: var(--go-ground); }
    .done { color: var(--good); background: var(--good-ground); }
    .aside { color: var(--aside); background: var(--aside-ground); }

    #filters {
      position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 8px 14px;
      align-items: center; background: var(--ground); padding: 10px 0; margin-bottom: 6px;
      border-bottom: 1px solid var(--edge-box);
    }
    #filters label { font-size: 13px; color: var(--faint); }
    #search { width: 15em; }
    #count { font-size: 13px; color: var(--faint); }
    input, select, button {
      font: inherit; font-size: 14px; color: var(--text); background: var(--card);
      border: 1px solid var(--line); border-radius: 6px; padding: 4px 9px; min-height: 32px;
    }
    select { max-width: 14em; }
    button { cursor: pointer; }
    button:hover { border-color: var(--text); }

    .cards {
      display: grid; gap: 16px; align-items: start; margin-bottom: 16px;
      grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
    }
    .card {
      background: var(--card); border: 1px solid var(--edge-box); border-radius: 10px;
      padding: 12px 14px; content-visibility: auto; contain-intrinsic-block-size: auto 380px;
    }
    .card.wide { grid-column: 1 / -1; }
    @media (min-width: 700px) { .card.wide { grid-column: span 2; } }
    .card:target { border-color: var(--focus); box-shadow: 0 0 0 2px var(--focus); }
    .card > header {
      display: flex; gap: 8px; justify-content: space-between; align-items: start;
      margin-bottom: 8px;
    }
    .axis { margin-right: 8px; }
    .axis .name { font-weight: 400; color: var(--faint); }
    .message { font-size: 13.5px; }
    .figures {
      display: grid; gap: 10px; margin-bottom: 8px;
      grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
    }
    figure { margin: 0; min-width: 0; }
    figure a { display: block; }
    img, video, .empty {
      display: block; width: 100%; height: auto; max-height: 360px; object-fit: contain;
      background: var(--ground); border-radius: 6px;
    }
    .empty { height: 90px; border: 1px dashed var(--line); }
    .picked img, .picked video { outline: 3px solid var(--good); outline-offset: 1px; }
    figcaption { font-size: 13px; margin-top: 5px; color: var(--faint); }
    figcaption strong { color: var(--good); }
    figcaption .number { font-weight: 600; margin-right: 4px; }
    figcaption button { font-size: 12.5px; padding: 1px 8px; min-height: 26px; }
    .prompt { white-space: pre-wrap; }
    details > summary { cursor: pointer; color: var(--link); font-size: 14px; padding: 2px 0; }
    dl { margin: 6px 0 0; font-size: 13.5px; }
    dt { color: var(--faint); }
    dd { margin: 0 0 6px; white-space: pre-wrap; }
    code { font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }

    .drawing {
      overflow: auto; background: var(--page); border: 1px solid var(--edge-box);
      border-radius: 10px; margin: 8px 0; padding: 12px;
    }
    .lanes { position: relative; min-width: 560px; }
    .lanes i {
      position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--edge-box);
      font: 12px/1 system-ui, sans-serif; color: var(--faint); display: flex; align-items: end;
      padding-left: 4px; white-space: nowrap;
    }
    .lanes i.last { border-left: 0; border-right: 1px solid var(--edge-box); padding: 0 4px 0 0;
      transform: translateX(-100%); }
    .bar {
      position: absolute; z-index: 1; height: 15px; min-width: 3px; padding: 0 4px;
      border-radius: 3px; font-size: 11px; line-height: 15px; overflow: hidden;
      white-space: nowrap; text-decoration: none; border: 1px solid;
    }
    .kept { color: var(--good); background: var(--good-ground); }
    .failed { color: var(--bad); background: var(--bad-ground); }
    .bar.failed { border-style: dashed; }
    .bar.open { border-style: dotted; }
    .legend { display: flex; gap: 8px; list-style: none; margin: 0 0 8px; padding: 0; }
    .legend li { font-size: 13px; padding: 0 8px; border: 1px solid; border-radius: 4px; }
    .legend .failed { border-style: dashed; }
    .legend .open { border-style: dotted; }

    .tables { display: flex; flex-wrap: wrap; gap: 20px; align-items: start; }
    .table { overflow-x: auto; max-width: 100%; }
    table { border-collapse: collapse; background: var(--card); font-size: 14px; }
    caption { text-align: left; font-weight: 600; padding: 4px 0; }
    th, td {
      padding: 5px 12px; border: 1px solid var(--edge-box); text-align: left;
      overflow-wrap: normal;
    }
    thead th { font-size: 13px; color: var(--faint); }
    tbody th { font-weight: 400; overflow-wrap: anywhere; }
    td { font-variant-numeric: tabular-nums; }
    footer { padding-top: 24px; padding-bottom: 40px; }
    @media (max-width: 640px) {
      .top, main, footer { padding-left: 12px; padding-right: 12px; }
      #filters { position: static; }
      #filters label {
        flex: 1 1 100%; display: flex; align-items: center; justify-content: space-between;
      }
      #filters input, #filters select { width: 75%; max-width: none; }
    }
    @media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
    @media print { #filters, .skip, nav, button { display: none; } }
    """
}
