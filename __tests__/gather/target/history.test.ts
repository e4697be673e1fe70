import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log';
import type { DatabaseHistory } from '../../../src/contracts/facts';
import type { MigrationFile } from '../../../src/contracts/repository';
import type { MigrationRecord } from '../../../src/contracts/target';
import {
  applyMigrations,
  diagnoseMigrationHistory,
  markMigrationApplied,
  markMigrationRolledBack,
} from '../../../src/gather/prisma/history-commands';
import { sha256 } from '../../../src/gather/repository/checksum';
import { historyOf, renamesOf } from '../../../src/gather/target/history';
import { readTarget } from '../../../src/gather/target/read-target';
import { PgConnection } from '../../../src/postgres/pg-connection';
import { record } from '../../support/history';
import { migrationFile } from '../../support/migration-file';
import { createDatabase, execute, startPostgres } from '../../support/postgres';

type Scripts = Readonly<Record<string, string>>;

const a = { a: 'CREATE TABLE a ();' };
const b = { b: 'CREATE TABLE b ();' };
const c = { c: 'CREATE TABLE c ();' };
const broken = { b: 'CREATE TABLE b (); SELECT nonsense;' };

const files = (scripts: Scripts) => Object.entries(scripts).map(([name, sql]) => migrationFile(name, sql));
const folders = (scripts: Scripts) => Object.entries(scripts).map(([name, sql]) => ({ name, sql }));

/** What happens to a database, by the commands of Prisma's own engine; each in a session of its own. */
type Step =
  | { readonly deploy: Scripts; readonly fails?: true }
  | { readonly applied: string; readonly of: Scripts }
  | { readonly rolledBack: string }
  | { readonly sql: string };

async function live(steps: readonly Step[]): Promise<string> {
  const url = await createDatabase(await startPostgres(15));
  for (const step of steps) {
    const connection = await PgConnection.connect(new Client({ connectionString: url }));
    try {
      if ('deploy' in step) {
        const run = applyMigrations(connection, folders(step.deploy));
        await (step.fails ? expect(run).rejects.toThrow() : run);
      } else if ('applied' in step) await markMigrationApplied(connection, folders(step.of), step.applied);
      else if ('rolledBack' in step) await markMigrationRolledBack(connection, step.rolledBack);
      else await connection.script(step.sql);
    } finally {
      await connection.end();
    }
  }
  return url;
}

async function read(url: string, scripts: Scripts): Promise<DatabaseHistory> {
  const catalog = { serverVersionNumber: 0, schemas: [], objects: [] };
  const { snapshot } = await readTarget(
    { name: 'database', url },
    { schemas: () => [], readCatalog: async () => catalog },
    silentLog,
  );
  if (snapshot === null) throw new Error('no snapshot');
  return historyOf(files(scripts), snapshot, 'database');
}

const brief = ({ migrations, pending, appliedOrder }: DatabaseHistory) => ({
  states: Object.fromEntries(migrations.map(({ name, state, checksum }) => [name, `${state} ${checksum}`])),
  pending: pending.map(({ name }) => name).join(' '),
  order: appliedOrder.join(' '),
});

interface Story {
  readonly story: string;
  readonly steps: readonly Step[];
  readonly disk: Scripts;
  readonly states: Readonly<Record<string, string>>;
  readonly pending?: string;
  readonly order: string;
}

