/// The style sheet of a report: nothing from outside, light and dark, and fit for paper.
enum ReportStyle {
  static let sheet = """
    :root { color-scheme: light dark;
      --page: #ffffff; --text: #1b1f24; --faint: #59636e; --line: #d5dae0; --stripe: #f6f8fa;
      --accent: #2a6f97; --fill: #a9cfe3; }
    @media (prefers-color-scheme: dark) { :root {
      --page: #14171a; --text: #e4e7ea; --faint: #9aa4af; --line: #353c44; --stripe: #1b2025;
      --accent: #8cc4e2; --fill: #2d5a75; } }
    @media print { :root { color-scheme: light;
      --page: #ffffff; --text: #000000; --faint: #444444; --line: #bbbbbb; --stripe: #ffffff;
      --accent: #1d5675; --fill: #c4dfec; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
    h2 { font-size: 1.15rem; margin: 2.4rem 0 .7rem; padding-bottom: .25rem;
      border-bottom: 1px solid var(--line); }
    p { margin: .5rem 0; max-width: 46rem; }
    .lead { color: var(--faint); font-size: 1.05rem; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 1rem 0; }
    dt { color: var(--faint); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--faint); padding-bottom: .4rem; }
    th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; }
    th { font-weight: 600; border-bottom: 1.5px solid var(--text); white-space: nowrap; }
    td { border-bottom: 1px solid var(--line); }
    th.number, td.number { text-align: right; white-space: nowrap; }
    th:last-child, td:last-child { padding-right: 0; }
    figure { margin: 1.2rem 0 0; }
    figcaption { color: var(--faint); font-size: .875rem; max-width: 46rem; margin-top: .6rem; }
    figcaption b { color: var(--text); font-weight: 600; }
    svg { display: block; width: 100%; height: auto; }
    svg text { fill: var(--text); font-family: inherit; font-size: 13px; }
    svg .faint { fill: var(--faint); }
    svg .grid { stroke: var(--line); stroke-width: 1; }
    svg .axis { stroke: var(--text); stroke-width: 1; }
    svg .whisker { stroke: var(--accent); stroke-width: 1.5; }
    svg .box { fill: var(--fill); stroke: var(--accent); stroke-width: 1.5; }
    svg .median { stroke: var(--accent); stroke-width: 3; }
    svg .point { fill: var(--page); stroke: var(--text); stroke-width: 1.5; }
    svg .dot { fill: var(--accent); fill-opacity: .65; }
    .slices { display: grid; gap: .5rem; }
    .slices .head { color: var(--faint); font-size: .875rem; text-align: center; }
    .slices .row { font-size: .875rem; overflow-wrap: anywhere; align-self: center; }
    .slice { position: relative; display: flex; align-items: center; background: #000;
      border-radius: 3px; overflow: hidden;
      -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    .slice img { width: 100%; height: auto; }
    .slice i { position: absolute; color: #fff; opacity: .8; font-size: 11px;
      font-style: normal; font-weight: 600; line-height: 1; }
    .slice .left { left: 5px; top: 8px; } .slice .right { right: 5px; top: 8px; }
    .slice .top { top: 8px; left: 50%; transform: translateX(-50%); }
    .scale { margin: .8rem 0 0 9rem; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .86em; }
    h3 { font-size: 1rem; margin: 1.6rem 0 .3rem; overflow-wrap: anywhere; }
    pre { font: .8rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-x: auto;
      background: var(--stripe); border: 1px solid var(--line); border-radius: 4px;
      padding: .7rem .9rem; }
    summary { cursor: pointer; margin: 1rem 0; }
    footer { margin-top: 2.5rem; color: var(--faint); font-size: .8rem; }
    @media print { main { max-width: none; padding: 0; } figure, table { break-inside: avoid; }
      h2 { break-after: avoid; } }
    """
}
