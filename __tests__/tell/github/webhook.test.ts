import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import { sendWebhook } from '../../../src/tell/github/webhook';
import { situations } from '../../support/situations';

const context = { key: 'k', detail: 'full', runUrl: 'https://github.test/run/1' } as const;
const worst = situations['worst-week'] as Report;

let server: Server;
let url: string;
let answers: (number | 'reset')[];
let bodies: string[];
beforeEach(async () => {
  answers = [];
  bodies = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      const answer = answers.shift() ?? 200;
      if (answer === 'reset') request.socket.destroy();
      else response.writeHead(answer, { location: 'http://127.0.0.1:1/elsewhere' }).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/SECRET`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

it('posts what Slack understands', async () => {
  await sendWebhook(url, worst, context);
  expect(JSON.parse(bodies[0] ?? '')).toEqual({
    text: [
      ':x: *Do not deploy: 1 failed migration, 1 applied migration missing from the repository, 1 migration edited after it ran and 4 more*',
      'Databases: production',
      'Next: Back up the tables that change (step 1 of 4 of the plan for production)',
      '• 20250820120000_\u200bbackfill_\u200btotals failed half way in production. Every further deploy is refused until it is resolved (P3009).',
      '• production has applied 20250817000000_\u200badd_\u200busage_\u200btracking, and the repository has no such folder. A new environment built from this repository will differ from production.',
      '• 20250214101500_\u200badd_\u200borders was changed after production had applied it. production has the old text, a new environment gets the new one.',
      '• 20250822090000_\u200badd_\u200bcoupon is in the repository and not applied to production. Code that needs it will fail there.',
      '• The table public.usage_\u200btracking is in production, and no migration makes it.',
      '…and 3 more',
      '<https://github.test/run/1|The run>',
    ].join('\n'),
  });
});

it('keeps hostile names from being mentions, links or markup', async () => {
  await sendWebhook(url, situations.hostile as Report, context);
  const { text } = JSON.parse(bodies[0] ?? '');
  expect(text.match(/<[^>]*>/g)).toEqual(['<https://github.test/run/1|The run>']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(text).not.toMatch(/@octocat|https:\/\/evil|\u001b|\u202e/);
});

it.each([[[500, 429]], [['reset', 503]]] as const)('tries again after %j', async (failures) => {
  answers = [...failures];
  await sendWebhook(url, worst, context, { second: 5 });
  expect(bodies).toHaveLength(3);
});

it.each([
  [[400], 1, 'status 400'],
  [[302], 1, 'status 302'],
  [[500, 500, 500], 3, 'status 500'],
  [['reset', 'reset', 'reset'], 3, 'no answer (ECONNRESET)'],
] as const)('gives up after %j and never shows the address', async (failures, tries, message) => {
  answers = [...failures];
  const error = await sendWebhook(url, worst, context, { second: 5 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message });
  expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('SECRET');
  expect(bodies).toHaveLength(tries);
});
