/** The style sheet of the HTML report: follows the reader's light or dark setting, needs nothing from anywhere. */
export const style = `
:root { color-scheme: light dark; --ground: #ffffff; --raised: #f6f8fa; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0;
  --good: #1a7f37; --bad: #cf222e; --attention: #9a6700; --added: #dafbe1; --removed: #ffebe9; --bar: #2da44e; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --raised: #161b22; --ink: #e6edf3; --faint: #9198a1;
  --line: #30363d; --good: #3fb950; --bad: #f85149; --attention: #d29922; --added: #12261e; --removed: #2d1517; --bar: #3fb950; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; background: var(--ground); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
code, pre { font: 0.87em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 0.75rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 0.75rem; }
p { margin: 0.4rem 0; } .faint { color: var(--faint); } small { color: var(--faint); }
.verdict { border: 1px solid var(--line); border-left: 6px solid var(--faint); border-radius: 8px; padding: 1.25rem 1.5rem; background: var(--raised); }
.verdict.pass { border-left-color: var(--good); } .verdict.fail { border-left-color: var(--bad); } .verdict.undetermined { border-left-color: var(--attention); }
.good { color: var(--good); } .bad, .error { color: var(--bad); } .attention, .warning { color: var(--attention); } .notice, .none { color: var(--faint); }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem 1rem; overflow: auto; margin: 0.5rem 0; white-space: pre; overflow-wrap: normal; }
.verdict pre { background: var(--ground); }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.93em; } .scroll { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.7rem; border-bottom: 1px solid var(--line); } th { color: var(--faint); font-weight: 600; white-space: nowrap; } a { color: inherit; }
.finding { border-top: 1px solid var(--line); padding: 0.75rem 0; } .finding:first-of-type { border-top: 0; }
.diff { padding: 0.5rem 0; } .diff span { display: block; padding: 0 1rem; min-height: 1.5em; width: max-content; min-width: 100%; } .diff .plus { background: var(--added); } .diff .minus { background: var(--removed); }
.bar { height: 0.7rem; border-radius: 4px; background: var(--line); overflow: hidden; } .bar div { height: 100%; background: var(--bar); }
.badge { font-size: 0.8em; border: 1px solid currentColor; border-radius: 1em; padding: 0.05em 0.6em; white-space: nowrap; }
details { margin: 0.5rem 0; } summary { cursor: pointer; } ol > li { margin: 1rem 0; }
`;
