import type { Rule } from '../../../contracts/rule';
import { isCurrent } from '../../suppress';

export const expired: Rule = {
  name: 'suppression/expired',
  severity: 'warning',
  problem: 'An ignore entry of the config file is past its `until` date.',
  consequence: 'It has no effect any more; what it silenced is reported again.',
  remedy: 'Mend what it silenced, or decide again and set a new date.',
  *check({ settings, now }) {
    for (const entry of settings.ignore) {
      if (isCurrent(entry, now)) continue;
      yield {
        object: `${entry.rule} at line ${entry.line}`,
        message: `The ignore entry for ${entry.rule} in the config file (line ${entry.line}) ended on ${entry.until}.`,
        help: 'Remove the entry, or set a new `until:` date if the reason still holds.',
      };
    }
  },
};
