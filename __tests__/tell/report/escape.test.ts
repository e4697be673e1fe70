import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as inert from '../../../src/base/escape';
import { cellCount, inspect, liveProse } from '../../support/markdown';

/** Texts made of what is dangerous somewhere, and of anything else. */
const pieces = fc.constantFrom(
  ...[
    '`',
    '``',
    '```',
    '~~~',
    '|',
    '\\',
    '\\|',
    '*',
    '_',
    '[',
    ']',
    '](x)',
    '![',
    '<',
    '>',
    '</code>',
    '</details>',
    '<!--',
    '-->',
  ],
  ...[
    '<img src=x onerror=y>',
    '&',
    '&#64;',
    '@octocat',
    '@org/team',
    '#1',
    'GH-12',
    'o/r#3',
    ':tada:',
    '::',
    '$x$',
    '$`x`$',
    '$',
  ],
  ...[
    'https://evil.example',
    'www.evil.example',
    'mailto:a@b.example',
    'a@b.example',
    'javascript:x',
    '- ',
    '1. ',
    '# ',
    '> ',
  ],
  ...[
    '---',
    '===',
    '    ',
    '\t',
    '\n',
    '\r\n',
    '\n\n',
    '\u001b[31m',
    '\u001b]0;x\u0007',
    '\u009b2J',
    '\u0000',
    '\u202e',
    '\u2066',
  ],
  ...[
    '\u200b',
    '\ufeff',
    '\u2028',
    '\ud800',
    '\u{e0041}',
    '"',
    "'",
    '%',
    '{',
    '}',
    ';',
    '::error::',
    '##[error]',
    '%%{init}%%',
  ],
  ...['a', 'b', 'word', 'é', '名', '😀', ' ', '.', ',', ':', '-', '+', '=', '!', '(', ')', '?'],
);
const hostile = fc.oneof(
  fc.array(pieces, { maxLength: 24 }).map((list) => list.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
const always = (check: (value: string) => unknown) =>
  fc.assert(
    fc.property(hostile, (value) => {
      check(value);
    }),
    { numRuns: 1000 },
  );

const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Surrogate}\u{e0000}-\u{e007f}]/u;

/** The text that Markdown shows, with the zero-width spaces that part mentions taken out again. */
const shown = (markdown: string) => inspect(markdown).prose.replace(/[\u200b\n]/g, '');

describe('clean', () => {
  it('leaves nothing invisible, and what is visible as it is', () => {
    always((value) => expect(inert.clean(value)).not.toMatch(hidden));
    expect(inert.clean('public."Überweisung" 名前 😀\n\tx')).toBe('public."Überweisung" 名前 😀\n\tx');
  });

  it('drops colour and title sequences whole, and writes out marks that would mislead', () => {
    expect(inert.clean('\u001b[31mred\u001b[0m \u001b]0;title\u0007x\u009b2Jy')).toBe('red xy');
    expect(inert.clean('user\u202egnp')).toBe('user\\u202egnp');
  });
});

describe('Markdown prose', () => {
  it('never comes alive, in a paragraph, list, heading or table', () => {
    always((value) => {
      const text = inert.text(value);
      for (const markdown of [
        text,
        `- ${text}`,
        `### ${text}`,
        `| a |\n| --- |\n| ${text} |`,
        `**${text}**`,
        `ours ${text}`,
      ]) {
        const { links, tags, prose } = inspect(markdown);
        expect(links).toEqual([]);
        expect(['', 'span']).toContain(tags.join());
        expect(prose).not.toMatch(liveProse);
      }
    });
  });

  it('nor does prose whose code is set off', () => {
    always((value) => {
      const prose = inert.prose(value);
      for (const markdown of [prose, `- ${prose}`, `| a |\n| --- |\n| ${prose} |`, `ours ${prose} ours`]) {
        const live = inspect(markdown);
        expect(live.links).toEqual([]);
        expect(['code', 'span']).toEqual(expect.arrayContaining(live.tags));
        expect(live.prose).not.toMatch(liveProse);
      }
      const summary = inspect(`<details><summary>${inert.htmlProse(value)}</summary>\n\nx\n\n</details>`);
      expect(summary.prose).not.toMatch(liveProse);
      expect(['code', 'span', 'details', 'summary']).toEqual(expect.arrayContaining(summary.tags));
    });
    expect(inert.prose('Run `prisma migrate deploy` (or `a|b`), not `x``y` or ` or a`b`.')).toBe(
      'Run `prisma migrate deploy` (or <code>a&#124;b</code>), not \\`x\\`\\`y\\` or \\` or a\\`b\\`.',
    );
  });

  it('shows the text itself', () => {
    always((value) => expect(shown(`ours ${inert.text(value)} ours`)).toBe(`ours ${inert.oneLine(value)} ours`));
  });

  it('keeps a table row one row of as many cells', () => {
    always((value) => {
      const table = `| a | b |\n| --- | --- |\n| ${inert.text(value)} | ${inert.cell(value)} |`;
      expect(inspect(table).links).toEqual([]);
      expect(cellCount(table)).toBe(4);
    });
  });
});

