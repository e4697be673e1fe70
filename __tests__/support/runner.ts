import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** What a job of GitHub Actions gives to a step: environment and files, and how to read them afterwards. */
export interface FakeRunner {
  readonly env: NodeJS.ProcessEnv;
  readonly directory: string;
  /** Outputs set so far; the last of a name counts. */
  outputs(): Record<string, string>;
  summary(): string;
  /** What was written to standard output: workflow commands. */
  stdout(): string;
  close(): void;
}

/** Sets up `process.env` and standard output as the runner does; call `close` afterwards. */
export function startFakeRunner(
  eventName: string,
  event: object,
  apiUrl: string,
  extra: NodeJS.ProcessEnv = {},
): FakeRunner {
  const directory = mkdtempSync(join(tmpdir(), 'gate-runner-'));
  const file = (name: string, content = '') => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  const env: NodeJS.ProcessEnv = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'octo/shop',
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_API_URL: apiUrl,
    GITHUB_RUN_ID: '77',
    GITHUB_SHA: 'c0ffee0000000000000000000000000000000000',
    ...extra,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  return {
    env,
    directory,
    outputs: () => parseOutputs(readFileSync(join(directory, 'output'), 'utf8')),
    summary: () => readFileSync(join(directory, 'summary'), 'utf8'),
    stdout: () => written.join(''),
    close: () => {
      spy.mockRestore();
      vi.unstubAllEnvs();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Reads a file in the format of `GITHUB_OUTPUT`: `name<<delimiter`, lines, the delimiter. */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm))
    outputs[name] = value;
  return outputs;
}
