import type { Facts } from '../../../contracts/facts';
import type { Problem, Rule } from '../../../contracts/rule';
import { isCurrent, type Suppression } from '../../suppress';

/** Its problems come from {@link unusedSuppressions}, once the findings of every other rule are known. */
export const unused: Rule = {
  name: 'suppression/unused',
  severity: 'notice',
  problem: 'An ignore comment in a pending migration, or an ignore entry of the config file, silences nothing.',
  consequence: 'It may one day hide a problem that nobody has decided about.',
  remedy: 'Remove it.',
  *check() {},
};

/**
 * What `suppression/unused` says. Comments in migrations that are not pending are left alone: rules about statements
 * look at pending ones only, so an old comment has done its work. What `suppression/invalid` reports is not said twice.
 */
export function* unusedSuppressions(
  facts: Facts,
  suppression: Suppression,
  isRule: (name: string) => boolean,
): Iterable<Problem> {
  const pending = new Set(facts.pending.map(({ file }) => file.name));
  for (const directive of facts.directives) {
    if (directive.reason === '' || !directive.rules.some(isRule)) continue;
    if (!pending.has(directive.migration) || suppression.usedDirectives.has(directive)) continue;
    yield {
      file: directive.file,
      line: directive.line,
      migration: directive.migration,
      message: `This ignore comment for ${directive.rules.join(', ')} silences nothing.`,
      help: 'Remove the comment.',
    };
  }
  for (const entry of facts.settings.ignore) {
    if (entry.reason === '' || !isCurrent(entry, facts.now) || suppression.usedEntries.has(entry)) continue;
    yield {
      object: `${entry.rule} at line ${entry.line}`,
      message: `The ignore entry for ${entry.rule} in the config file (line ${entry.line}) silences nothing.`,
      help: 'Remove the entry.',
    };
  }
}
