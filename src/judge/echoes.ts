import type { Facts } from '../contracts/facts';
import type { Finding } from '../contracts/report';
import type { RuleName } from '../contracts/rule-name';
import { stopsOf } from './safety/transactions';

/** Rules that tell why a server refuses a statement, by its answer (PostgreSQL manual, appendix A). */
const causes: Readonly<Record<string, RuleName>> = {
  '25001': 'safety/concurrently-in-implicit-tx',
  '55P04': 'safety/enum-value-used-same-tx',
  '2BP01': 'safety/dependent-object-blocks',
  '0A000': 'safety/dependent-object-blocks',
  '42804': 'safety/dependent-object-blocks',
  '42809': 'safety/dependent-object-blocks',
};

/**
 * One failure is one error: what `history/not-replayable` and `history/order-dependent` say of a migration that stops is
 * left out where a safety rule tells the cause of it, as an error that nobody has silenced.
 */
export function withoutEchoes(findings: readonly Finding[], { replay }: Facts): readonly Finding[] {
  const told = stopsOf(replay).filter(({ migration, line, code }) =>
    findings.some(
      (finding) =>
        finding.rule === causes[code] &&
        finding.severity === 'error' &&
        finding.migration === migration &&
        (finding.line ?? 0) <= line &&
        line <= (finding.endLine ?? finding.line ?? 0),
    ),
  );
  return findings.filter(
    ({ rule, migration, line }) =>
      !/^history\/(not-replayable|order-dependent)$/.test(rule) ||
      !told.some((failure) => failure.migration === migration && failure.line === line),
  );
}
