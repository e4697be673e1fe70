import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../src/contracts/facts';
import type { Problem } from '../../../src/contracts/rule';
import { driftRules } from '../../../src/judge/rules/drift';
import { isInvisibleToPrisma } from '../../../src/judge/rules/drift/visibility';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import type { Difference } from '../../../src/postgres/catalog/difference';
import { cases } from './cases';
import { useEmbeddedBase } from './embedded-base';

const everything = { columnOrder: true, privileges: true, comments: true, owners: true };
const schemas = ['public', 'depot'];
const migrated = useEmbeddedBase(schemas);

const found = new Map<string, Promise<Difference[]>>();

function differencesOf(sql: string): Promise<Difference[]> {
  const known = found.get(sql) ?? readDifferences(sql);
  found.set(sql, known);
  return known;
}

async function readDifferences(sql: string): Promise<Difference[]> {
  return compareCatalogs(migrated.expected, await migrated.after(sql), everything);
}

async function problemsOf(
  sql: string,
  facts: Partial<Facts> = {},
  against: 'expected' | 'schema' = 'expected',
): Promise<Problem[]> {
  const all = {
    histories: [],
    targets: [{ name: 'production', snapshot: { catalog: await migrated.after(sql) } }],
    repository: { schemaFiles: [] },
    drift: [{ database: 'production', differences: await differencesOf(sql), against, excluded: 0 }],
    ...facts,
  } as unknown as Facts;
  return driftRules.flatMap((rule) => [...rule.check(all)]);
}

test('says what is there, what was expected, what happens, and both ways out', async () => {
  expect(await problemsOf('ALTER TABLE "Customer" DROP COLUMN score')).toEqual([
    {
      database: 'production',
      object: 'public.Customer.score',
      message:
        'production does not have the column public.Customer.score, which the migrations it has applied make. Prisma Client names every column of a model: queries on the table fail there.',
      help: `To undo it in production:
    ALTER TABLE public."Customer" ADD COLUMN score integer;
    ALTER TABLE public."Customer" ADD CONSTRAINT score_positive CHECK ((score > 0));
    CREATE INDEX "Customer_covering" ON public."Customer" USING btree (balance) INCLUDE (score);
    CREATE INDEX "Customer_open" ON public."Customer" USING btree (score) WHERE (status = 'open'::public."Status");
    CREATE INDEX "Customer_score_nickname_idx" ON public."Customer" USING btree (score, nickname);
To make the history follow, put this into a new migration and mark that as applied in production (\`prisma migrate resolve --applied NAME\`):
    ALTER TABLE public."Customer" DROP COLUMN score;`,
    },
  ]);
  const [rls] = await problemsOf('ALTER TABLE ticket DISABLE ROW LEVEL SECURITY');
  expect(rls?.message).toContain('row level security on → off');
  expect(rls?.message).toContain('`prisma migrate` will not tell.');
});

test('what schema.prisma asks for is to be kept before it is undone', async () => {
  const objects = [{ object: 'public.Customer.extra', situation: 'pushed' }];
  const [pushed] = await problemsOf('ALTER TABLE "Customer" ADD extra int', { coverage: { objects } } as never);
  expect(pushed?.help).toBe(`schema.prisma asks for it: what is missing is the migration.
To make the history follow, put this into a new migration and mark that as applied in production (\`prisma migrate resolve --applied NAME\`):
    ALTER TABLE public."Customer" ADD COLUMN extra integer;
To undo it in production (its data is lost):
    ALTER TABLE public."Customer" DROP COLUMN extra;`);
});

test('what a view reads can be neither dropped nor changed by the one statement', async () => {
  const view = (definition: string) =>
    ({
      targets: [{ name: 'production', snapshot: { catalog: { objects: [{ kind: 'view', definition }] } } }],
    }) as never;
  const change = 'ALTER TABLE "Customer" ADD extra int';
  const [held] = await problemsOf(change, view('SELECT extra FROM public."Customer"'));
  expect(held?.help).toBe(
    'The SQL for both ways, undoing it or making the history follow, is in the report under reconcile.',
  );
  for (const other of ['SELECT score FROM public."Customer"', 'SELECT extra FROM public.other']) {
    const [free] = await problemsOf(change, view(other));
    expect(free?.help).toContain('DROP COLUMN extra');
  }
});

