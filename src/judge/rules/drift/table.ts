import type { CatalogObject } from '../../../postgres/catalog/model';
import { driftRule } from './drift-rule';

export const tableDrift = driftRule({
  kind: 'table',
  problem: 'A table of the database is not as the applied migrations make it.',
  consequence:
    'Environments built from the repository differ from this database: queries that work in one fail in the other, and the next migration that touches the table can fail.',
  effect({ change, aspects, expectedObject, actualObject }) {
    const { kind } = (actualObject ?? expectedObject) as CatalogObject;
    if (kind === 'publication') return 'Its subscribers get other changes here than in new environments.';
    if (kind === 'schema') return 'Nothing that was to be in it is there.';
    if (kind === 'foreign-server' && change !== 'unexpected')
      return change === 'missing' ? 'Every query on a table of it fails there.' : 'Its tables show other rows here.';
    if (change === 'missing') return 'Every query on it fails there.';
    if (change === 'unexpected')
      return 'New environments will not have it, and a migration that creates it will fail here.';
    if (aspects.some((aspect) => aspect.startsWith('row level security'))) {
      return 'Who may read and write its rows is decided in another way here than in new environments.';
    }
    if (aspects.some((aspect) => aspect.startsWith('logged')))
      return 'Its rows are lost when the server crashes, and replicas do not have them.';
    return 'New environments will have it the other way.';
  },
});
