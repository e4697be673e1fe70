import type { ExcludeEntry } from '../../contracts/settings';
import type { Difference } from '../../postgres/catalog/difference';
import type { CatalogObject } from '../../postgres/catalog/model';
import { type ExcludableName, excludeMatcher } from '../../settings/globs';

/** Types of constraints that are kinds of their own to coverage, and so to `exclude:` entries. */
const constraintKinds = new Set(['foreign-key', 'primary-key', 'unique']);

/**
 * Whether an `exclude:` entry of the config file names what a difference is about, or the table that it lives on. The
 * kind may be that of the rule (`view`), of the object (`rule`, `publication`) or of the constraint (`foreign-key`).
 */
export function excludedBy(entries: readonly ExcludeEntry[]): (difference: Difference) => boolean {
  const isExcluded = excludeMatcher(entries);
  return (difference) => isExcluded(namesOf(difference));
}

function namesOf({ kind, object, renamedFrom, actualObject, expectedObject }: Difference): ExcludableName[] {
  const subject = (actualObject ?? expectedObject) as CatalogObject;
  const names: ExcludableName[] = [
    { kind, object },
    { kind: subject.kind, object },
  ];
  if (renamedFrom !== null) names.push({ kind, object: renamedFrom });
  if (subject.kind === 'constraint' && constraintKinds.has(subject.type)) names.push({ kind: subject.type, object });
  if (subject.kind === 'index' && subject.unique) names.push({ kind: 'unique', object });
  if ('table' in subject && subject.table !== null)
    names.push({ kind: 'table', object: `${subject.schema}.${subject.table}` });
  return names;
}
