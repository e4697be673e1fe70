import type { Facts, FileDirective } from '../facts';
import type { Finding } from '../report/report';
import { nameGlob } from '../settings/globs';
import type { IgnoreEntry } from '../settings/settings';

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

function matches(glob: string | undefined, value: string | undefined): boolean {
  if (glob === undefined) return true;
  return value !== undefined && nameGlob(glob)(value);
}

function entryCovers(entry: IgnoreEntry, finding: Finding, now: Date): boolean {
  return (
    entry.reason !== '' &&
    entry.rule === finding.rule &&
    isCurrent(entry, now) &&
    matches(entry.object, finding.object) &&
    matches(entry.migration, finding.migration)
  );
}

/** Takes the silenced findings out. A directive in SQL counts before an entry of the config file. */
export function suppress(findings: readonly Finding[], facts: Facts): Suppression {
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  const usedDirectives = new Set<FileDirective>();
  const usedEntries = new Set<IgnoreEntry>();
  for (const finding of findings) {
    const directive = facts.directives.find((candidate) => directiveCovers(candidate, finding));
    const entry = facts.settings.ignore.find((candidate) => entryCovers(candidate, finding, facts.now));
    if (directive !== undefined) usedDirectives.add(directive);
    if (entry !== undefined) usedEntries.add(entry);
    if (directive !== undefined) suppressed.push({ finding, reason: directive.reason, by: 'comment' });
    else if (entry !== undefined) suppressed.push({ finding, reason: entry.reason, by: 'config' });
    else kept.push(finding);
  }
  return { findings: kept, suppressed, usedDirectives, usedEntries };
}
