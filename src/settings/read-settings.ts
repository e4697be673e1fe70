import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../base/errors';
import type { RuleName } from '../contracts/rule-name';
import type { ScratchSetting, Settings } from '../contracts/settings';
import { configDefaults } from './config-schema';
import { type Basis, type Configuration, readConfiguration } from './configuration';
import { parseDatabaseUrls } from './database-url';
import { baseRefOfEvent, findPlaces, modeOfEvent, targetOfChange, workflowFileOf } from './environment';
import { type InputTexts, type InputValues, inputs } from './inputs';
import { fromText, valueSchema } from './values';
import { quote } from './wording';

/** Where settings come from. */
export interface SettingsSource {
  readonly inputs: InputTexts;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute path. */
  readonly cwd: string;
  /** The rules there are, for the names in the config file. */
  readonly ruleNames: readonly RuleName[];
}

/**
 * Inputs or flags, then the config file, then defaults, as one frozen value. Reads the config file, for a pull request from
 * the base branch; writes nothing.
 * @throws UsageError that names the input or the file, line and key, and what is valid; never a secret
 */
export async function readSettings(source: SettingsSource): Promise<Settings> {
  const basis = basisOf(source);
  return settingsFrom(basis, await readConfiguration(basis));
}

/**
 * What is known before a config file is read.
 * @throws UsageError for inputs that are wrong
 */
export function basisOf({ inputs: texts, env, cwd, ruleNames }: SettingsSource): Basis {
  const given = checkInputs(texts);
  return { given, places: findPlaces(given['working-directory'], env, cwd), env, ruleNames };
}

/**
 * The settings under this configuration.
 * @throws UsageError for what does not go together
 */
export function settingsFrom({ given, places, env }: Basis, configuration: Configuration): Settings {
  const { config, ignoreLines, standing } = configuration;
  const chosen: InputValues = { ...config, ...given };
  const inProject = (path: string) => resolve(places.workingDirectory, path);
  const mode = chosen.mode === undefined || chosen.mode === 'auto' ? modeOfEvent(env) : chosen.mode;
  const databases = parseDatabaseUrls(chosen['database-url'] ?? '');
  // Publishing the report of an earlier run looks at no database.
  const requireDatabase = chosen.report === undefined && (chosen['require-database'] ?? mode !== 'pull-request');
  if (requireDatabase && databases.length === 0) {
    throw new UsageError(
      `database-url is empty, but mode ${mode} requires a database: set it, or require-database: false for repository-only checks`,
    );
  }
  const scratchInit = chosen['scratch-init'] === undefined ? undefined : inProject(chosen['scratch-init']);
  if (scratchInit !== undefined && !statSync(scratchInit, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(
      `scratch-init: ${quote(chosen['scratch-init'] ?? '')} is not a file in ${places.workingDirectory}`,
    );
  }

  return deepFreeze<Settings>({
    mode,
    databases,
    ...places,
    schema: chosen.schema,
    migrations: chosen.migrations,
    configuration: standing,
    scratch: scratchSetting(chosen.scratch ?? 'embedded'),
    scratchTrust: chosen['scratch-trust'] ?? 'least',
    scratchInit,
    failOn: chosen['fail-on'] ?? 'error',
    allowPending: chosen['allow-pending'] ?? false,
    requireDatabase,
    minCoverage: chosen['min-coverage'] ?? 100,
    probeData: chosen['probe-data'] ?? false,
    baseRef: chosen['base-ref'] ?? baseRefOfEvent(env),
    workflowFile: workflowFileOf(env),
    pullRequestBase: targetOfChange(env),
    prismaVersion: chosen['prisma-version'],
    comment: chosen.comment ?? 'always',
    issue: chosen.issue ?? mode === 'audit',
    key: chosen.key,
    reportDirectory:
      chosen['report-directory'] === undefined
        ? join(env.RUNNER_TEMP || tmpdir(), `migration-gate-${randomBytes(6).toString('hex')}`)
        : inProject(chosen['report-directory']),
    report: chosen.report === undefined ? undefined : inProject(chosen.report),
    githubToken: chosen['github-token'],
    rules: config.rules ?? {},
    ignore: (config.ignore ?? []).map((entry, index) => ({
      ...entry,
      reason: entry.reason ?? '',
      line: ignoreLines[index] ?? 1,
    })),
    exclude: (config.exclude ?? []).map(({ kind = '*', object, reason = '' }) => ({ kind, object, reason })),
    schemas: { include: config.schemas?.include ?? [], exclude: config.schemas?.exclude ?? [] },
    otherMigrations: config['other-migrations'] ?? [],
    columnOrder: config['column-order'] ?? configDefaults['column-order'],
    thresholds: {
      largeTableRows: config.thresholds?.['large-table-rows'] ?? configDefaults.thresholds['large-table-rows'],
      probeCost: config.thresholds?.['probe-cost'] ?? configDefaults.thresholds['probe-cost'],
    },
    rollbackFile: config['rollback-file'] ?? configDefaults['rollback-file'],
    issueLabels: config['issue-labels'] ?? [],
    issueAssignees: config['issue-assignees'] ?? [],
    detail: chosen.detail,
    webhookUrl: chosen['webhook-url'],
  });
}

/** The inputs that were given, checked; all mistakes are reported together, one per line. */
function checkInputs(texts: InputTexts): InputValues {
  const values: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const input of inputs) {
    const written = texts[input.name]?.trim() ?? '';
    if (written === '') continue;
    const result = valueSchema(input).safeParse(fromText(input, written));
    if (result.success) values[input.name] = result.data;
    else mistakes.push(...result.error.issues.map(({ message }) => `${input.name}: ${message}`));
  }
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'));
  // Each value has the type of its input's kind: valueSchema made it so.
  return values as InputValues;
}

function scratchSetting(chosen: string): ScratchSetting {
  return chosen === 'embedded' || chosen === 'local' ? { kind: chosen } : { kind: 'remote', url: chosen };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
