import type { CoverageObject } from '../../../contracts/coverage';
import type { Facts } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { groupsOf, listed, placeOf, subjectOf } from './group';
import { surplusHelp } from './surplus-help';

export const unmanaged: Rule = {
  name: 'coverage/unmanaged',
  severity: 'warning',
  problem:
    'The database has something that neither the migrations nor the schema know. Left to `drift/*` where those report it.',
  consequence: 'Nobody reviews it, and a database built from this repository will be without it.',
  remedy: 'Bring it into the schema and the migrations, drop it, or exclude it in the config file.',
  *check(facts) {
    const surplus = (facts.coverage?.objects ?? []).filter(({ situation }) => situation === 'database-only');
    for (const { name } of facts.targets) {
      const reported = driftOf(facts, name);
      const here = surplus.filter((object) => object.databases[name] && !isReported(object, reported));
      for (const group of groupsOf(here)) {
        const what = group.whole?.label ?? `${listed(group.parts.map(({ label }) => label))} on ${group.owner}`;
        yield {
          database: name,
          object: subjectOf(group),
          ...placeOf(group.objects),
          message: `${name} has ${what}, which neither the migrations nor the schema know.`,
          help: surplusHelp(group, facts),
        };
      }
    }
  },
};

/** Ids of what drift reports as unexpected or changed in the database, and of what belongs to that. */
function driftOf({ drift }: Facts, name: string): ReadonlySet<string> {
  const differences = drift.filter(({ database }) => database === name).flatMap(({ differences }) => differences);
  return new Set(
    differences
      .filter(({ change }) => change !== 'missing')
      .flatMap(({ object, including = [] }) => [object, ...including.map(({ id }) => id)]),
  );
}

function isReported({ object, owner }: CoverageObject, reported: ReadonlySet<string>): boolean {
  return reported.has(object) || reported.has(owner);
}
