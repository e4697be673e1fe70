import type { Rule } from '../../../contracts/rule';
import { family } from '../urgency';

/**
 * The page of a rule, `docs/rules/<name>.md`, made of the rule itself. The words and examples are ours, so nothing needs
 * escaping.
 */
export function renderRuleDoc(rule: Rule): string {
  const examples = (rule.examples ?? []).flatMap(({ before, bad, good }) => [
    ...(before ? ['Given:', sql(before)] : []),
    'Found:',
    sql(bad),
    'Fine:',
    sql(good),
  ]);
  return `${[
    `# ${rule.name}`,
    rule.problem,
    `Default: ${severityWords(rule)}.`,
    '## Why it matters',
    rule.consequence,
    '## What to do',
    rule.remedy,
    ...(examples.length > 0 ? ['## Example', ...examples] : []),
    '## Settings',
    `In \`.github/migration-gate.yml\`:`,
    `\`\`\`yaml\nrules:\n  ${rule.name}: off # or error, warning, notice\n\`\`\``,
    silencing(rule),
  ].join('\n\n')}\n`;
}

/** The list of all rules, `docs/rules/README.md`. */
export function renderRuleIndex(rules: readonly Rule[]): string {
  const families = [...new Set(rules.map(({ name }) => family(name)))];
  const parts = families.map((name) => {
    const rows = rules
      .filter((rule) => family(rule.name) === name)
      .map(
        (rule) =>
          `| [${rule.name}](${rule.name}.md) | ${severityWords(rule)} | ${rule.problem.replace(/\|/g, '\\|')} |`,
      );
    return [`## ${name}`, '', '| Rule | Default | Finds |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return `${['# Rules', ...parts].join('\n\n')}\n`;
}

function severityWords(rule: Rule): string {
  if (typeof rule.severity === 'string') return rule.severity;
  const entries = Object.entries(rule.severity);
  const different = new Set(entries.map(([, severity]) => severity));
  if (different.size === 1) return entries[0]?.[1] ?? 'off';
  return entries.map(([mode, severity]) => `${severity} (${mode})`).join(', ');
}

function silencing(rule: Rule): string {
  const isOfMigration = ['history', 'repository', 'rollback'].includes(family(rule.name));
  const [thing, key] = isOfMigration
    ? ['migration', 'migration: 20250101000000_some_name']
    : ['object', 'object: public.some_table'];
  const entry = `For one ${thing}, with a reason that is shown in every report:\n\n\`\`\`yaml\nignore:\n  - rule: ${rule.name}\n    ${key}\n    reason: Why this is fine here\n\`\`\``;
  if (family(rule.name) !== 'safety') return entry;
  return `${entry}\n\nOr in the migration, right before the statement:\n\n\`\`\`sql\n-- migration-gate-ignore ${rule.name}: why this is fine here\n\`\`\``;
}

function sql(text: string): string {
  return `\`\`\`sql\n${text.trim()}\n\`\`\``;
}
