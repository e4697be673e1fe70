import type { DatabaseHistory, Facts } from '../contracts/facts';
import { squashOf } from '../judge/rules/history/squash';
import type { Ignored } from './ignored';

/** True when schema, migrations and this database do not agree, so that there is something to plan. */
export function hasMismatch(facts: Facts, history: DatabaseHistory, ignored: Ignored): boolean {
  const { database } = history;
  const drift = facts.drift.find((found) => found.database === database)?.differences ?? [];
  if (drift.some((difference) => !ignored.difference(database, difference))) return true;
  const objects = facts.coverage?.objects ?? [];
  if (objects.some((object) => object.schema && !object.migrations && !ignored.gap(object))) return true;
  if (objects.some((object) => object.situation === 'not-in-schema' && !ignored.undeclared(object))) return true;
  const snapshot = facts.targets.find(({ name }) => name === database)?.snapshot;
  if ((snapshot?.lockHolders.length ?? 0) > 0) return true;
  // In a pull request, and where a deploy comes next, waiting is what migrations do.
  const mayWait = facts.settings.mode === 'pull-request' || facts.settings.allowPending;
  const replaced = new Set(squashOf(history, facts)?.replaced);
  return history.migrations.some((migration) => {
    const { name, state, checksum } = migration;
    if (ignored.migration(database, name) || replaced.has(migration)) return false;
    if (state === 'applied') return checksum === 'edited';
    return state !== 'pending' || !mayWait;
  });
}
