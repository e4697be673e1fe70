import { cell, oneLine, prose, shorten } from '../../../base/escape';
import type { Finding, Report } from '../../../contracts/report';
import { unnamedDatabase } from '../../../contracts/settings';
import { forDatabase } from '../for-database';
import { visible } from '../reduce';
import { byUrgency } from '../urgency';
import { count } from '../words';
import { bodyBudget, renderComment } from './comment';
import type { RenderContext } from './context';
import { icons } from './markdown/view';

/** What is kept of each finding in a hidden line of the issue, to say later what has changed. */
export interface Remembered {
  readonly hash: string;
  readonly rule: string;
}

const mostRemembered = 400;
const line = /^<!-- findings:([0-9a-f]{8}=[a-z/-]+(?:,[0-9a-f]{8}=[a-z/-]+)*)? -->$/m;

/** The title: the database's name, made harmless, because titles turn up in mails and chats. */
export function issueTitle(database: string): string {
  if (database === unnamedDatabase) return 'The database is out of step with its migrations';
  const name = shorten(oneLine(database).replace(/[^\p{L}\p{N} ._-]/gu, '_'), 60);
  return `Database ${name} is out of step with its migrations`;
}

/** The body for one database; `hash` shortens a fingerprint to 8 hexadecimal digits. */
export function renderIssue(
  report: Report,
  context: RenderContext,
  database: string,
  hash: (text: string) => string,
): string {
  const mine = forDatabase(report, database);
  const entries = remember(mine.findings, hash).map((entry) => `${entry.hash}=${entry.rule}`);
  const hidden = `<!-- findings:${entries.join(',')} -->`;
  return `${hidden}\n${renderComment(mine, context, 500 + hidden.length)}`;
}

/** The findings of the database as they are remembered. */
function remember(findings: readonly Finding[], hash: (text: string) => string): Remembered[] {
  return byUrgency(findings)
    .slice(0, mostRemembered)
    .map((finding) => ({
      hash: hash(finding.fingerprint),
      rule: finding.rule.replace(/[^a-z/-]/g, '').slice(0, 60) || '-',
    }));
}

/** Reads the hidden line of an issue's body; people may have edited it, so anything odd counts as nothing. */
export function remembered(body: string | null | undefined): Remembered[] {
  const entries = line.exec(body?.slice(0, bodyBudget) ?? '')?.[1]?.split(',') ?? [];
  return entries.map((entry) => {
    const [hash = '', rule = ''] = entry.split('=');
    return { hash, rule };
  });
}

/** What is new and what is gone, as a comment; null when the same findings are there. */
export function renderChanges(
  before: readonly Remembered[],
  report: Report,
  context: RenderContext,
  database: string,
  hash: (text: string) => string,
): string | null {
  const { findings } = forDatabase(visible(report, context), database);
  const old = new Set(before.map((entry) => entry.hash));
  const current = new Set(findings.map(({ fingerprint }) => hash(fingerprint)));
  const added = byUrgency(findings).filter(({ fingerprint }) => !old.has(hash(fingerprint)));
  const gone = before.filter((entry) => !current.has(entry.hash));
  if (added.length + gone.length === 0) return null;
  const lines = added.slice(0, 20).map((finding) => `- ${icons[finding.severity]} ${prose(finding.message, 400)}`);
  if (added.length > lines.length) lines.push(`- …and ${added.length - lines.length} more`);
  const rules = new Map<string, number>();
  for (const { rule } of gone) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const mended = [...rules].map(([rule, n]) => `${cell(rule)}${n > 1 ? ` ×${n}` : ''}`);
  const parts = [
    `**What changed**${context.runUrl ? ` ([run](${context.runUrl}))` : ''}: ${count(added.length, 'new finding')}, ${gone.length} gone.`,
    lines.join('\n'),
    mended.length > 0 ? `Gone: ${mended.slice(0, 40).join(', ')}.` : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