test('names what in the history explains it', async () => {
  const state = (name: string, changes: object) => ({
    name,
    file: null,
    state: 'applied',
    checksum: 'match',
    record: null,
    ...changes,
  });
  const withHistory = (...migrations: object[]) =>
    problemsOf('DROP VIEW open_customer', {
      histories: [{ database: 'production', migrations }] as unknown as Facts['histories'],
    });
  const [missing] = await withHistory(state('1_init', {}), state('2_lost', { state: 'missing-on-disk' }));
  expect(missing?.help.split('\n')[0]).toBe(
    'Likely cause: 2_lost, which production has applied and the repository does not have. Bring it back first.',
  );
  const sql = 'CREATE VIEW open_customer AS SELECT 1';
  const speaksOfIt = state('1_init', { checksum: 'edited', file: { sql } });
  const speaksOfOthers = state('0_roles', { checksum: 'edited', file: { sql: 'CREATE ROLE clerk' } });
  const [edited] = await withHistory(speaksOfOthers, speaksOfIt, state('2_lost', { state: 'missing-on-disk' }));
  expect(edited?.help.split('\n')[0]).toBe('Likely cause: 1_init, edited after production had applied it.');
});

test('names the migration on disk that makes what is unexpected', async () => {
  const sql = 'ALTER TABLE "Customer" ADD COLUMN sku text';
  const [difference] = await differencesOf(sql);
  const file = { name: '3_sku' };
  const after = { objects: [difference?.actualObject] };
  const help = async (state: string) => {
    const migrations = [
      { name: '3_sku', state },
      { name: '2_lost', state: 'missing-on-disk' },
    ];
    const [problem] = await problemsOf(sql, {
      histories: [{ database: 'production', migrations }],
      pending: [{ file, before: { objects: [] } }],
      replay: { migrations: { catalog: after } },
    } as unknown as Partial<Facts>);
    return problem?.help.split('\n')[0];
  };
  expect(await help('failed')).toBe('Cause: 3_sku, which failed in production, makes it: it ran in part.');
  expect(await help('pending')).toMatch(
    /^Likely cause: 3_sku makes it, .* npx prisma migrate resolve --applied 3_sku$/,
  );
});

test('names the right one where the states between pending migrations were not read, and none where several may be meant', async () => {
  const sql = 'ALTER TABLE "Customer" ADD COLUMN sku text';
  const [difference] = await differencesOf(sql);
  const help = async (...texts: string[]) => {
    const pending = texts.map((text, index) => ({
      file: { name: `${index}`, sql: text },
      before: index === 0 ? { objects: [] } : null,
    }));
    const [problem] = await problemsOf(sql, {
      histories: [{ database: 'production', migrations: [{ name: '0', state: 'failed' }] }],
      pending,
      replay: { migrations: { catalog: { objects: [difference?.actualObject] } } },
    } as unknown as Partial<Facts>);
    return problem?.help.split('\n')[0];
  };
  expect(await help(sql, 'CREATE TABLE "Newsletter" (id integer)')).toBe(
    'Cause: 0, which failed in production, makes it: it ran in part.',
  );
  expect(await help('CREATE TABLE "Newsletter" (id integer)', sql)).toMatch(/^Likely cause: 1 makes it,/);
  expect(await help(sql, sql)).toBe('Likely cause: 0, which failed in production and may have run in part.');
});

test('says when it is the weaker check', async () => {
  const [problem] = await problemsOf('CREATE TABLE extra (id integer)', {}, 'schema');
  expect(problem?.message).toContain('which schema.prisma does not have');
  expect(problem?.message).toContain('the weaker check');
  expect(problem?.message).not.toContain('will not tell');
});

