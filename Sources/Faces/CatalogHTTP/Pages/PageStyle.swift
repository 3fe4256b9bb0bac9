/// How pages look; one sheet, fetched once.
enum PageStyle {
  /// Its address.
  static let path = "/style.css"

  /// The sheet.
  static let sheet = """
    :root { --ink: #1c2430; --soft: #59636f; --line: #d9dee4; --paper: #fff; --tint: #f4f6f8;
      --accent: #0b5c8c; --mark: #ffe9a8; --bar: #7fb2d1; --good: #1b6e3c; --bad: #a3271c;
      --doubt: #7a5300; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e4e8ed; --soft: #a2acb8; --line: #36404b; --paper: #14181d; --tint: #1d232a;
        --accent: #7cc0ea; --mark: #5b4a12; --bar: #35678a; --good: #7fd09c; --bad: #f39a90;
        --doubt: #e3bd6b; }
    }
    * { box-sizing: border-box; }
    html { font: 16px/1.55 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
    body { overflow-wrap: break-word; margin: 0; color: var(--ink); background: var(--paper); }
    a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 1; }
    header { border-bottom: 1px solid var(--line); background: var(--tint); }
    nav, main, footer { max-width: 72rem; margin: 0 auto; padding: .7rem 1rem; }
    nav { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: baseline; }
    nav a { text-decoration: none; }
    nav .brand { font-weight: 700; font-size: 1.1rem; color: var(--ink); }
    .grow { flex: 1; }
    main { padding-bottom: 3rem; }
    footer { color: var(--soft); border-top: 1px solid var(--line); font-size: .9rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.2rem 0 .4rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
    .lead { color: var(--soft); margin: 0 0 1rem; max-width: 46rem; }
    .soft, .unknown { color: var(--soft); }
    .unknown { font-style: italic; }
    .unknown, .clear, .blocked, .by-label, .by-label-only { white-space: nowrap; }
    .search { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
    .list input { width: 100%; }
    input, select, button, textarea { font: inherit; color: inherit; background: var(--paper);
      border: 1px solid var(--soft); border-radius: .4rem; padding: .45rem .7rem; max-width: 100%; }
    input[type=search] { flex: 1 1 12rem; min-width: 0; }
    button { background: var(--accent); color: var(--paper); border-color: var(--accent);
      cursor: pointer; font-weight: 600; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .7rem;
      margin: 1rem 0; padding: 0; list-style: none; }
    .cards li { background: var(--tint); border: 1px solid var(--line); border-radius: .5rem;
      padding: .6rem .9rem; }
    .cards b { display: block; font-size: 1.35rem; line-height: 1.3; }
    .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
      gap: 0 2rem; }
    .bars { width: 100%; border-collapse: collapse; font-size: .95rem; table-layout: fixed; }
    .bars th { font-weight: 400; text-align: left; width: 42%; padding: .12rem .5rem .12rem 0;
      overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .bars td { padding: .12rem 0; }
    .bars td:last-child { width: 4.2rem; text-align: right; color: var(--soft);
      font-variant-numeric: tabular-nums; }
    .bars.wide td:last-child { width: 10rem; } .bars.wide th { width: 38%; }
    .grid.wide { grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); }
    .bars svg { display: block; width: 100%; height: .8rem; }
    svg rect { fill: var(--bar); }
    svg rect.unknown { fill: var(--line); }
    svg .root rect { fill: var(--tint); stroke: var(--accent); }
    svg text { fill: var(--ink); font-size: 12px; }
    svg path { stroke: var(--soft); fill: none; }
    .columns { display: grid; grid-template-columns: 15rem 1fr; gap: 2rem; }
    .columns > * { min-width: 0; }
    .scroll { overflow-x: auto; }
    table.list { border-collapse: collapse; width: 100%; }
    .list th, .list td { text-align: left; padding: .45rem .7rem .45rem 0; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    .list th { font-size: .85rem; color: var(--soft); font-weight: 600; }
    .list td:first-child { min-width: 14rem; }
    .list .words { min-width: 14rem; }
    .list .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .facet { margin: 0 0 1.2rem; }
    .facet h2 { overflow-wrap: anywhere; font-size: .85rem; color: var(--soft); margin: 0 0 .2rem; }
    .facet ul, .hits { list-style: none; margin: 0; padding: 0; }
    .facet li > :first-child { min-width: 0; overflow-wrap: anywhere; }
    .facet li { display: flex; justify-content: space-between; gap: .5rem; font-size: .95rem; }
    .facet .on { font-weight: 700; }
    .more { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; flex-basis: 100%; }
    .views { margin: 0 0 .3rem; display: flex; gap: 1rem; font-size: .95rem; }
    .views [aria-current] { font-weight: 700; color: var(--ink); text-decoration: none; }
    .lines { list-style: none; margin: 0; padding: 0; font-size: .95rem; }
    .lines li { display: grid; grid-template-columns: 12rem 1fr 1.2fr; padding: .25rem 0;
      border-bottom: 1px solid var(--line); }
    .lines li > * { min-width: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
    .lines .before { display: flex; justify-content: flex-end;
      mask-image: linear-gradient(to right, transparent, #000 1.5rem); }
    .lines .source { padding-right: .6rem; }
    .lines .before span, .lines .after { white-space: pre; }
    .lines .before span { flex: none; }
    .hits li { padding: .9rem 0; border-bottom: 1px solid var(--line); }
    .hits p { margin: .2rem 0; overflow-wrap: anywhere; }
    mark { background: var(--mark); color: inherit; border-radius: .15rem; padding: 0 .1rem; }
    .tag { max-width: 100%; overflow-wrap: anywhere; display: inline-block; border: 1px solid var(--line); border-radius: 1rem;
      padding: 0 .6rem; font-size: .85rem; margin: .1rem .2rem .1rem 0; }
    .clear { color: var(--good); } .blocked { color: var(--bad); }
    .by-label, .by-label-only { color: var(--doubt); }
    dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1.2rem; }
    dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
    pre { background: var(--tint); border: 1px solid var(--line); border-radius: .4rem;
      padding: .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
    .text { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 46rem; }
    .turn { border-left: 4px solid var(--line); padding: .1rem 0 .1rem .9rem; margin: .8rem 0; }
    .turn.assistant { border-color: var(--bar); } .turn.rejected { border-color: var(--bad); }
    .turn b { color: var(--soft); font-size: .85rem; }
    .beside { padding: .7rem 0; justify-content: space-between; border-top: 1px solid var(--line);
      border-bottom: 1px solid var(--line); margin: 1.5rem 0; }
    .beside a { overflow-wrap: anywhere; } .beside [rel=next]:only-child { margin-left: auto; }
    .note { border-left: 4px solid var(--mark); padding: .3rem .9rem; background: var(--tint); }
    .error { border-left: 4px solid var(--bad); padding: .3rem .9rem; background: var(--tint); }
    .caret { background: none; border: 0; padding: .2rem 0; margin: 0; }
    @media (max-width: 48rem) {
      .columns { grid-template-columns: 1fr; gap: .5rem; }
      .columns aside { order: 2; }
      .lines li { grid-template-columns: 1fr 1.2fr; } .lines .source { grid-column: 1 / -1; }
      .list td:first-child { min-width: 6rem; }
      dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
    }
    """
}
