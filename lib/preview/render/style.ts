/** The page's style: by day and by night, from the width of a telephone on. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --paper: #ffffff; --faint: #59636e; --line: #d1d9e0; --block: #f6f8fa;
  --added: #dafbe1; --added-line: #1a7f37; --removed: #ffebe9; --removed-line: #cf222e; --changed: #fff8c5; --changed-line: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9198a1; --line: #3d444d; --block: #151b23;
  --added: #12331d; --added-line: #3fb950; --removed: #3c1618; --removed-line: #f85149; --changed: #332a10; --changed-line: #d29922; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--block); padding: .75rem; overflow-x: auto; overflow-wrap: normal; border-radius: 6px; }
pre span { display: inline-block; min-width: 100%; }
.added { background: var(--added); } .removed { background: var(--removed); } .place { color: var(--faint); }
details { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .75rem; margin: .5rem 0; }
summary { cursor: pointer; }
.table { overflow-x: auto; } table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; overflow-wrap: normal; } td { white-space: nowrap; }
@media (max-width: 30rem) { table { font-size: .74rem; } th, td { padding: .15rem .25rem; } }
svg { display: block; width: 100%; max-width: 34rem; margin: .75rem 0; font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .name { font-size: 13px; font-weight: 600; } svg .label { font-weight: 600; } svg .arrow { fill: none; stroke: var(--faint); stroke-width: 1.5; }
svg .box { fill: var(--block); stroke: var(--line); } svg .box.added { fill: var(--added); stroke: var(--added-line); }
svg .box.removed { fill: var(--removed); stroke: var(--removed-line); stroke-dasharray: 4 3; } svg .box.changed { fill: var(--changed); stroke: var(--changed-line); }
`;
