import type { Rule } from '../../../contracts/rule';
import { conflictAt, conflictsOf } from '../../safety/conflicts';
import { placed } from '../../safety/rule-kit';
import { stopsOf } from '../../safety/transactions';

export const conflictingMigrations: Rule = {
  name: 'safety/conflicting-migrations',
  severity: 'error',
  problem: 'Two pending migrations make the same thing, or one changes what an earlier one drops.',
  consequence:
    'The second fails. It happens when two branches made the same change and both were merged. Where the migrations ran on the scratch database, `history/not-replayable` or `history/order-dependent` tells of the first that fails.',
  remedy: 'Take the statement out of the one that no database has applied.',
  *check(facts) {
    const told = new Set(stopsOf(facts.replay).map((failure) => conflictAt(facts, failure)?.change));
    for (const { change, object, message, help } of conflictsOf(facts))
      if (!told.has(change)) yield placed(change, { object, message, help });
  },
};
