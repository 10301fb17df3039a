import Figures

/// The style sheet of a report: nothing from outside, light and dark, and fit for narrow screens and paper.
enum ReportStyle {
  static let sheet = """
    :root { color-scheme: light dark; --stripe: #f6f8fa; \(FigureStyle.variables(dark: false)) }
    @media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
      --stripe: #1b2025; \(FigureStyle.variables(dark: true)) } }
    @media screen { :root[data-theme=dark] { color-scheme: dark;
      --stripe: #1b2025; \(FigureStyle.variables(dark: true)) }
      :root[data-theme=light] { color-scheme: light; } }
    @media print { :root { color-scheme: light; --stripe: #ffffff; --text: #000000;
      --faint: #444444; --line: #bbbbbb; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text); overflow-wrap: break-word;
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
    main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
    h2 { font-size: 1.15rem; margin: 2.4rem 0 .7rem; padding-bottom: .25rem;
      border-bottom: 1px solid var(--line); }
    h3 { font-size: 1rem; margin: 1.6rem 0 .3rem; overflow-wrap: anywhere; }
    p { margin: .5rem 0; max-width: 46rem; }
    a { color: var(--accent); }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .lead { color: var(--faint); font-size: 1.05rem; }
    dl { display: grid; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr);
      gap: .2rem 1.2rem; margin: 1rem 0; }
    dt { color: var(--faint); overflow-wrap: anywhere; }
    dd { margin: 0; overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    .data .scroll { max-height: min(36rem, 85vh); overflow-y: auto; }
    .data table { border-collapse: separate; border-spacing: 0; }
    .data thead th { position: sticky; top: 0; background: var(--page); }
    .data td { overflow-wrap: break-word; }
    .data caption { max-width: min(46rem, 88vw); position: sticky; left: 0; }
    table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--faint); padding-bottom: .4rem; }
    th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; }
    th { font-weight: 600; border-bottom: 1.5px solid var(--text); white-space: nowrap; }
    td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 3.5em; }
    th.number, td.number { text-align: right; white-space: nowrap; }
    th:last-child, td:last-child { padding-right: 0; }
    th button { all: unset; cursor: pointer; font: inherit; }
    th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    th button::after { content: "\\2195"; color: var(--faint); padding-left: .25em; }
    th[aria-sort=ascending] button::after { content: "\\2191"; color: var(--text); }
    th[aria-sort=descending] button::after { content: "\\2193"; color: var(--text); }
    .tools { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center;
      font-size: .875rem; color: var(--faint); margin: 1rem 0 -.4rem; }
    .tools input, .tools select, .tools button { font: inherit; color: var(--text);
      background: var(--page); border: 1px solid var(--faint); border-radius: 4px;
      padding: .15rem .5rem; max-width: 100%; }
    figure { margin: 1.2rem 0 0; min-width: 0; }
    figcaption { color: var(--faint); font-size: .875rem; max-width: 46rem; margin-top: .6rem; }
    figcaption b { color: var(--text); font-weight: 600; }
    .plot { overflow-x: auto; }
    .panels { display: grid; gap: 1rem 1.5rem;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
    .panels > * { min-width: 0; }
    svg { display: block; width: 100%; height: auto; }
    svg text { font-family: inherit; }
    \(FigureStyle.rules)
    .slices { display: grid; gap: .5rem; margin-top: 1rem;
      grid-template-columns: 8.5rem var(--columns); }
    .slices .head { color: var(--faint); font-size: .875rem; text-align: center; }
    .slices .row { font-size: .875rem; overflow-wrap: anywhere; align-self: center; }
    .slice { position: relative; display: flex; align-items: center; background: #000;
      border-radius: 3px; overflow: hidden;
      -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    .slice img, .slice canvas { width: 100%; height: auto; }
    .slice i { position: absolute; color: #fff; opacity: .8; font-size: 11px;
      font-style: normal; font-weight: 600; line-height: 1; }
    .slice .left { left: 5px; top: 8px; } .slice .right { right: 5px; top: 8px; }
    .slice .top { top: 8px; left: 50%; transform: translateX(-50%); }
    .planes { display: grid; gap: .8rem; margin: .8rem 0;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); }
    .planes label { font-size: .875rem; color: var(--faint); }
    .planes input, .planes canvas { width: 100%; } .planes canvas { image-rendering: pixelated; }
    .planes output, .reading { font-variant-numeric: tabular-nums; font-size: .875rem; }
    .viewer .scale { margin-left: 0; } .note { color: var(--faint); font-size: .875rem; }
    .theme { justify-content: flex-end; margin: 0; }
    .subject, .data, figure { content-visibility: auto; contain-intrinsic-size: auto 22rem; }
    [hidden] { display: none !important; }
    .scale { margin: .8rem 0 0 9rem; max-width: 400px; }
    .scale svg { min-width: 0 !important; }
    code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .86em;
      overflow-wrap: anywhere; }
    pre { font: .8rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-x: auto;
      background: var(--stripe); border: 1px solid var(--line); border-radius: 4px;
      padding: .7rem .9rem; }
    summary { cursor: pointer; margin: 1rem 0; }
    footer { margin-top: 2.5rem; color: var(--faint); font-size: .8rem; }
    @media (max-width: 40rem) { main { padding: 1.5rem 1rem 2rem; }
      .slices { grid-template-columns: var(--columns); gap: .25rem; }
      .slices .corner { display: none; } .slices .row { grid-column: 1 / -1; margin-top: .5rem; }
      .slices .head { font-size: .75rem; } .scale { margin-left: 0; }
      dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .5rem; } }
    @media print { main { max-width: none; padding: 0; } figure, tr { break-inside: avoid; }
      h2, h3 { break-after: avoid; } .tools, .viewer { display: none; }
      .subject, .data, figure { content-visibility: visible; }
      .scroll, .plot, .data .scroll { overflow: visible; max-height: none; }
      .data thead th { position: static; } svg { min-width: 0 !important; }
      table { width: 100%; font-size: 7pt; }
      th, td, .data td { white-space: normal; overflow-wrap: anywhere; min-width: 0; padding-right: .35rem; }
      th.number, td.number { overflow-wrap: normal; } th.number { white-space: normal; }
      .wide { font-size: 6pt; } .wide .number { white-space: normal; overflow-wrap: anywhere; }
      th button::after { content: "" !important; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; } }
    """
}
