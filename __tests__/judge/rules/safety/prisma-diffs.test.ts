import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScratchSession } from '../../../../src/gather/scratch/server';
import { plainSession, useScratch } from '../../../support/scratch';
import { brief, lint } from '../../safety/lint';

/** What Prisma 7.10 writes for 42 changes of a schema: what is there, and the migration. */
const diffs = JSON.parse(readFileSync('__tests__/fixtures/prisma-7-diffs.json', 'utf8')) as Record<
  string,
  { readonly init: string; readonly next: string }
>;

interface Expected {
  /** Severity, rule, object, line; without a database, so that no size is known. */
  readonly findings: readonly string[];
  readonly because: string;
  /** Where it differs under Prisma 6, which sends the file as one transaction. */
  readonly prisma6?: readonly string[];
}

const none = (because: string): Expected => ({ findings: [], because });
const one = (finding: string, because: string): Expected => ({ findings: [finding], because });

const expected: Readonly<Record<string, Expected>> = {
  add_required: one(
    'error required-column-no-default public.User.name 2',
    'One row and it fails with 23502; an empty shadow database does not show it.',
  ),
  add_required_default: none('A constant default is kept in the catalog: no rewrite, nothing to fail.'),
  add_uuid_prisma: one(
    'error required-column-no-default public.User.u 2',
    '@default(uuid()) is made by Prisma Client; for the database it is NOT NULL without a default.',
  ),
  add_uuid_db: one(
    'warning volatile-default-rewrite public.User.u 2',
    'gen_random_uuid() is volatile: each row gets its own value, so the table is rewritten.',
  ),
  add_now: none('CURRENT_TIMESTAMP is stable: evaluated once, no rewrite (measured).'),
  add_updatedAt: one(
    'error required-column-no-default public.User.c 2',
    '@updatedAt is made by Prisma Client; for the database it is NOT NULL without a default.',
  ),
  add_serial: one(
    'warning add-serial-or-identity public.User.n 2',
    'Every row gets a number: a rewrite, and not, as others say, a required column.',
  ),
  rename_column: one(
    'error rename-as-drop-add public.User.a 2',
    'Dropped and added with the same type in one statement: a rename that loses the data. One finding, not drop-column and required-column.',
  ),
  make_required: one(
    'warning set-not-null-has-nulls public.User.a 2',
    'A NULL fails it; the finding also tells of the scan under the lock.',
  ),
  make_optional: one(
    'notice drop-not-null public.User.a 2',
    'Nothing fails in the database; a Prisma Client that takes it for required throws on the first NULL.',
  ),
  int_to_bigint: one(
    'warning type-change-rewrite public.User.a 2',
    'Every value fits; the table and its indexes are rewritten.',
  ),
  bigint_to_int: one('warning narrowing-cast public.User.a 2', 'A value over 2147483647 fails it.'),
  string_to_int: one(
    'error recreate-column public.User.a 2',
    'Dropped and added again under the same name: the data are gone. One finding, not drop-column and required-column.',
  ),
  int_to_string: one(
    'warning type-change-rewrite public.User.a 2',
    'Every integer has a text; the table is rewritten.',
  ),
  text_to_varchar: one('warning narrowing-cast public.User.a 2', 'A longer value fails it.'),
  varchar_widen: none('Only the catalog changes (measured); squawk warns here without need.'),
  varchar_to_text: none('Only the catalog changes (measured).'),
  ts_to_tstz: one(
    'warning type-change-rewrite public.User.a 2',
    'The stored bytes change with the time zone of the session: a rewrite.',
  ),
  json_add: none('A constant default; json instead of jsonb is a matter of taste and not of this migration.'),
  scalar_to_list: one('error recreate-column public.User.a 2', 'Prisma knows no cast to a list: the data are gone.'),
  enum_create_col: none('A new type, and a column with a constant default.'),
  enum_add: none('ADD VALUE takes no lock on a table and rewrites nothing.'),
  enum_add_default: {
    findings: [],
    because:
      'Prisma 7.4 and later commit ADD VALUE before the value is used; Prisma 6 sends both in one transaction: 55P04.',
    prisma6: ['error enum-value-used-same-tx public.User.r 5'],
  },
  enum_add2: none('Two values, neither of them used.'),
  enum_remove: one(
    'warning enum-value-removed public.R 5',
    'The swap of types is one intention: not also a type change, a dropped type and a rename.',
  ),
  enum_drop: one(
    'error drop-column public.User.r 2',
    'The column goes with its data; the type that nothing uses may go.',
  ),
  string_to_enum: one('error recreate-column public.User.r 2', 'Prisma knows no cast to an enum: the data are gone.'),
  add_unique: one(
    'warning unique-duplicates public.User 2',
    'Two equal values fail it; the finding also tells that writes wait while it is built.',
  ),
  add_index: one('warning index-not-concurrent public.User 2', 'Writes wait while the table is read.'),
  drop_index: one(
    'notice drop-index-not-concurrent public.User_a_idx 2',
    'ACCESS EXCLUSIVE for a moment: worth a warning only on a table that is known to be large.',
  ),
  rename_index: none('SHARE UPDATE EXCLUSIVE on the index; no code names an index.'),
  add_fk: one(
    'warning fk-orphans public.P 2',
    'A row without its parent fails it; the finding also tells that writes to both tables wait.',
  ),
  change_fk: one(
    'warning change-fk-drop-add public.P 2',
    'One intention, so one finding: locks on both tables, also on the one referred to, and a scan.',
  ),
  new_table_fk: none('All on a table that is new: untouched output of prisma migrate dev.'),
  drop_table: one('error drop-table public.P 2', 'The data are gone.'),
  rename_table: one(
    'error rename-as-drop-add public.P 2',
    'A table dropped and one with the same columns made: a rename that loses the data.',
  ),
  map_table: one('error rename-as-drop-add public.User 2', 'The same with @@map.'),
  change_pk: one(
    'warning primary-key-change public.User 2',
    'The index is built under ACCESS EXCLUSIVE, and duplicates fail it.',
  ),
  id_int_to_string: none(
    'Prisma 7.10 writes DROP SEQUENCE "", which no server takes: history/not-replayable tells what the server says, and nothing is repeated here.',
  ),
  m2m: none('All on a table that is new.'),
  change_default: none('A default counts for new rows only.'),
  drop_default: one(
    'notice required-column-breaks-old-writers public.User.a 2',
    'Code that leaves it out fails from now on.',
  ),
};

