import { describe, expect, test } from 'vitest';
import { compareCatalogs } from '../../../src/postgres/catalog/compare';
import { readCatalog } from '../../../src/postgres/catalog/read';
import { useScratch } from '../../support/scratch';

/** The server numbers columns for good, so a column that was added is told from one that was renamed. */
describe('a column that is gone and another of its type', () => {
  const scratch = useScratch('embedded');
  test.each([
    ['renamed, the last', 'RENAME c TO d', ['changed d from c']],
    ['renamed, and one added', 'RENAME b TO d; ALTER TABLE t ADD e text', ['changed d from b', 'unexpected e']],
    ['two renamed', 'RENAME b TO d; ALTER TABLE t RENAME c TO e', ['changed d from b', 'changed e from c']],
    ['dropped, the last, and one added', 'DROP c; ALTER TABLE t ADD d text', ['missing c', 'unexpected d']],
    [
      'dropped, two, and two added',
      'DROP b, DROP c; ALTER TABLE t ADD d text, ADD e text',
      ['missing b', 'missing c', 'unexpected d', 'unexpected e'],
    ],
    ['dropped, and the next renamed', 'DROP b; ALTER TABLE t RENAME c TO d', ['changed d from c', 'missing b']],
  ])('%s', async (_, change, expected) => {
    await scratch.session(async ({ connection }) => {
      // What migrations dropped is numbered, too.
      await connection.script('CREATE TABLE t (a int PRIMARY KEY, old text, b text, c text); ALTER TABLE t DROP old');
      const before = await readCatalog(connection, { schemas: ['public'] });
      await connection.script(`ALTER TABLE t ${change}`);
      const differences = compareCatalogs(before, await readCatalog(connection, { schemas: ['public'] }));
      const said = differences.map(({ change, object, renamedFrom }) =>
        [change, object.slice(-1), ...(renamedFrom === null ? [] : ['from', renamedFrom.slice(-1)])].join(' '),
      );
      expect(said.sort()).toEqual(expected);
    });
  });
});
