import type { CoverageObject } from '../contracts/coverage';
import type { Facts } from '../contracts/facts';
import type { RuleName } from '../contracts/rule-name';
import type { Judgement } from '../judge/judge';
import { squashOf } from '../judge/rules/history/squash';
import type { Difference } from '../postgres/catalog/difference';

/** What the config silences, with a reason, or a squash explains, is no mismatch that a plan has to resolve. */
export interface Ignored {
  readonly difference: (database: string, difference: Difference) => boolean;
  readonly gap: (object: CoverageObject) => boolean;
  readonly undeclared: (object: CoverageObject) => boolean;
  /** Names of migrations whose state somebody accepts. */
  readonly migration: (database: string, name: string) => boolean;
}

/** Reads it off the findings that were silenced, so that there is one place that knows how silencing works. */
export function ignoredBy({ suppressed }: Judgement, facts: Pick<Facts, 'settings' | 'histories' | 'drift'>): Ignored {
  const { settings, histories } = facts;
  const silenced = new Set(suppressed.map(({ finding }) => key(finding.rule, finding.database, finding.object)));
  const isSilenced = (rule: RuleName, { object, owner }: CoverageObject) =>
    isOff(rule) || [object, owner].some((name) => silenced.has(key(rule, undefined, name)));
  const isOff = (rule: RuleName) => settings.rules[rule] === 'off';
  const squashed = new Set(
    histories.flatMap((history) =>
      (squashOf(history, facts)?.replaced ?? []).map(({ name }) => key('squashed', history.database, name)),
    ),
  );
  return {
    difference: (database, { kind, object }) =>
      isOff(`drift/${kind}`) || silenced.has(key(`drift/${kind}`, database, object)),
    gap: (object) => isSilenced('coverage/not-migrated', object),
    undeclared: (object) => isSilenced('coverage/not-in-schema', object),
    migration: (database, name) =>
      squashed.has(key('squashed', database, name)) ||
      suppressed.some(
        ({ finding }) =>
          finding.rule.startsWith('history/') && finding.database === database && finding.migration === name,
      ),
  };
}

function key(rule: string, database: string | undefined, object: string | undefined): string {
  return JSON.stringify([rule, database, object]);
}
