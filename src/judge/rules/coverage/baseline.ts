import type { Facts } from '../../../contracts/facts';
import { against, makeBaseline, prisma } from '../history/commands';

/** How to make a first migration of a schema that was never migrated, and mark it as applied where its tables are. */
export function baselineHelp(facts: Facts, present: readonly string[]): string {
  return [
    'Make the first migration from the schema, and commit it:',
    ...makeBaseline(facts),
    ...(present.length === 0
      ? []
      : [against(present.join(' and then to ')), `    ${prisma(facts, 'migrate resolve --applied', '0_init')}`]),
  ].join('\n');
}
