import type { Facts } from '../../../contracts/facts';
import type { Problem, Rule } from '../../../contracts/rule';
import type { Difference } from '../../../postgres/catalog/difference';

/** Differences that are named; the number of all is given. */
const listed = 5;

export const orderDependent: Rule = {
  name: 'history/order-dependent',
  severity: 'warning',
  problem: 'The order in which the database runs the migrations and the order of their folders give different schemas.',
  consequence: 'This database and new environments differ although both have run every migration.',
  remedy: 'Add a migration that brings both to the same schema, whichever order ran.',
  *check(facts) {
    if (facts.repository.unsupported !== null) return;
    for (const { database, pending } of facts.histories) {
      const differences = facts.replay.orderDifferences.get(database) ?? [];
      if (differences.length > 0) yield differ(database, differences);
      else {
        const isToRun = new Set(pending.map(({ name }) => name));
        yield* stops(database, isToRun, facts);
      }
    }
  },
};

function differ(database: string, differences: readonly Difference[]): Problem {
  const names = differences.slice(0, listed).map(({ kind, object }) => `${kind} ${object}`);
  const rest = differences.length - names.length;
  return {
    database,
    message: `In the order of ${database} the migrations make another schema than in the order of their folders. It differs in ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
    help: 'Add a migration that brings both to the same schema, written so that it runs after either order (IF EXISTS, IF NOT EXISTS).',
  };
}

/** The folder order runs, and the order of this database does not: the next deploy there will fail. */
function* stops(database: string, isToRun: ReadonlySet<string>, { replay, repository }: Facts): Iterable<Problem> {
  const failure = replay.deployed.get(database)?.failure ?? null;
  if (failure === null || failure.undetermined !== null || replay.migrations?.catalog == null) return;
  if (!isToRun.has(failure.migration)) return;
  const file = repository.migrations.find(({ name }) => name === failure.migration);
  yield {
    database,
    object: failure.migration,
    migration: failure.migration,
    ...(file === undefined ? {} : { file: file.path, line: failure.line }),
    severity: 'error',
    message: `${failure.migration} runs in the order of the folders and fails after what ${database} has applied already: ${failure.message} (${failure.code}). The next deploy there will stop at it.`,
    help: 'Rename its folder so that it sorts last, and change it to fit what is there then.',
  };
}
