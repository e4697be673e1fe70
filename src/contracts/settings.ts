import type { RuleName } from './rule-name';

export const modes = ['pull-request', 'deploy', 'audit'] as const;
/** The situation the gate runs in; `auto` has been resolved by the time there is a {@link Settings} value. */
export type Mode = (typeof modes)[number];

export const severities = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof severities)[number];

/** What texts call the database of a bare URL. With its space it is no name that could stand before `=`. */
export const unnamedDatabase = 'the database';

/** One entry of `database-url`. */
export interface DatabaseSetting {
  /** The name before `=`, or {@link unnamedDatabase} when a bare URL was given. */
  readonly name: string;
  /** The URL as the user wrote it, credentials included. Never printed: use `describeAddress`. */
  readonly url: string;
}

export type ScratchSetting =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'local' }
  | { readonly kind: 'remote'; readonly url: string };

/** An entry of `ignore:` in the config file. */
export interface IgnoreEntry {
  readonly rule: RuleName;
  /** Glob on the finding's object; absent: any. */
  readonly object?: string;
  /** Glob on the migration name; absent: any. */
  readonly migration?: string;
  /** Why it is ignored. Empty is reported as `suppression/invalid` and the entry has no effect. */
  readonly reason: string;
  /** ISO date, the last day on which the entry counts. */
  readonly until?: string;
  /** Line of the config file the entry starts on, 1-based. */
  readonly line: number;
}

/** An entry of `exclude:` in the config file: objects that drift and coverage leave alone. */
export interface ExcludeEntry {
  /** Object kind such as `table`, or `*`. */
  readonly kind: string;
  /** Glob on `schema.object` or `schema.table.column`. */
  readonly object: string;
  readonly reason: string;
}

/** On which config file the settings stand. */
export interface ConfigurationStanding {
  /** The file that counts, relative to the repository root (as given when it is outside); null: the defaults. */
  readonly file: string | null;
  /** The tip of the base branch, or the checkout; null without a file. */
  readonly from: 'base' | 'head' | null;
  /** The file that the change has, or takes away; null when there is none at all. */
  readonly path: string | null;
  /** What the change makes of it, key by key: `rules: drift/index error → off`. Empty: nothing. */
  readonly changes: readonly string[];
  /** Why the base's file is not known and the defaults are in force, one sentence without its full stop; null: all is well. */
  readonly problem: string | null;
}

/** Everything the user decided, from inputs or flags, then the config file, then defaults. Frozen. */
export interface Settings {
  readonly mode: Mode;
  /** Empty: repository-only checks. */
  readonly databases: readonly DatabaseSetting[];
  /** Absolute path of the repository: GITHUB_WORKSPACE, else the top of the git checkout, else the working directory. */
  readonly repositoryRoot: string;
  /** Absolute path of the Prisma project. */
  readonly workingDirectory: string;
  /** As given, relative to the working directory. */
  readonly schema: string | undefined;
  /** As given, relative to the working directory. */
  readonly migrations: string | undefined;
  readonly configuration: ConfigurationStanding;
  readonly scratch: ScratchSetting;
  /** What migrations may do on the scratch server. */
  readonly scratchTrust: 'least' | 'full';
  /** Absolute path of a SQL file to run in the scratch database before replay. */
  readonly scratchInit: string | undefined;
  readonly failOn: Severity | 'never';
  readonly allowPending: boolean;
  readonly requireDatabase: boolean;
  /** Percent, 0 to 100. */
  readonly minCoverage: number;
  readonly probeData: boolean;
  /** A git ref; undefined outside pull requests unless given. */
  readonly baseRef: string | undefined;
  /** The workflow that this job is of, relative to the top of the repository (GITHUB_WORKFLOW_REF); undefined outside Actions. */
  readonly workflowFile: string | undefined;
  /** What the pull request or merge group that this job runs for goes into, a branch or commit; undefined elsewhere. */
  readonly pullRequestBase: string | undefined;
  /** As given; undefined: found from the lock file. */
  readonly prismaVersion: string | undefined;
  readonly comment: 'always' | 'on-problems' | 'never';
  readonly issue: boolean;
  /** Tells two gates in one repository apart; undefined: the schema path. */
  readonly key: string | undefined;
  /** Absolute path; made on first write. */
  readonly reportDirectory: string;
  /** Absolute path of the report of an earlier run, to be published; nothing is checked then. */
  readonly report: string | undefined;
  readonly githubToken: string | undefined;

  // The config file only.
  /** Severity per rule, `off` included. */
  readonly rules: Readonly<Partial<Record<RuleName, Severity | 'off'>>>;
  readonly ignore: readonly IgnoreEntry[];
  readonly exclude: readonly ExcludeEntry[];
  /** Schemas to compare besides those of the datasource, and schemas to leave out. */
  readonly schemas: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** Globs of folder names that hold another kind of migration on purpose (TypeScript data migrations). */
  readonly otherMigrations: readonly string[];
  /** Report column order as drift. */
  readonly columnOrder: boolean;
  /** Row counts from which a lock on a table is a notice no longer but a warning; statement cost cap of probes. */
  readonly thresholds: { readonly largeTableRows: number; readonly probeCost: number };
  /** Where `down.sql` is looked for; `{migration}` stands for the migration folder's path, `{name}` for its name. */
  readonly rollbackFile: string;
  readonly issueLabels: readonly string[];
  readonly issueAssignees: readonly string[];
  /** How much of the live database goes into comments; undefined: by the repository's visibility. */
  readonly detail: 'full' | 'reduced' | undefined;
  /** Secret. */
  readonly webhookUrl: string | undefined;
}
