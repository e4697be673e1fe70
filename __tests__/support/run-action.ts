import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Report, reportSchema } from '../../src/contracts/report';
import { parseOutputs } from './runner';

/** What a run of the bundle left. */
export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From GITHUB_OUTPUT. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The job summary. */
  readonly summary: string;
  /** `report.json`, validated by its schema; null when none was written. */
  readonly report: Report | null;
}

const dist = resolve(process.env.GATE_DIST ?? '.cache/dist');

/** Spawns the bundle as the Actions runner does. `inputs` by their names, `env` on top of a clean environment. */
export async function runAction(
  directory: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const temporary = mkdtempSync(join(tmpdir(), 'gate-run-'));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  const [output, summary] = [join(temporary, 'output'), join(temporary, 'summary')];
  for (const file of [output, summary]) writeFileSync(file, '');
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const ended = await run([join(dist, 'index.js')], directory, {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: directory,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: temporary,
    ...given,
    ...env,
  });
  const outputs = parseOutputs(readFileSync(output, 'utf8'));
  const path = outputs['report-json'];
  const report = path ? reportSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
  return { ...ended, outputs, summary: readFileSync(summary, 'utf8'), report };
}

/** Spawns the command line. */
export function runCli(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Pick<Run, 'exitCode' | 'stdout' | 'stderr'>> {
  return run([join(dist, 'cli.js'), ...args], directory, env);
}

function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  return new Promise<Pick<Run, 'exitCode' | 'stdout' | 'stderr'>>((done, fail) => {
    const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
    const child = spawn(process.execPath, args, { cwd, env: { PATH, HOME, TMPDIR, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, stdout, stderr }));
  });
}
