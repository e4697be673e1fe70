import type { DatabaseDrift, Facts } from '../../../contracts/facts';
import type { Problem, Rule } from '../../../contracts/rule';
import type { Difference, DriftKind } from '../../../postgres/catalog/difference';
import type { CatalogObject } from '../../../postgres/catalog/model';
import { likelyCause } from './cause';
import { helpFor } from './help';
import { isInvisibleToPrisma, prismaView } from './visibility';

/** What a drift rule says of its own kind of object. */
export interface DriftWords {
  readonly kind: DriftKind;
  /** `off`: found only when the config file switches the rule on. Default `error`. */
  readonly severity?: 'error' | 'off';
  readonly problem: string;
  readonly consequence: string;
  /** What will happen because of this difference, one sentence. */
  readonly effect: (difference: Difference) => string;
}

/** A rule that reports the drift of one kind of object. */
export function driftRule({ kind, severity = 'error', problem, consequence, effect }: DriftWords): Rule {
  return {
    name: `drift/${kind}`,
    severity,
    problem,
    consequence,
    remedy:
      'Undo the change in the database, or bring it into a migration and mark that as applied; the report has the SQL for both.',
    *check(facts) {
      for (const drift of facts.drift) {
        for (const difference of drift.differences) {
          if (difference.kind !== kind) continue;
          yield problemOf(
            difference,
            drift,
            isOnlyRenamed(difference) ? effectOfRename(difference) : effect(difference),
            facts,
          );
        }
      }
    },
  };
}

function isOnlyRenamed({ renamedFrom, aspects }: Difference): boolean {
  return renamedFrom !== null && aspects.length === 1;
}

function effectOfRename({ kind }: Difference): string {
  return ['index', 'constraint', 'trigger', 'policy'].includes(kind)
    ? 'A migration that drops or renames it will fail here.'
    : 'What uses the name of the migrations fails here.';
}

function problemOf(difference: Difference, drift: DatabaseDrift, effect: string, facts: Facts): Problem {
  const { database } = drift;
  const actual = facts.targets.find(({ name }) => name === database)?.snapshot?.catalog ?? null;
  const cause = likelyCause(facts, database, difference);
  const silent =
    drift.against === 'expected' && isInvisibleToPrisma(difference, prismaView(facts.repository))
      ? '`prisma migrate` will not tell.'
      : '';
  const weaker = drift.against === 'schema' ? 'Seen by comparing with schema.prisma, which is the weaker check.' : '';
  return {
    database,
    object: difference.object,
    message: [statement(difference, drift), effect, silent, weaker].filter((part) => part !== '').join(' '),
    help: [cause, helpFor(difference, drift, actual, isWanted(difference, facts))]
      .filter((part) => part !== null)
      .join('\n'),
  };
}

/** There by `prisma db push`, as the schema says. */
function isWanted({ change, object }: Difference, { coverage }: Facts): boolean {
  return (
    change === 'unexpected' &&
    (coverage?.objects ?? []).some(({ object: other, situation }) => other === object && situation === 'pushed')
  );
}

/** What is there and what was expected. */
function statement(
  { change, object, aspects, expectedObject, actualObject }: Difference,
  drift: DatabaseDrift,
): string {
  const name = `${wordFor((actualObject ?? expectedObject) as CatalogObject)} ${object}`;
  const { database, against } = drift;
  const [whichMakes, whichMakesNot, asMade] =
    against === 'expected'
      ? [
          'which the migrations it has applied make',
          'which no migration it has applied makes',
          'as the applied migrations make it',
        ]
      : ['which schema.prisma has', 'which schema.prisma does not have', 'as schema.prisma has it'];
  switch (change) {
    case 'missing':
      return `${database} does not have the ${name}, ${whichMakes}.`;
    case 'unexpected':
      return `${database} has the ${name}, ${whichMakesNot}.`;
    case 'changed':
      return `In ${database} the ${name} is not ${asMade}: ${aspects.join('; ')}.`;
  }
}

/** The object's kind in words. */
function wordFor(object: CatalogObject): string {
  switch (object.kind) {
    case 'table':
      if (object.partitionBound !== null) return 'partition';
      return object.form === 'foreign' ? 'foreign table' : 'table';
    case 'constraint':
      return object.type === 'exclusion' || object.type === 'check' || object.type === 'unique'
        ? `${object.type} constraint`
        : object.type.replace('-', ' ');
    case 'index':
      return object.unique ? 'unique index' : 'index';
    case 'view':
      return object.materialized ? 'materialised view' : 'view';
    case 'function':
      return object.form === 'window' ? 'window function' : object.form;
    case 'statistics':
      return 'extended statistics';
    case 'comment':
    case 'owner':
      return `${object.kind} of the ${object.of.replace('-', ' ')}`;
    case 'privilege':
      return object.of === 'default' ? 'default privileges' : `privileges on the ${object.of.replace('-', ' ')}`;
    default:
      return object.kind.replaceAll('-', ' ');
  }
}
