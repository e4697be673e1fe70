import type { Problem, Rule } from '../contracts/rule';
import type { RuleName } from '../contracts/rule-name';
import { type Mode, type Settings, type Severity, severities } from '../contracts/settings';

const rank = (severity: Severity): number => severities.indexOf(severity);

/** The default severity of a rule in a mode, before the config file. */
function defaultSeverity(rule: Rule, mode: Mode): Severity | 'off' {
  return typeof rule.severity === 'string' ? rule.severity : rule.severity[mode];
}

/**
 * The severity of one problem: the config file's word, else the problem's own, else the rule's default for the mode, and
 * never above the problem's `atMost`.
 */
export function severityOf(rule: Rule, problem: Problem, settings: Settings): Severity | 'off' {
  const configured = settings.rules[rule.name];
  const standard = defaultSeverity(rule, settings.mode);
  const severity = configured ?? (standard === 'off' ? 'off' : (problem.severity ?? standard));
  if (severity === 'off' || problem.atMost === undefined) return severity;
  return rank(severity) < rank(problem.atMost) ? problem.atMost : severity;
}

/** Rules that the config file switches off and that are on in this mode without it. */
export function switchedOff(rules: readonly Rule[], settings: Settings): RuleName[] {
  return rules.flatMap((rule) =>
    settings.rules[rule.name] === 'off' && defaultSeverity(rule, settings.mode) !== 'off' ? [rule.name] : [],
  );
}

/** Orders by severity, gravest first. */
export function bySeverity(a: { severity: Severity }, b: { severity: Severity }): number {
  return rank(a.severity) - rank(b.severity);
}

/** True when a finding of `severity` fails the job under `fail-on`; `never` judges like `error`. */
export function fails(severity: Severity, failOn: Settings['failOn']): boolean {
  return rank(severity) <= rank(failOn === 'never' ? 'error' : failOn);
}
