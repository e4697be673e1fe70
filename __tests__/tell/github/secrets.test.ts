import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Report } from '../../../src/contracts/report';
import { createRedactor } from '../../../src/postgres/redact';
import { publish } from '../../../src/tell/github/publish';
import { publishReport } from '../../../src/tell/github/publish-report';
import { type FakeGitHub, startFakeGitHub } from '../../support/fake-github';
import { recordingLog } from '../../support/log';
import { mapTexts } from '../../support/report';
import { type FakeRunner, startFakeRunner } from '../../support/runner';
import { buildSettings } from '../../support/settings';
import { situations } from '../../support/situations';

const password = 'p@ss|w`0rd*_#1<x>"\\&$Z';
const url = `postgresql://gate:${encodeURIComponent(password)}@db.internal:5432/shop?sslmode=require`;
const webhook = 'https://hooks.slack.test/services/T0/B0/hook-secret-token';
const redact = createRedactor([url], [webhook]);
/** Pieces that are in every way of writing the password, escaped or not, whatever parts it. */
const telling = /w`?0rd|w%600rd|hook-secret|w\\`0rd/i;

const pull = { number: 7, head: { sha: 'beef', repo: { full_name: 'octo/shop', owner: { login: 'octo' } } } };
const event = {
  repository: { private: true },
  pull_request: { ...pull, base: { repo: { full_name: 'octo/shop', owner: { login: 'octo' } } } },
};
const longer = (text: string) => `${text} ${url} ${password} ${encodeURIComponent(password)} ${webhook}`;

/** The worst week with every text in it telling the secrets. */
const leaky = (mode: Report['mode']) => mapTexts({ ...(situations['worst-week'] as Report), mode }, longer);

let github: FakeGitHub;
let runner: FakeRunner;
beforeEach(async () => {
  github = await startFakeGitHub();
  runner = startFakeRunner('pull_request', event, github.url);
});
afterEach(async () => {
  runner.close();
  await github.close();
});

/** All that left the process. */
function everything(log: ReturnType<typeof recordingLog>, posted: string[]): string {
  const files = readdirSync(join(runner.directory, 'report')).map((name) =>
    readFileSync(join(runner.directory, 'report', name), 'utf8'),
  );
  return [
    ...files,
    ...[JSON.stringify(runner.outputs()), runner.summary(), runner.stdout(), JSON.stringify(github.calls)],
    ...[log.infos, log.warnings, log.debugs, posted].flat(),
  ].join('\n');
}

it.each(['all is well', 'everything breaks'])('no secret leaves when %s', async (state) => {
  if (state !== 'all is well') {
    github.fail({ times: 1000, status: 403, message: `cannot reach ${url} with ${password}, see ${webhook}` });
  }
  const log = recordingLog();
  const posted: string[] = [];
  const report = leaky('audit');
  const settings = buildSettings({
    mode: 'audit',
    issue: true,
    webhookUrl: webhook,
    reportDirectory: join(runner.directory, 'report'),
    key: longer('key'),
  });
  await publish(report, settings, {
    ...{ env: runner.env, log, redact, second: 5 },
    post: async (to, body) => {
      posted.push(body);
      if (state !== 'all is well') throw new Error(`getaddrinfo ENOTFOUND ${to} ${url}`);
      return 200;
    },
  });
  const seen = everything(log, posted);
  expect(seen.length).toBeGreaterThan(20_000);
  expect(seen.match(telling)).toBeNull();
  expect(seen).toContain('***');
  if (state === 'all is well') expect(github.comments.length + github.issues.length + posted.length).toBe(3);
});

it('no secret leaves with a report that another run wrote', async () => {
  const path = join(runner.directory, 'report.json');
  writeFileSync(path, JSON.stringify(leaky('pull-request')));
  const log = recordingLog();
  await publishReport(path, buildSettings(), { env: runner.env, log, redact, second: 5 });
  expect(github.comments).toHaveLength(1);
  expect(
    `${runner.summary()}${runner.stdout()}${JSON.stringify(github.calls)}${log.infos.join()}`.match(telling),
  ).toBeNull();
});