const scratch = useScratch('embedded');
let session: ScratchSession;
beforeAll(async () => {
  session = await scratch.server.session(plainSession);
});
afterAll(() => session.close());

it('decides on every diff', () => expect(Object.keys(expected)).toEqual(Object.keys(diffs)));

/** Asks about everything that a migration before it may have changed. */
const after = `CREATE UNIQUE INDEX "zz" ON "User"("id");
ALTER TABLE "User" ALTER COLUMN "id" SET DATA TYPE TEXT;
ALTER TABLE "User" ADD COLUMN "zz" TEXT NOT NULL;
ALTER TABLE "User" DROP COLUMN IF EXISTS "a", DROP COLUMN IF EXISTS "b", DROP COLUMN IF EXISTS "r";
ALTER TABLE IF EXISTS "P" DROP CONSTRAINT IF EXISTS "P_userId_fkey";
DROP TABLE IF EXISTS "P", "Q", "users" CASCADE;
DROP INDEX IF EXISTS "foo", "User_a_key";`;

it.each(Object.entries(diffs))(
  '%s: what follows is judged the same without another look at the catalog',
  async (_, { init, next }) => {
    const lintCase = { before: init, pending: { '1_next': next, '2_after': after }, prismaVersion: '6.19.0' };
    const read = await lint(session.connection, { ...lintCase, everyCatalog: true });
    expect(await lint(session.connection, lintCase)).toEqual(read);
  },
);

describe.each([
  ['Prisma 7.10', '7.10.0'],
  ['Prisma 6.19', '6.19.0'],
])('%s', (_, prismaVersion) => {
  it.each(Object.entries(expected))('%s', async (name, { findings, prisma6 }) => {
    const { init, next } = diffs[name] as { init: string; next: string };
    const found = await lint(session.connection, { before: init, pending: next, prismaVersion });
    expect(brief(found)).toEqual(prismaVersion.startsWith('6') ? (prisma6 ?? findings) : findings);
  });

  it.each(Object.entries(diffs))(
    'says nothing of %s on tables of the same pending migrations',
    async (_name, { init, next }) => {
      const found = await lint(session.connection, { pending: { '1_init': init, '2_next': next }, prismaVersion });
      expect(found.filter(({ rule }) => rule !== 'safety/enum-value-used-same-tx')).toEqual([]);
    },
  );
});
