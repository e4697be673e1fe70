import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import { renderTerminal } from '../../../src/tell/report/render/terminal';
import { situations } from '../../support/situations';

const context = { key: 'k', detail: 'full' } as const;
const worst = situations['worst-week'] as Report;

/** Lines to be copied whole (indented code, SQL, definitions) are not wrapped; a parted `::` makes a line longer by one. */
const isVerbatim = (line: string) => /^ {4,}|^\s*: :/.test(line);

describe.each(Object.keys(situations))('%s', (name) => {
  const report = situations[name] as Report;

  it.each([80, 120])('fits %i columns', (columns) => {
    const lines = renderTerminal(report, { ...context, color: false, columns }).split('\n');
    expect(lines.filter((line) => [...line].length > columns && !isVerbatim(line))).toEqual([]);
  });

  it('says the same with colours as without, and nothing invisible', () => {
    const plain = renderTerminal(report, { ...context, color: false });
    const coloured = renderTerminal(report, { ...context, color: true });
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('gives the runner no workflow command', () => {
    for (const color of [true, false]) {
      const output = stripVTControlCharacters(renderTerminal(report, { ...context, color }));
      expect(output).not.toMatch(/^\s*::|##\[/m);
    }
  });
});

it('has the verdict in the first line and the next step in the first paragraph', () => {
  const [first = '', ...others] = renderTerminal(worst, { ...context, color: false }).split('\n');
  expect(first).toBe('✖ FAIL  deploy');
  expect(others.slice(0, others.indexOf('')).join('\n')).toContain('→ Next: Back up the tables that change');
});

it.each([
  [worst.drift, 4],
  [[], 1],
])('tells how many differences were left out, with drift and without', (drift, excluded) => {
  const tell = (left: number) => renderTerminal({ ...worst, drift, excluded: left }, { ...context, color: false });
  const said = `${excluded} more difference${excluded === 1 ? '' : 's'} left out by configuration`;
  expect(tell(excluded)).toContain(said);
  expect(tell(0)).not.toContain('left out');
});

it('shows no colour unless asked, and colours when asked', () => {
  expect(renderTerminal(worst, { ...context, color: false })).not.toContain('\u001b');
  expect(renderTerminal(worst, { ...context, color: true })).toContain('\u001b[31m');
});

it('never says of an unread database that migrations are applied', () => {
  const output = renderTerminal(situations.unreachable as Report, { ...context, color: false });
  expect(output).toContain('3 migrations on disk');
  expect(output).not.toMatch(/\bapplied\b/);
});