test('every difference is reported by the one rule of its kind', async () => {
  for (const { sql, since = 0 } of cases) {
    if (since > 18) continue;
    const differences = await differencesOf(sql);
    const reported = driftRules.flatMap((rule) =>
      [
        ...rule.check({
          histories: [],
          targets: [],
          repository: { schemaFiles: [] },
          drift: [{ database: 'd', differences, against: 'expected', excluded: 0 }],
        } as unknown as Facts),
      ].map(({ object }) => `${rule.name} ${object}`),
    );
    expect(reported.sort()).toEqual(differences.map(({ kind, object }) => `drift/${kind} ${object}`).sort());
  }
});

describe('the SQL that undoes it does', () => {
  // Where the help has any: what it leaves to `reconcile` is proved there.
  test.each(cases)('$name', async ({ sql }) => {
    const problems = await problemsOf(sql);
    const scripts = problems.map(({ help }) => /^To undo it in production.*:\n((?: {4}.*\n?)+)/m.exec(help)?.[1]);
    if (problems.length === 0 || scripts.includes(undefined)) return;
    expect(await differencesOf(`${sql};\n${scripts.join('\n')}`)).toEqual(
      // A column that comes back comes last.
      expect.toSatisfy((left: Difference[]) => left.every(({ aspects }) => aspects.join().startsWith('column order'))),
    );
  });
});

/** Cases that Prisma's own `diff` reports, as measured; the others it does not. */
const seen = new Set([
  'extra table',
  'extra table without a key',
  'dropped table',
  'dropped column',
  'extra nullable column',
  'set not null',
  'another literal as default',
  'dropped default',
  'another function as default',
  'expression as default',
  'varchar(10) to varchar(20)',
  'numeric precision',
  'timestamp precision',
  'timestamp to timestamptz',
  'integer to bigint',
  'extra enum value',
  'extra enum',
  'dropped index',
  'extra index',
  'order of index columns',
  'descending index',
  'unique index',
  'gin to gist',
  'INCLUDE column removed',
  'hash to btree',
  'action of a foreign key',
  'dropped foreign key',
  'renamed foreign key',
  'dropped primary key',
  'renamed primary key',
  'inheriting child',
  'extra partitioned table',
]);
const unseen = new Set([
  'serial replaced by identity',
  'identity ALWAYS',
  'a range type to another',
  'interval to tsvector',
  'interval precision',
  'check of a domain',
  'collation',
  'column order',
  'order of enum values',
  'extra composite type',
  'index with nulls first',
  'nulls not distinct',
  'unique index made a constraint',
  'deferrable unique constraint',
  'operator class of a btree index',
  'fill factor',
  'invalid index',
  'predicate changed',
  'partial index dropped',
  'partial index made full',
  'extra partial index',
  'full index made partial',
  'full unique index made partial',
  'expression index dropped',
  'expression index changed',
  'extra unique expression index',
  'INCLUDE column made a key column',
  'view dropped',
  'view changed',
  'materialised view dropped',
  'function changed',
  'function dropped with its triggers',
  'trigger dropped',
  'trigger disabled',
  'dropped check',
  'changed check',
  'check NOT VALID',
  'exclusion constraint',
  'deferrable foreign key',
  'foreign key NOT VALID',
  'foreign key MATCH FULL',
  'row level security enabled',
  'extra policy',
  'grant',
  'owner',
  'comment on a table',
  'comment on a column',
  'extension added',
  'extension dropped',
  'extra sequence',
  'dropped sequence',
  'increment of a sequence',
  'type of a sequence',
  'storage parameter',
  'unlogged table',
  'replica identity',
  'storage of a column',
  'statistics target',
  'extended statistics',
  'rule',
  'extra domain',
  'publication',
  'default privileges',
  'foreign table',
  'event trigger',
]);

describe('what prisma migrate will not tell', () => {
  test('is measured for cases that there are', () => {
    const names = new Set(cases.map(({ name }) => name));
    expect([...seen, ...unseen].filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(cases.filter(({ name }) => seen.has(name) || unseen.has(name)))('$name', async ({ name, sql }) => {
    const view = { partialIndexes: false, postgresqlExtensions: false };
    const silent = (await differencesOf(sql)).map((difference) => isInvisibleToPrisma(difference, view));
    expect(new Set(silent)).toEqual(new Set([unseen.has(name)]));
  });
});