const stories: readonly Story[] = [
  {
    story: 'in sync',
    steps: [{ deploy: { ...a, ...b } }],
    disk: { ...a, ...b },
    states: { a: 'applied match', b: 'applied match' },
    order: 'a b',
  },
  {
    story: 'nothing yet',
    steps: [],
    disk: a,
    states: { a: 'pending unknown' },
    pending: 'a',
    order: '',
  },
  {
    story: 'pending, and out of order',
    steps: [{ deploy: { ...a, ...c } }],
    disk: { ...a, ...b, ...c },
    states: { a: 'applied match', b: 'pending unknown', c: 'applied match' },
    pending: 'b',
    order: 'a c',
  },
  {
    story: 'applied out of order',
    steps: [{ deploy: { ...a, ...c } }, { deploy: { ...a, ...b, ...c } }],
    disk: { ...a, ...b, ...c },
    states: { a: 'applied match', b: 'applied match', c: 'applied match' },
    order: 'a c b',
  },
  {
    story: 'missing on disk, in its place',
    steps: [{ deploy: { ...a, ...b, ...c } }],
    disk: { ...a, ...c },
    states: { a: 'applied match', b: 'missing-on-disk unknown', c: 'applied match' },
    order: 'a b c',
  },
  {
    story: 'edited, and other line ends',
    steps: [{ deploy: { a: 'CREATE TABLE a (\n);\n', ...b } }],
    disk: { a: 'CREATE TABLE a (\r\n);\r\n', b: `${b.b} ` },
    states: { a: 'applied line-endings', b: 'applied edited' },
    order: 'a b',
  },
  {
    story: 'failed',
    steps: [{ deploy: { ...a, ...broken }, fails: true }],
    disk: { ...a, ...broken, ...c },
    states: { a: 'applied match', b: 'failed match', c: 'pending unknown' },
    pending: 'c',
    order: 'a',
  },
  {
    story: 'failed, and its folder is gone',
    steps: [{ deploy: { ...a, ...broken }, fails: true }],
    disk: a,
    states: { a: 'applied match', b: 'failed unknown' },
    order: 'a',
  },
  {
    story: 'rolled back, and mended since',
    steps: [{ deploy: { ...a, ...broken }, fails: true }, { rolledBack: 'b' }],
    disk: { ...a, ...b },
    states: { a: 'applied match', b: 'rolled-back unknown' },
    pending: 'b',
    order: 'a',
  },
  {
    story: 'rolled back, and given up',
    steps: [{ deploy: { ...a, ...broken }, fails: true }, { rolledBack: 'b' }],
    disk: a,
    states: { a: 'applied match' },
    order: 'a',
  },
  {
    story: 'rolled back and applied again: two rows, the first with another text',
    steps: [{ deploy: { ...a, ...broken }, fails: true }, { rolledBack: 'b' }, { deploy: { ...a, ...b } }],
    disk: { ...a, ...b },
    states: { a: 'applied match', b: 'applied match' },
    order: 'a b',
  },
  {
    story: 'failed twice',
    steps: [
      { deploy: { ...a, ...broken }, fails: true },
      { rolledBack: 'b' },
      { deploy: { ...a, ...broken }, fails: true },
    ],
    disk: { ...a, ...broken },
    states: { a: 'applied match', b: 'failed match' },
    order: 'a',
  },
  {
    story: 'failed, then marked as applied',
    steps: [
      { deploy: { ...a, ...broken }, fails: true },
      { applied: 'b', of: { ...a, ...broken } },
    ],
    disk: { ...a, ...broken },
    states: { a: 'applied match', b: 'applied match' },
    order: 'a b',
  },
  {
    story: 'a baseline',
    steps: [{ sql: a.a }, { applied: 'a', of: a }, { deploy: { ...a, ...b } }],
    disk: { ...a, ...b },
    states: { a: 'applied match', b: 'applied match' },
    order: 'a b',
  },
  {
    story: 'marked as applied late: the row has the time of the command, not of the change',
    steps: [{ deploy: { ...a, ...c } }, { sql: b.b }, { applied: 'b', of: { ...a, ...b, ...c } }],
    disk: { ...a, ...b, ...c },
    states: { a: 'applied match', b: 'applied match', c: 'applied match' },
    order: 'a b c',
  },
  {
    story: 'squashed',
    steps: [{ deploy: { b: b.b, c: c.c } }, { applied: 'a', of: { a: b.b + c.c } }],
    disk: { a: b.b + c.c },
    states: { a: 'applied match', b: 'missing-on-disk unknown', c: 'missing-on-disk unknown' },
    order: 'a b c',
  },
  {
    story: 'finished and rolled back, which only people do',
    steps: [
      { deploy: { ...a, ...b } },
      { sql: `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = 'b'` },
    ],
    disk: { ...a, ...b },
    states: { a: 'applied match', b: 'rolled-back unknown' },
    pending: 'b',
    order: 'a',
  },
  {
    story: 'the short checksum of early engines',
    steps: [
      { deploy: a },
      {
        sql: `UPDATE _prisma_migrations SET checksum = regexp_replace(checksum, '0([0-9a-f])|([0-9a-f]{2})', '\\1\\2', 'g')`,
      },
    ],
    disk: a,
    states: { a: 'applied match' },
    order: 'a',
  },
];

