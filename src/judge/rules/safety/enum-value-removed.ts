import type { Rule } from '../../../contracts/rule';
import { quoteIdentifier, quoteLiteral } from '../../../postgres/sql/identifiers';
import type { Change } from '../../safety/change';
import { mayFailOnData } from '../../safety/data-risk';
import { code, longLock, onChanges, probed, sized } from '../../safety/rule-kit';

export const enumValueRemoved: Rule = {
  name: 'safety/enum-value-removed',
  severity: 'warning',
  problem: 'Values are removed from an enum by putting another type in its place.',
  consequence:
    'If one row still has such a value the migration fails (22P02). Each column of the enum is rewritten under an exclusive lock, and code that still writes the value fails.',
  remedy: 'Stop writing the values, change the rows that have them, then remove them.',
  examples: [
    {
      before: `CREATE TYPE "Role" AS ENUM ('A', 'B'); CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "role" "Role");`,
      bad: `BEGIN;
CREATE TYPE "Role_new" AS ENUM ('A');
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
COMMIT;`,
      good: `ALTER TYPE "Role" ADD VALUE 'C';`,
    },
  ],
  check: onChanges(['replace-enum'], (change, facts) => {
    const { action, enumType, parts } = change;
    if (enumType === null || enumType.isNew) return null;
    const kept = new Set(action.values);
    const removed = enumType.values.filter((value) => !kept.has(value) && !enumType.added.includes(value));
    const columns = parts.flatMap((part) =>
      part.action.kind === 'set-type' && part.table?.isNew === false ? [part] : [],
    );
    if (removed.length === 0) return null;
    const probe = probed(facts, change, 'enum-values');
    const values = removed.join(', ');
    const [object, name] = [enumType.id, action.type.name];
    const places = columns
      .map((part) => `${columnName(part)} of ${part.table === null ? '' : sized(part.table)}`)
      .join(', ');
    const help =
      columns.length === 0
        ? 'No column of an existing table has this type. Make sure that no running code writes the values.'
        : `Deploy code that does not write them, then change the rows that have them in an earlier migration:\n${code(...columns.map((part) => repair(part, removed)))}`;
    if (probe?.verdict === 'will-fail')
      return {
        object,
        severity: 'error',
        message: `Will fail (22P02): ${probe.database} still has ${values} of ${name} in ${places}.`,
        help,
      };
    const isSafe = columns.length === 0 || !mayFailOnData(change, facts);
    const locks = columns.map((part) => (part.table === null ? null : longLock(part.table)));
    const rewrite = columns.length === 0 ? '' : ' Reads and writes wait while each is rewritten.';
    return {
      object,
      severity: isSafe && !locks.includes('warning') ? 'notice' : 'warning',
      message: isSafe
        ? `Removes ${values} from ${name}; code that still writes it fails.${rewrite}`
        : `Removes ${values} from ${name}: fails if a row still has it in ${places}.${rewrite}`,
      help,
    };
  }),
};

function columnName({ action }: Change): string {
  return 'column' in action ? action.column : '';
}

function repair(part: Change, removed: readonly string[]): string {
  const name = quoteIdentifier(columnName(part));
  const list = removed.map((value) => quoteLiteral(value).trim()).join(', ');
  return `UPDATE ${part.table?.sql ?? ''} SET ${name} = … WHERE ${name}::text IN (${list});`;
}
