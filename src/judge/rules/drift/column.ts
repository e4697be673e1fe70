import { driftRule } from './drift-rule';

export const columnDrift = driftRule({
  kind: 'column',
  problem: 'A column of the database is not as the applied migrations make it.',
  consequence:
    'Prisma Client names every column of a model, so that a missing one fails every query on it; another type or default lets data in here that other environments refuse, or the other way round.',
  effect({ change, aspects, actualObject }) {
    if (change === 'missing') return 'Prisma Client names every column of a model: queries on the table fail there.';
    if (change === 'unexpected') {
      const column = actualObject?.kind === 'column' ? actualObject : null;
      const required =
        column?.notNull && column.default === null && column.identity === null && column.generated === null;
      return required
        ? 'It is required and has no default: inserts that do not know it fail.'
        : 'New environments will not have it, and a migration that adds it will fail here.';
    }
    if (aspects.includes('nullable → not null')) return 'Writing NULL fails here and works in other environments.';
    if (aspects.includes('not null → nullable'))
      return 'NULL can get in, and Prisma Client throws when it reads one where the model has none.';
    if (aspects.some((aspect) => /^(?:default|identity|generated) /.test(aspect))) {
      return 'Inserts that leave it out do something else here than in new environments.';
    }
    return 'New environments will have it the other way.';
  },
});