describe('what Prisma’s engine did is what the history says', () => {
  test.each(stories)('$story', async ({ steps, disk, states, pending = '', order }) => {
    const url = await live(steps);
    const history = await read(url, disk);
    expect(brief(history)).toEqual({ states, pending, order });

    // The engine itself is the second opinion: what it would run, misses, holds for edited and for failed.
    const connection = await PgConnection.connect(new Client({ connectionString: url }));
    const diagnosis = await diagnoseMigrationHistory(connection, folders(disk));
    await connection.end();
    const names = (wanted: (state: (typeof history.migrations)[number]) => boolean) =>
      history.migrations.filter(wanted).map(({ name }) => name);
    expect(diagnosis.editedMigrationNames).toEqual(names(({ checksum }) => checksum === 'edited'));
    expect(diagnosis.failedMigrationNames).toEqual(names(({ state }) => state === 'failed'));
    if (!diagnosis.hasMigrationsTable) return;
    const { unappliedMigrationNames = [], unpersistedMigrationNames = [] } = { ...diagnosis.history } as {
      unappliedMigrationNames?: string[];
      unpersistedMigrationNames?: string[];
    };
    expect(unappliedMigrationNames.join(' ')).toBe(pending);
    expect(unpersistedMigrationNames).toEqual(names(({ file }) => file === null));
  });
});

test('while a deploy runs, what it runs is in progress, and no longer when it died', async () => {
  const url = await live([{ deploy: a }]);
  const connection = await PgConnection.connect(new Client({ connectionString: url }));
  const deploy = applyMigrations(connection, folders({ ...a, b: 'SELECT pg_sleep(60);' }));
  const outcome = expect(deploy).rejects.toThrow();
  const disk = { ...a, b: 'SELECT pg_sleep(60);', ...c };
  await expect.poll(async () => brief(await read(url, disk)).states.b).toBe('in-progress match');
  expect(brief(await read(url, disk))).toMatchObject({ pending: 'c', order: 'a' });
  await execute(url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ $$^SELECT pg_sleep$$');
  await outcome;
  await connection.end();
  expect(brief(await read(url, disk)).states.b).toBe('failed match');
});

describe('files', () => {
  const of = (disk: readonly MigrationFile[], history: readonly MigrationRecord[]) =>
    historyOf(disk, { history, lockHolders: [] }, 'database');

  test('a folder without a script is not pending; one that is only too large to be read here is', () => {
    const disk = [
      migrationFile('empty', null, { kind: 'missing' }),
      migrationFile('data', null, { kind: 'other-migration' }),
      migrationFile('huge', null, { kind: 'too-large', bytes: 1e9 }),
    ];
    expect(brief(of(disk, []))).toEqual({ states: { huge: 'pending unknown' }, pending: 'huge', order: '' });
    expect(brief(of(disk, [record('empty', { checksum: 'abc' })])).states.empty).toBe('applied unknown');
  });

  test('rows that began at the same moment are in folder order', () => {
    const disk = files({ ...c, ...a, ...b });
    expect(of(disk, [record('a'), record('b'), record('c')]).appliedOrder).toEqual(['c', 'a', 'b']);
  });

  test('a renamed folder is one that is missing and one that is pending with the same text, one for one', () => {
    const same = 'CREATE TABLE t ();';
    const disk = [
      migrationFile('new1', same),
      migrationFile('new2', same.replace(' t ', ' u ')),
      migrationFile('new3', same),
    ];
    const rows = [record('old1', { checksum: sha256(same) }), record('old2', { checksum: sha256('other') })];
    expect([...renamesOf(of(disk, rows))].map(([old, { name }]) => [old, name])).toEqual([['old1', 'new1']]);
  });
});

test('a history of a hundred thousand rows, all of them lost, costs one look at each', () => {
  const file = migrationFile('20260101000000_new', 'SELECT 1;\n');
  const rows = Array.from({ length: 100_000 }, (_, index) =>
    record(index % 2 === 0 ? 'twice' : `lost_${index}`, { checksum: sha256(`${index}`) }),
  );
  const history = historyOf([file], { history: rows, lockHolders: [] }, 'production');
  expect(history.migrations).toHaveLength(50_002);
  expect(renamesOf(history).size).toBe(0);
});
