import { driftRule } from './drift-rule';

export const indexDrift = driftRule({
  kind: 'index',
  problem: 'An index of the database is not as the applied migrations make it.',
  consequence:
    'A missing unique index lets duplicates in, a missing index makes queries read whole tables, one that nobody migrated is lost with the next environment, and an INVALID one is written but never used.',
  effect({ change, aspects, expectedObject, actualObject }) {
    const isUnique = [expectedObject, actualObject].some((object) => object?.kind === 'index' && object.unique);
    if (actualObject?.kind === 'statistics' || expectedObject?.kind === 'statistics')
      return 'Plans of queries can differ from those elsewhere.';
    if (change === 'missing')
      return isUnique ? 'Duplicates can get in.' : 'Queries that count on it read the whole table.';
    if (change === 'unexpected') {
      return isUnique
        ? 'It refuses duplicates that new environments accept.'
        : 'New environments will not have it, and a migration that creates it will fail here.';
    }
    if (aspects.includes('valid → INVALID')) {
      return 'Its build failed half way: no query uses it and every write pays for it. `REINDEX INDEX CONCURRENTLY` builds it again.';
    }
    if (aspects.includes('unique → not unique')) return 'Duplicates can get in.';
    return isUnique
      ? 'It decides otherwise than in new environments what a duplicate is.'
      : 'Queries that count on it can be slow in one of the two.';
  },
});
