import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { type Change, type ChangeOf, isChange } from '../../safety/change';
import { code, onMigrations, placed } from '../../safety/rule-kit';
import { alsoWhenEmpty, sameTransaction, whyTogether } from '../../safety/transactions';

export const enumValueUsedSameTx: Rule = {
  name: 'safety/enum-value-used-same-tx',
  severity: 'error',
  problem: 'A value is added to an enum and used in the same transaction.',
  consequence: 'The migration fails (55P04): PostgreSQL lets nobody use a new value before it is committed.',
  remedy: 'Add the value in a migration of its own, before the one that uses it.',
  examples: [
    {
      before: `CREATE TYPE "Role" AS ENUM ('A'); CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "role" "Role");`,
      bad: `BEGIN; ALTER TYPE "Role" ADD VALUE 'B'; ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'B'; COMMIT;`,
      good: `ALTER TYPE "Role" ADD VALUE 'B'; ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'B';`,
    },
  ],
  check: onMigrations(function* (changes, facts) {
    for (const added of changes) {
      if (!isChange(added, 'add-enum-value') || added.transaction.statements === 1) continue;
      const use = changes.find((change) => change !== added && sameTransaction(added, change) && uses(change, added));
      if (use === undefined || isAllowed(added, use, facts)) continue;
      const { value, type } = added.action;
      const isUnknown = added.transaction.model === 'unknown';
      yield placed(use, {
        severity: isUnknown ? 'warning' : 'error',
        message: `${isUnknown ? 'May fail' : 'Will fail'} (55P04): uses ${value}, which line ${added.line} adds to ${type.name} in the same transaction: the file runs ${whyTogether(added)}.${alsoWhenEmpty(added.migration.file.name, facts)}`,
        help: `Put this into a migration of its own that sorts before this one:\n${code(`${added.statement.sql};`)}`,
      });
    }
  }),
};

function uses(change: Change, { action, enumType }: ChangeOf<'add-enum-value'>): boolean {
  const { value, type } = action;
  const isOfType = (text: string | undefined) =>
    text?.replaceAll('"', '').replace(/^.*\./, '').replace('[]', '') === type.name;
  if (isChange(change, 'set-default')) return change.action.literals.includes(value) && isOfType(change.column?.type);
  if (isChange(change, 'add-column'))
    return (
      isOfType(change.action.spec.type) &&
      (change.action.spec.default ?? '').includes(`'${value.replaceAll("'", "''")}'`)
    );
  if (isChange(change, 'update', 'insert', 'other')) {
    const columns = [...(change.table?.columns.values() ?? [])];
    const mayHold = !isChange(change, 'other')
      ? change.table?.isKnown !== true || columns.some((c) => isOfType(c.type))
      : true;
    return enumType !== null && mayHold && change.action.literals.includes(value);
  }
  return false;
}

/**
 * It ran on the scratch server: then the server lets it be, or the literal is something else. A type made in the same
 * transaction is let be from PostgreSQL 17 on only, so there the version of the targets has a say.
 */
function isAllowed(added: Change, use: Change, facts: Facts): boolean {
  const ran = use.trace !== null && use.migration.failure == null && use.transaction.model !== 'unknown';
  if (!ran) return false;
  const versions = facts.targets.flatMap(({ snapshot }) => snapshot?.serverVersionNumber ?? []);
  return added.enumType?.isNew !== true || versions.every((version) => version >= 170_000);
}
