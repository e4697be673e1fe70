import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { UsageError } from '../../src/base/errors';
import type { RuleName } from '../../src/contracts/rule-name';
import type { Settings } from '../../src/contracts/settings';
import { headConfiguration } from '../../src/settings/configuration';
import { basisOf, type SettingsSource, settingsFrom } from '../../src/settings/read-settings';

export const ruleNames: RuleName[] = [
  'history/pending',
  'history/missing-on-disk',
  'history/out-of-order',
  'repository/name-format',
  'drift/table',
  'drift/index',
  'safety/drop-column',
];

/** A folder with these files, removed when the test ends. */
export function project(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gate-settings-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Settings of a project that asks for no database unless the test says so. */
export function settingsOf(source: Partial<SettingsSource> & { readonly cwd: string }): Settings {
  const inputs = { 'require-database': 'false', ...source.inputs };
  return settingsUnder({ env: {}, ruleNames, ...source, inputs });
}

/** Settings under the config file of the checkout: {@link headConfiguration}. */
export function settingsUnder(source: SettingsSource): Settings {
  const basis = basisOf(source);
  return settingsFrom(basis, headConfiguration(basis));
}

/** The message of the UsageError that `run` throws; any other error passes through. */
export function usageError(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('There was no error');
}