describe('code', () => {
  it('holds nothing but code, in prose and in a table', () => {
    always((value) => {
      const span = inspect(`ours ${inert.code(value)} ours`);
      expect(span).toMatchObject({ links: [], tags: [] });
      expect(span.prose.replace('(empty)', '')).toMatch(/^ours\s+ours$/);
      const cell = inspect(`| a |\n| --- |\n| ${inert.cell(value)} |`);
      expect(cell.links).toEqual([]);
      expect(['', 'code', 'code,span']).toContain(cell.tags.join());
      expect(cell.prose.replace('(empty)', '')).toMatch(/^a\s*$/);
    });
  });

  it('stays in its fence, whatever is in it', () => {
    always((value) => {
      const { links, tags, prose } = inspect(`before\n\n${inert.fence(value, 'sql')}\n\nafter`);
      expect({ links, tags, prose }).toEqual({ links: [], tags: [], prose: 'before\nafter' });
    });
  });

  it('is cut by lines, and says so', () => {
    expect(inert.fence('a\nb\nc', '', 2)).toBe('```\na\nb\n… and 1 more\n```');
  });
});

describe('HTML', () => {
  it('holds no tag and no quote', () => {
    always((value) => {
      expect(inert.html(value)).not.toMatch(/[<>"']/);
      expect(inert.htmlText(value).replaceAll('<span>$</span>', '')).not.toMatch(/[<>$\n]/);
      expect(inspect(`<details><summary>${inert.htmlText(value)}</summary>\n\nx\n\n</details>`).prose).not.toMatch(
        liveProse,
      );
    });
  });
});

describe('other places', () => {
  it('Mermaid labels have no quote, bracket, percent or line end; words are identifiers', () => {
    always((value) => {
      expect(inert.mermaidLabel(value)).not.toMatch(/["'`<>{}[\]%#;\\\n]/);
      expect(inert.mermaidWord(value)).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
      expect(inert.mermaidType(value)).toMatch(/^[A-Za-z_][A-Za-z0-9_()[\]]*$/);
    });
  });

  it('SARIF texts have no link', () => {
    always((value) => expect(inert.sarifText(value)).not.toMatch(/\]\(/));
  });

  it('standard output has no workflow command, also behind colour codes', () => {
    always((value) => {
      const lines = inert.withoutCommands(`\u001b[31m${value}\u001b[39m\n  ${value}\n${value}`).split(/\r\n|\n|\r/);
      for (const line of lines) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
        expect(line.replace(/\u001b\[[0-9;]*m/g, '').trimStart()).not.toMatch(/^::/);
        expect(line).not.toContain('##[');
      }
    });
  });

  it('names of 10 kB are shortened, their ends kept', () => {
    const name = `start${'x'.repeat(10_000)}end`;
    for (const short of [inert.plainName(name), inert.code(name), inert.cell(name), inert.mermaidLabel(name)]) {
      expect(short.length).toBeLessThanOrEqual(inert.longestName + 2);
      expect(short).toMatch(/^[`]?start.*…x+end[`]?$/);
    }
  });

  it('does not hang on long runs of what it looks for', () => {
    for (const unit of ['\u001b]', '\u001b[', ':a', '::', '@', '`', '|\\', '\n ', '&#', 'www.', '- ', '1.']) {
      const long = unit.repeat(400_000 / unit.length);
      for (const work of [
        inert.text,
        inert.htmlText,
        inert.code,
        inert.cell,
        inert.fence,
        inert.html,
        inert.withoutCommands,
      ]) {
        work(long);
      }
    }
  }, 20_000);
});
