import type { Facts, FileDirective } from '../contracts/facts';
import type { Finding } from '../contracts/report';
import type { IgnoreEntry } from '../contracts/settings';
import { nameGlob } from '../settings/globs';

/** A finding that somebody silenced, and who. */
export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
  readonly by: 'comment' | 'config';
}

/** What became of the findings, and which suppressions matched at least one. */
export interface Suppression {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly usedDirectives: ReadonlySet<FileDirective>;
  readonly usedEntries: ReadonlySet<IgnoreEntry>;
}

/** True on the last day an entry counts and before; `until` is a calendar day in UTC. */
export function isCurrent(entry: IgnoreEntry, now: Date): boolean {
  return entry.until === undefined || now.toISOString().slice(0, 10) <= entry.until;
}

function directiveCovers(directive: FileDirective, finding: Finding): boolean {
  if (directive.reason === '' || !directive.rules.includes(finding.rule)) return false;
  if (directive.file !== finding.file) return false;
  if (directive.lines === null) return true;
  if (finding.line === undefined) return false;
  return finding.line <= directive.lines.to && (finding.endLine ?? finding.line) >= directive.lines.from;
}

type Matcher = (finding: Finding) => boolean;

/** Its globs are compiled once, not once for each finding. */
function entryMatcher({ object, migration }: IgnoreEntry): Matcher {
  const [ofObject, ofMigration] = [object, migration].map((glob) => {
    if (glob === undefined) return () => true;
    const matches = nameGlob(glob);
    return (value: string | undefined) => value !== undefined && matches(value);
  });
  return (finding) => ofObject?.(finding.object) === true && ofMigration?.(finding.migration) === true;
}

/** The entries of `ignore:` that count today, by their rule. */
function entriesByRule({
  settings,
  now,
}: Facts): ReadonlyMap<string, readonly { entry: IgnoreEntry; covers: Matcher }[]> {
  const counting = settings.ignore.filter((entry) => entry.reason !== '' && isCurrent(entry, now));
  return groupBy(
    counting.map((entry) => ({ entry, covers: entryMatcher(entry) })),
    ({ entry }) => entry.rule,
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Takes the silenced findings out. A directive in SQL counts before an entry of the config file. */
export function suppress(findings: readonly Finding[], facts: Facts): Suppression {
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  const usedDirectives = new Set<FileDirective>();
  const usedEntries = new Set<IgnoreEntry>();
  const directives = groupBy(facts.directives, ({ file }) => file);
  const entries = entriesByRule(facts);
  for (const finding of findings) {
    const directive = directives.get(finding.file ?? '')?.find((candidate) => directiveCovers(candidate, finding));
    const entry = entries.get(finding.rule)?.find(({ covers }) => covers(finding))?.entry;
    if (directive !== undefined) usedDirectives.add(directive);
    if (entry !== undefined) usedEntries.add(entry);
    if (directive !== undefined) suppressed.push({ finding, reason: directive.reason, by: 'comment' });
    else if (entry !== undefined) suppressed.push({ finding, reason: entry.reason, by: 'config' });
    else kept.push(finding);
  }
  return { findings: kept, suppressed, usedDirectives, usedEntries };
}
