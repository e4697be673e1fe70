import type { DatabaseHistory, Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { against, makeBaseline, prisma } from './commands';
import { isWithoutHistory, knownHistories } from './known';

/** Commands of existing migrations that are written out; the rest goes the same way. */
const listed = 5;

export const noHistoryTable: Rule = {
  name: 'history/no-history-table',
  severity: 'error',
  problem: 'The database has tables but no history of migrations.',
  consequence:
    '`prisma migrate deploy` refuses to touch it (P3005), so nothing of this repository can be deployed there.',
  remedy: 'Baseline it: say with `prisma migrate resolve --applied` which migrations its tables already contain.',
  *check(facts) {
    for (const known of knownHistories(facts)) {
      if (!isWithoutHistory(known)) continue;
      const { snapshot, history } = known;
      const tables = snapshot.catalog.objects.filter(({ kind }) => kind === 'table').length;
      const elsewhere = snapshot.notes.find((note) => note.includes('_prisma_migrations'));
      yield {
        database: history.database,
        object: snapshot.defaultSchema,
        message: `${history.database} has ${tables === 1 ? '1 table' : `${tables} tables`} and no _prisma_migrations.${elsewhere === undefined ? '' : ` ${elsewhere}`} \`prisma migrate deploy\` will refuse it (P3005).`,
        help: history.pending.length > 0 ? markExisting(history, facts) : baseline(history.database, facts),
      };
    }
  },
};

function markExisting({ database, pending }: DatabaseHistory, facts: Facts): string {
  const rest = pending.length - listed;
  return [
    `Mark the migrations whose changes it already has, oldest first; the next deploy runs the others. ${against(database)}`,
    ...pending.slice(0, listed).map(({ name }) => `    ${prisma(facts, 'migrate resolve --applied', name)}`),
    ...(rest > 0 ? [`and so on for those of the other ${rest} that it has.`] : []),
  ].join('\n');
}

function baseline(database: string, facts: Facts): string {
  return [
    `Make a first migration that describes what is there, and mark it as applied. ${against(database)}`,
    ...makeBaseline(facts),
    `    ${prisma(facts, 'migrate resolve --applied 0_init')}`,
  ].join('\n');
}
