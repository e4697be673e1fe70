import { closest } from '../../../base/closest';
import { shorten } from '../../../base/escape';
import { list } from '../../../base/list';
import type { Problem, Rule } from '../../../contracts/rule';

/** To look for the closest name takes long, so a file full of wrong ones gets no more of these. */
const mostHints = 100;

/**
 * Rule `suppression/invalid`.
 * @param ruleNames names a directive may use; a function because the list of rules contains this one.
 */
export function invalid(ruleNames: () => readonly string[]): Rule {
  return {
    name: 'suppression/invalid',
    severity: 'warning',
    problem: 'An ignore comment or an ignore entry has no reason, names a rule that does not exist, or is too long.',
    consequence: 'It has no effect, so what it was meant to silence is still reported.',
    remedy:
      'Write `-- migration-gate-ignore <rule>: <reason>` with a rule of this tool and a reason for the next reader.',
    *check({ directives, settings }) {
      const names = ruleNames();
      let hints = mostHints;
      for (const directive of directives) {
        const place = { file: directive.file, line: directive.line, migration: directive.migration } as const;
        if (directive.tooMuch !== undefined) {
          yield problem(
            directive.tooMuch,
            'Write one short comment per statement, with the rules that it needs.',
            place,
          );
          continue;
        }
        const unknown = directive.rules.filter((rule) => !names.includes(rule)).map((rule) => shorten(rule));
        const [first] = unknown;
        if (directive.rules.length === 0)
          yield problem('names no rule', 'Write `-- migration-gate-ignore <rule>: <reason>`.', place);
        if (first !== undefined)
          yield problem(
            unknown.length === 1
              ? `names the rule ${first}, which does not exist`
              : `names rules that do not exist (${list(unknown)})`,
            hints-- > 0 ? `Did you mean ${closest(first, names)}?` : 'The names are in docs/rules.md.',
            place,
          );
        if (directive.reason === '')
          yield problem(
            'has no reason',
            `Add one: -- migration-gate-ignore ${directive.rules.map((rule) => shorten(rule)).join(', ')}: why this is fine here`,
            place,
          );
      }
      for (const entry of settings.ignore) {
        if (entry.reason !== '') continue;
        yield {
          object: `${entry.rule} at line ${entry.line}`,
          message: `The ignore entry for ${entry.rule} in the config file (line ${entry.line}) has no reason, so it has no effect.`,
          help: 'Add `reason:` to the entry: one sentence for the person who finds it next year.',
        };
      }
    },
  };
}

function problem(what: string, help: string, place: Pick<Problem, 'file' | 'line' | 'migration'>): Problem {
  return { message: `This ignore comment ${what}, so it has no effect.`, help, ...place };
}
