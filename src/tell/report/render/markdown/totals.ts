import { cell } from '../../../../base/escape';
import { byUrgency } from '../../urgency';
import { blocksOf, icons, table, type View } from './view';

/** How many findings each rule has: what is left when nothing else fits. */
export function totalsSection(view: View): string {
  const rules = new Map<string, { icon: string; n: number }>();
  for (const finding of byUrgency(view.report.findings)) {
    const entry = rules.get(finding.rule) ?? { icon: icons[finding.severity], n: 0 };
    entry.n += 1;
    rules.set(finding.rule, entry);
  }
  const rows = [...rules].slice(0, 150).map(([rule, { icon, n }]) => [icon, cell(rule, 80), String(n)]);
  return blocksOf(
    'There is too much to say for this place; the report of the run has all of it.',
    table(['', 'Rule', 'Findings'], rows),
  );
}
