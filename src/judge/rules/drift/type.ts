import type { CatalogObject } from '../../../postgres/catalog/model';
import { driftRule } from './drift-rule';

export const typeDrift = driftRule({
  kind: 'type',
  problem: 'A domain, composite type, range type, collation or cast is not as the applied migrations make it.',
  consequence:
    'Columns of the type accept or refuse, compare or convert values otherwise here than in other environments.',
  effect({ change, actualObject, expectedObject }) {
    if (change === 'missing') return 'A migration that uses it will fail here.';
    if (change === 'unexpected')
      return 'New environments will not have it, and a migration that creates it will fail here.';
    const { kind } = (actualObject ?? expectedObject) as CatalogObject;
    if (kind === 'collation') return 'Texts sort and compare in another way here, in unique indexes too.';
    if (kind === 'cast') return 'Values of one type become the other in another way here than in new environments.';
    return 'Columns of the type accept other values here than in new environments.';
  },
});
