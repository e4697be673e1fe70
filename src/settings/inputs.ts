import { modes } from '../contracts/settings';

/** One input of the action, which is also a `--flag` of the command line and, with `configKey`, a key of the config file. */
export interface InputDefinition {
  readonly name: string;
  /**
   * What the text stands for. `path`: relative to the working directory unless it says otherwise. `lines`: several
   * entries, one per line; the flag may be repeated.
   */
  readonly kind: 'text' | 'path' | 'lines' | 'choice' | 'boolean' | 'percent';
  /** For people: the docs, `action.yml` and `--help`. */
  readonly description: string;
  /** For people; '' when there is none. */
  readonly default: string;
  /** Of a `choice`. */
  readonly values?: readonly string[];
  /** What a `text` has to look like, and how to say so after "is not". */
  readonly pattern?: { readonly expected: string; readonly regex: RegExp };
  /** Can be set in the config file. What names a secret, or where to look for the config file, cannot. */
  readonly configKey: boolean;
  /** Never shown, not even in an error about it. */
  readonly secret: boolean;
}

/** Every input, in the order in which docs and help list them. The one source for `action.yml`, flags, config and docs. */
export const inputs = [
  {
    name: 'database-url',
    kind: 'lines',
    description:
      'The database to check: one PostgreSQL URL, or one name=url per line for several. Empty: only what the repository alone can tell is checked.',
    default: '',
    configKey: false,
    secret: true,
  },
  {
    name: 'mode',
    kind: 'choice',
    values: ['auto', ...modes],
    description:
      'The question to answer. pull-request: may this be merged? deploy: may this commit go out to this database now? audit: has a database drifted? auto picks by event: pull_request, pull_request_target and merge_group are pull-request, schedule is audit, everything else is deploy.',
    default: 'auto',
    configKey: true,
    secret: false,
  },
  {
    name: 'working-directory',
    kind: 'path',
    description:
      'Folder of the Prisma project, relative to the top of the checkout (on the command line: to the current folder).',
    default: '.',
    configKey: false,
    secret: false,
  },
  {
    name: 'schema',
    kind: 'path',
    description: 'Schema file, or folder of schema files.',
    default: 'found as Prisma finds it',
    configKey: true,
    secret: false,
  },
  {
    name: 'migrations',
    kind: 'path',
    description: 'Migrations folder.',
    default: 'found as Prisma finds it',
    configKey: true,
    secret: false,
  },
  {
    name: 'config',
    kind: 'path',
    description:
      'Config file, relative to working-directory or to the top of the repository. It must exist when it is named here.',
    default: '.github/migration-gate.yml if present',
    configKey: false,
    secret: false,
  },
  {
    name: 'config-from',
    kind: 'choice',
    values: ['base', 'head'],
    description:
      'Which version of the config file counts. base: the one on the tip of the base branch, so that a change cannot switch off its own check. head: the one in the checkout; for a pull request it then counts in what only a config file can say and in schema, migrations and prisma-version, while everything else that is an input too still comes from the base.',
    default: 'base in pull-request mode and for the events of a pull request, else head',
    configKey: false,
    secret: false,
  },
  {
    name: 'scratch',
    kind: 'text',
    pattern: {
      expected: 'embedded, local or a postgres:// URL',
      regex: /^(embedded|local|postgres(ql)?:\/\/\S+)$/,
    },
    description:
      'Where migrations are replayed. embedded: a PostgreSQL inside the gate, nothing to install. local: a temporary cluster of the PostgreSQL binaries found on the machine. A postgres:// URL: a server, such as a service container, on which the gate creates and drops a database of its own.',
    default: 'embedded',
    configKey: true,
    secret: false,
  },
  {
    name: 'scratch-trust',
    kind: 'choice',
    values: ['least', 'full'],
    description:
      'What migrations may do on the scratch server. least: they run as a role made for the run, without power over the server. full: with all rights of its superuser, or of the role of the scratch URL; for those who trust everyone who can open a pull request.',
    default: 'least',
    configKey: false,
    secret: false,
  },
  {
    name: 'scratch-init',
    kind: 'path',
    description:
      'SQL file to run in the scratch database before the replay, for what migrations take for granted: roles, stub schemas, functions of the platform.',
    default: '',
    configKey: true,
    secret: false,
  },
  {
    name: 'fail-on',
    kind: 'choice',
    values: ['error', 'warning', 'never'],
    description:
      'Fail from this severity up. never: the verdict is reported and the job stays green (a wrong configuration still fails).',
    default: 'error',
    configKey: true,
    secret: false,
  },
  {
    name: 'allow-pending',
    kind: 'boolean',
    description:
      'Pending migrations are listed and are no error, for pipelines that run prisma migrate deploy right after the gate.',
    default: 'false',
    configKey: true,
    secret: false,
  },
  {
    name: 'require-database',
    kind: 'boolean',
    description: 'An empty database-url is an error. Set false for checks of the repository alone.',
    default: 'true in deploy and audit, false in pull-request',
    configKey: true,
    secret: false,
  },
  {
    name: 'min-coverage',
    kind: 'percent',
    description: 'Percentage of the schema that migrations have to make; less is an error.',
    default: '100',
    configKey: true,
    secret: false,
  },
  {
    name: 'probe-data',
    kind: 'boolean',
    description:
      'Ask the database, read-only, whether its data would make a pending migration fail (NULLs, duplicates, orphans). Row values are never shown.',
    default: 'false',
    configKey: true,
    secret: false,
  },
  {
    name: 'base-ref',
    kind: 'text',
    // A leading hyphen would be an option to git.
    pattern: { expected: 'a git branch, tag or commit', regex: /^[^-\s]\S*$/ },
    description: 'Branch, tag or commit that a change is compared with.',
    default: 'the base of the pull request or merge group',
    configKey: true,
    secret: false,
  },
  {
    name: 'prisma-version',
    kind: 'text',
    pattern: { expected: 'a version such as 6.19.0', regex: /^v?\d+(\.\d+){0,2}([-+]\S+)?$/ },
    description: 'Prisma version of the project; it decides how a migration file is run.',
    default: 'found from the lock file',
    configKey: true,
    secret: false,
  },
  {
    name: 'comment',
    kind: 'choice',
    values: ['always', 'on-problems', 'never'],
    description: 'When to keep a comment on the pull request.',
    default: 'always',
    configKey: true,
    secret: false,
  },
  {
    name: 'issue',
    kind: 'boolean',
    description: 'Keep one issue per database in step with its drift.',
    default: 'true in audit, else false',
    configKey: true,
    secret: false,
  },
  {
    name: 'detail',
    kind: 'choice',
    values: ['full', 'reduced'],
    description:
      'How much of the live database goes into comments and issues. reduced: counts and rule names; everything is still in the report files.',
    default: 'reduced in a public repository, else full',
    configKey: true,
    secret: false,
  },
  {
    name: 'webhook-url',
    kind: 'text',
    pattern: { expected: 'an http:// or https:// URL', regex: /^https?:\/\/\S+$/ },
    description: 'Address to post audit results to, as Slack-compatible JSON.',
    default: '',
    configKey: false,
    secret: true,
  },
  {
    name: 'key',
    kind: 'text',
    description: 'Tells two gates in one repository apart: each key has its own comment and issues.',
    default: 'the schema path',
    configKey: true,
    secret: false,
  },
  {
    name: 'report-directory',
    kind: 'path',
    description: 'Folder that report files are written to.',
    default: 'a temporary folder',
    configKey: false,
    secret: false,
  },
  {
    name: 'report',
    kind: 'path',
    description:
      'A report.json of an earlier run. Nothing is checked: that report is published, for the second workflow of the recipe for forks.',
    default: '',
    configKey: false,
    secret: false,
  },
  {
    name: 'github-token',
    kind: 'text',
    pattern: { expected: 'a token', regex: /^\S+$/ },
    description: 'Token for the comment and the issues: needs pull-requests: write, and issues: write in audit mode.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
    default: '${{ github.token }}',
    configKey: false,
    secret: true,
  },
] as const satisfies readonly InputDefinition[];

type Inputs = (typeof inputs)[number];
type ValueOf<I extends InputDefinition> = I extends { kind: 'boolean' }
  ? boolean
  : I extends { kind: 'percent' }
    ? number
    : I extends { values: readonly (infer V)[] }
      ? V
      : string;

export type InputName = Inputs['name'];
/** Names of the inputs that the config file may set too. */
export type ConfigInputName = Extract<Inputs, { configKey: true }>['name'];

/** What the user wrote, by input name. Empty text counts as not given. */
export type InputTexts = Readonly<Partial<Record<InputName, string>>>;
/** Checked values of the inputs that were given. */
export type InputValues = { readonly [I in Inputs as I['name']]?: ValueOf<I> | undefined };
