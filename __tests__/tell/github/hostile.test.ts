import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import { annotate } from '../../../src/tell/github/annotations';
import { actionLog } from '../../../src/tell/github/log';
import type { RenderContext } from '../../../src/tell/report/render/context';
import { renderChanges } from '../../../src/tell/report/render/issue';
import { renderTerminal } from '../../../src/tell/report/render/terminal';
import { renderWebhook } from '../../../src/tell/report/render/webhook';
import { inspect, liveProse, ourTags } from '../../support/markdown';
import { mapTexts } from '../../support/report';
import { situations } from '../../support/situations';
import { nasty } from '../report/nasty';

const worst = situations['worst-week'] as Report;
const context: RenderContext = { key: 'prisma/schema.prisma', detail: 'full', runUrl: 'https://github.test/run/1' };

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

interface Command {
  readonly name: string;
  readonly properties: Record<string, string>;
  readonly message: string;
}

const unescaped = (text: string) =>
  text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Reads a line as the runner does (actions/runner, ActionCommand.cs: TryParseV2, else TryParse); null: no command. */
function parseCommand(line: string): Command | null {
  const [, name, given = '', message = ''] = /^::([^ :]+)(?: (.*?))?::(.*)$/s.exec(line.trimStart()) ?? [];
  if (name === undefined) return line.includes('##[') ? { name: '##[', properties: {}, message: line } : null;
  const pairs = given.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), unescaped(pair.slice(at + 1))]];
  });
  return { name, properties: Object.fromEntries(pairs), message: unescaped(message) };
}

/** Lines as the runner reads them from a process: .NET ends a line at CR, LF or both. */
const commands = () =>
  written
    .join('')
    .split(/\r\n|\r|\n/)
    .flatMap((line) => parseCommand(line) ?? []);

const always = (check: (report: Report, text: string) => void) =>
  fc.assert(
    fc.property(nasty, (text) => {
      written = [];
      check(
        mapTexts(worst, () => text),
        text,
      );
    }),
    { numRuns: 60 },
  );

describe('whatever strangers call things', () => {
  it('the runner gets one command per finding told, with our properties alone', () => {
    always((report) => {
      annotate(report, new Set());
      const given = commands();
      expect(given.map(({ name }) => name)).toEqual(given.map(({ name }) => (name === 'warning' ? name : 'error')));
      // Findings that read the same are told once.
      expect(given.length).toBeGreaterThan(0);
      expect(given.length).toBeLessThanOrEqual(report.findings.length);
      for (const { properties, message } of given) {
        expect(['title', 'file', 'line', 'endLine']).toEqual(expect.arrayContaining(Object.keys(properties)));
        expect(Buffer.byteLength(message)).toBeLessThan(16_000);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
        const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028]/;
        expect(`${message}${properties.title}${properties.file}`).not.toMatch(control);
      }
    });
  });

  it('the log of the job, the report in it too, holds no command but our warnings', () => {
    always((report, text) => {
      const log = actionLog((line) => line);
      log.info(renderTerminal(report, { ...context, color: false }));
      log.info(`Reading ${text}`);
      expect(commands()).toEqual([]);
      log.warn(`cannot read ${text}`);
      expect(commands().map(({ name }) => name)).toEqual(['warning']);
    });
  });

  it('a message to a channel mentions nobody and links to the run alone', () => {
    always((report) => {
      const { text } = JSON.parse(renderWebhook(report, context));
      expect(text.match(/<[^>]*>/g)).toEqual([`<${context.runUrl}|The run>`]);
      expect(text.replace(/<[^>]*>/g, '')).not.toMatch(/@\w|https?:\/\/|:tada:/);
      expect(Buffer.byteLength(text)).toBeLessThan(40_000);
    });
  });

  it('what changed is told without a link, element or mention but ours', () => {
    always((report) => {
      const database = report.databases[0]?.name ?? '';
      const markdown =
        renderChanges([{ hash: '00000000', rule: 'a/b' }], report, context, database, (part) => part) ?? '';
      const { links, tags, prose } = inspect(markdown);
      expect(links).toEqual([context.runUrl]);
      expect(ourTags).toEqual(expect.arrayContaining(tags));
      expect(prose).not.toMatch(liveProse);
    });
  });
});
