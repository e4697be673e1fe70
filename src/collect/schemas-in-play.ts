import { UndeterminedError } from '../base/errors';
import type { Repository } from '../contracts/repository';
import type { Settings } from '../contracts/settings';

/**
 * The schemas of the datasource, else the one that `?schema=` names; the config file adds and takes away.
 * @throws UndeterminedError when it takes all of them away: nothing would be compared, and nothing found
 */
export function schemasInPlay(settings: Settings, { schemas }: Repository, defaultSchema: string): readonly string[] {
  const { include, exclude } = settings.schemas;
  const all = [...new Set([...(schemas.length > 0 ? schemas : [defaultSchema]), ...include])];
  const left = all.filter((schema) => !exclude.includes(schema));
  if (left.length > 0) return left;
  throw new UndeterminedError(
    `No schema is left to compare: \`schemas: exclude\` of the config file takes away ${all.join(', ')}; take one of them off that list`,
  );
}
