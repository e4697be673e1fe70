import type { ExcludeEntry } from '../../contracts/settings';
import type { DriftKind } from '../../postgres/catalog/difference';
import { excludeMatcher } from '../../settings/globs';
import type { Expressible } from './expressible';

/** What `drift/*` rules, and `exclude:` entries as well, call each kind. */
export const driftKindOf: Readonly<Record<Expressible['kind'], DriftKind>> = {
  table: 'table',
  column: 'column',
  'primary-key': 'constraint',
  'foreign-key': 'constraint',
  unique: 'index',
  index: 'index',
  enum: 'enum',
  'enum-value': 'enum',
  view: 'view',
  extension: 'extension',
};

/** Whether an `exclude:` entry of the config file names an object, or the table or enum that it belongs to. */
export function excludedBy(entries: readonly ExcludeEntry[]): (item: Expressible) => boolean {
  const isExcluded = excludeMatcher(entries);
  return (item) => {
    const owner = { kind: item.kind.startsWith('enum') ? 'enum' : 'table', object: item.owner };
    return isExcluded([item, { kind: driftKindOf[item.kind], object: item.object }, owner]);
  };
}
