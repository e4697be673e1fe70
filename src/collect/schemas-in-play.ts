import type { Repository } from '../repository/repository';
import type { Settings } from '../settings/settings';

/** The schemas of the datasource, else the one that `?schema=` names; the config file adds and takes away. */
export function schemasInPlay(settings: Settings, { schemas }: Repository, defaultSchema: string): readonly string[] {
  const { include, exclude } = settings.schemas;
  const all = [...(schemas.length > 0 ? schemas : [defaultSchema]), ...include];
  return [...new Set(all)].filter((schema) => !exclude.includes(schema));
}
