import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier } from '../../../postgres/sql/identifiers';
import { isChange } from '../../safety/change';
import { changesOf } from '../../safety/changes';
import { columnList, defaultName, ownMigration } from '../../safety/recipes';
import { code, onMigrations, placed, sized } from '../../safety/rule-kit';
import { isLarge } from '../../safety/size';

export const fkWithoutIndex: Rule = {
  name: 'safety/fk-without-index',
  severity: 'notice',
  problem: 'A foreign key is added to columns of a large table that no index begins with.',
  consequence:
    'Each DELETE or key UPDATE of a row that is referred to reads the whole referencing table. Nothing is said without a database, or of tables that are small there.',
  remedy: 'Add an index, in the schema with @@index.',
  check: onMigrations(function* (changes, facts) {
    for (const change of changes) {
      const { table } = change;
      if (!isChange(change, 'add-constraint') || table === null || table.isNew || !isLarge(table.size)) continue;
      const { type, columns } = change.action.spec;
      // With one of the columns in front an index finds few enough rows to look at.
      const covers = ([first]: readonly (string | null)[]) => first != null && columns.includes(first);
      const comes = changesOf(facts).some(
        (other) => isChange(other, 'create-index') && other.table?.id === table.id && covers(other.action.spec.columns),
      );
      if (type !== 'foreign-key' || comes || table.indexes.some((index) => !index.partial && covers(index.columns)))
        continue;
      const name = defaultName(table, columns, 'idx');
      yield placed(change, {
        message: `No index of ${sized(table)} begins with ${columns.join(', ')}: every DELETE in ${change.parent?.label ?? 'the table referred to'} reads all of it.`,
        help: `Put @@index([${columns.join(', ')}]) into the model. ${ownMigration}\n${code(`CREATE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${table.sql}(${columnList(columns)});`)}`,
      });
    }
  }),
};
