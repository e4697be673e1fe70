import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { cutName, quoteIdentifier } from '../../../postgres/sql/identifiers';
import { type Change, type ChangeOf, isChange } from '../../safety/change';
import { changesOf } from '../../safety/changes';
import { notValid } from '../../safety/recipes';
import { code, longLock, onExisting, sized } from '../../safety/rule-kit';

export const changeFkDropAdd: Rule = {
  name: 'safety/change-fk-drop-add',
  severity: 'warning',
  problem: 'A foreign key is changed by dropping it and adding it again.',
  consequence:
    'Dropping locks both tables against reads and writes, adding blocks writes to both until every row has been checked; between the two, under autocommit, nothing keeps orphans out.',
  remedy: 'Add the new key under another name NOT VALID, validate it, drop the old one, rename.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY); CREATE TABLE "Post" ("id" INTEGER PRIMARY KEY, "userId" INTEGER CONSTRAINT "fk" REFERENCES "User"("id"));',
      bad: 'ALTER TABLE "Post" DROP CONSTRAINT "fk"; ALTER TABLE "Post" ADD CONSTRAINT "fk" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE;',
      good: 'ALTER TABLE "Post" ADD CONSTRAINT "fk_new" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE NOT VALID;',
    },
  ],
  check: onExisting(['change-foreign-key'], (change, facts) => {
    const { action, table, parent } = change;
    const severity = longLock(table);
    if (severity === null || parent === null || action.spec.notValid) return null;
    const name = action.spec.name ?? action.constraint;
    const temporary = quoteIdentifier(`${cutName(name, 59)}_new`);
    const add = action.spec.sql.replace(/\bconstraint\s+("(?:[^"]|"")+"|\w+)/i, `CONSTRAINT ${temporary}`);
    const both = parent.id === table.id ? sized(table) : `${sized(table)} and ${sized(parent)}`;
    return {
      severity,
      message: `Drops and adds the foreign key ${name}: locks ${both} against reads and writes, then blocks writes to both until every row of ${table.label} has been checked.`,
      help: mustGo(change, facts)
        ? `What it refers by or to changes in this migration, so the old key has to go. Add the new one without checking, and check it in the next:\n${code(...notValid(table, action.spec))}`
        : [
            'In one migration, so that the old key stays until the new one stands:',
            code(`ALTER TABLE ${table.sql} ${add} NOT VALID;`),
            'And in the next:',
            code(
              `ALTER TABLE ${table.sql} VALIDATE CONSTRAINT ${temporary};`,
              `ALTER TABLE ${table.sql} DROP CONSTRAINT ${quoteIdentifier(action.constraint)};`,
              `ALTER TABLE ${table.sql} RENAME CONSTRAINT ${temporary} TO ${quoteIdentifier(name)};`,
            ),
          ].join('\n'),
    };
  }),
};

/** A key cannot stay while its columns, or the index that it refers to, are made anew. */
function mustGo({ action, migration, table, parent }: ChangeOf<'change-foreign-key'>, facts: Facts): boolean {
  const { columns, references } = action.spec;
  const isOn = (other: Change, id: string | undefined, names: readonly string[]) =>
    other.table?.id === id &&
    isChange(other, 'set-type', 'recreate-column', 'rename-column-as-drop-add') &&
    names.includes(other.action.column);
  return changesOf(facts).some(
    (other) =>
      other.migration === migration &&
      (isOn(other, table?.id, columns) ||
        isOn(other, parent?.id, references?.columns ?? []) ||
        (isChange(other, 'change-primary-key') && other.table?.id === parent?.id)),
  );
}
