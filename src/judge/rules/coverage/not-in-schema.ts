import type { Rule } from '../../../contracts/rule';
import { capitalised, groupsOf, listed, placeOf, subjectOf } from './group';
import { surplusHelp } from './surplus-help';

export const notInSchema: Rule = {
  name: 'coverage/not-in-schema',
  severity: 'warning',
  problem: 'The migrations make something that the schema could declare and does not.',
  consequence: 'The next `prisma migrate dev` will write a migration that drops it.',
  remedy: 'Declare it in the schema, or drop it in a migration.',
  *check(facts) {
    const surplus = (facts.coverage?.objects ?? []).filter(({ situation }) => situation === 'not-in-schema');
    for (const group of groupsOf(surplus)) {
      const { whole, parts } = group;
      const model = (whole ?? parts[0])?.declaredBy ?? group.owner;
      const labels = listed(parts.map(({ label }) => label));
      yield {
        object: subjectOf(group),
        ...placeOf(group.objects),
        message: `${whole === null ? `${capitalised(model)} does not declare what the migrations make: ${labels}.` : `The schema does not declare the ${whole.label}, which the migrations make.`} The next \`prisma migrate dev\` will write a migration that drops it.`,
        help: surplusHelp(group, facts),
      };
    }
  },
};
