import { describe, expect, test } from 'vitest';
import type { PendingMigration } from '../../../src/contracts/facts';
import { replay } from '../../../src/gather/scratch/replay';
import { traceMigration } from '../../../src/gather/scratch/trace';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { type RollbackFile, testRollbacks, writeRollbacks } from '../../../src/recover/rollback/test-rollbacks';
import diffs from '../../fixtures/prisma-diffs/diffs.json';
import { migrationFile } from '../../support/migration-file';
import { useScratch } from '../../support/scratch';
import { options } from './options';

const column = 'the data of column public.User.';

/** What each diff of Prisma's engine loses going up, which no way down brings back, and what going down loses. */
const losses: Readonly<Record<string, { readonly up?: readonly string[]; readonly down?: readonly string[] }>> = {
  add_required: { down: [`${column}name`] },
  add_required_default: { down: [`${column}name`] },
  add_uuid_prisma: { down: [`${column}u`] },
  add_uuid_db: { down: [`${column}u`] },
  add_now: { down: [`${column}c`] },
  add_updatedAt: { down: [`${column}c`] },
  add_serial: { down: [`${column}n`] },
  rename_column: { up: [`${column}a`], down: [`${column}b`] },
  string_to_int: { up: [`${column}a`] },
  json_add: { down: [`${column}j`] },
  scalar_to_list: { up: [`${column}a`] },
  enum_create_col: { down: [`${column}r`] },
  enum_drop: { up: [`${column}r`] },
  string_to_enum: { up: [`${column}r`] },
  new_table_fk: { down: ['the rows of table public.P'] },
  drop_table: { up: ['the rows of table public.P'] },
  // The engine knows no renames: it drops and creates.
  rename_table: { up: ['the rows of table public.P'], down: ['the rows of table public.Q'] },
  map_table: { up: ['the rows of table public.User'], down: ['the rows of table public.users'] },
  m2m: { down: ['the rows of table public._TToUser'] },
};

/** The engine writes `DROP SEQUENCE ""` when a serial column becomes a string: such a migration never runs. */
const cannotRun = ['id_int_to_string'];

describe.each(['embedded', 'local'] as const)('%s', (kind) => {
  const scratch = useScratch(kind);

  const runnable = Object.entries(diffs).filter(([name]) => !cannotRun.includes(name));
  test.each(runnable)('%s: up, written down, equal', (name, { init, next }) =>
    scratch.session(async ({ connection }) => {
      const prismaVersion = '7.10.0';
      expect(await replay(connection, [migrationFile('1_init', init)], { prismaVersion })).toBeNull();
      const before = await readCatalog(connection, options);
      const up = await traceMigration(connection, migrationFile('2_next', next), { prismaVersion, before });
      expect(up.failure).toBeNull();
      const pending: PendingMigration = { ...up.migration, before };
      const [written] = (await writeRollbacks(connection, [pending], {
        ...options,
        path: () => 'down.sql',
      })) as [RollbackFile];
      expect(written.result, written.content).toMatchObject({ failure: null, leftOver: [], untested: null });
      const { losesData, notRestored } = written.result;
      expect({ [name]: { up: notRestored, down: losesData } }).toEqual({
        [name]: { up: [], down: [], ...losses[name] },
      });
      for (const loss of losesData) expect(written.content).toContain(`-- loses data: ${loss}`);
      if (/ADD COLUMN +"\w+" (?!\w*SERIAL)\w+ NOT NULL[;,]/.test(written.content))
        expect(written.content).toContain('fails while table public.User has rows');
      for (const loss of notRestored) expect(written.content).toContain(`Does not bring back ${loss}`);

      // And what was written is found good when it lies beside the migration.
      expect(await replay(connection, [migrationFile('2_next', next)], { prismaVersion })).toBeNull();
      const down = { path: 'down.sql', sql: written.content };
      const [again] = await testRollbacks(connection, [{ ...pending, file: { ...pending.file, down } }], options);
      expect(again).toMatchObject({ failure: null, leftOver: [], untested: null, losesData });
    }),
  );
});
