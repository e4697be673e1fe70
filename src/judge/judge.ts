import type { Facts } from '../contracts/facts';
import type { Finding } from '../contracts/report';
import type { Problem, Rule } from '../contracts/rule';
import type { RuleName } from '../contracts/rule-name';
import { withoutEchoes } from './echoes';
import { fingerprint } from './fingerprint';
import { unused, unusedSuppressions } from './rules/suppression/unused';
import { bySeverity, severityOf, switchedOff } from './severity';
import { type Suppressed, suppress } from './suppress';

/** What the rules say, silenced findings apart, gravest first. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** Rules that the config file switches off and that would be on without it. */
  readonly off: readonly RuleName[];
}

/** Runs the rules over the facts. Pure; an error thrown by a rule is a bug and is not caught. */
export function judge(rules: readonly Rule[], facts: Facts): Judgement {
  const seen = new Map<string, number>();
  const all = rules.flatMap((rule) => findingsOf(rule, rule.check(facts), facts, seen));
  const suppression = suppress(all, facts);
  const isRule = (name: string) => rules.some((rule) => rule.name === name);
  const findings = [
    ...withoutEchoes(suppression.findings, facts),
    ...findingsOf(unused, unusedSuppressions(facts, suppression, isRule), facts, seen),
  ];
  return {
    findings: findings.sort(compareFindings),
    suppressed: suppression.suppressed,
    off: switchedOff(rules, facts.settings),
  };
}

function findingsOf(rule: Rule, problems: Iterable<Problem>, facts: Facts, seen: Map<string, number>): Finding[] {
  const findings: Finding[] = [];
  for (const problem of problems) {
    const severity = severityOf(rule, problem, facts.settings);
    if (severity === 'off') continue;
    const base = fingerprint(rule.name, problem, 0);
    const occurrence = seen.get(base) ?? 0;
    seen.set(base, occurrence + 1);
    const { severity: _own, atMost: _ceiling, ...place } = problem;
    findings.push({ rule: rule.name, severity, ...place, fingerprint: fingerprint(rule.name, problem, occurrence) });
  }
  return findings;
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    bySeverity(a, b) ||
    byText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    byText(a.rule, b.rule) ||
    byText(a.object, b.object)
  );
}

/** By code unit: the same on every machine, whatever its locale. */
function byText(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b);
}
