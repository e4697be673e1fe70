import { code, fence, text } from '../../base/escape';
import type { Plan } from '../../contracts/report';
import type { Action, Step } from './step';
import { directionWords, rehearsalWords, shellCommand } from './words';

/** What the page says about a database besides its plans. */
export interface PageDatabase {
  readonly name: string;
  /** Host, port and database, without credentials. */
  readonly address: string;
  /** What the gate found there, one line each, gravest first. */
  readonly findings: readonly string[];
}

/** Lines of a file or script that the page shows; the tree beside it has the whole. */
const longestBlock = 300;

/** `PLAN.md`: everything that somebody needs at night, and nothing else. Plans of one database follow each other. */
export function planPage(databases: readonly PageDatabase[], plans: readonly Plan[], now: Date): string {
  const sections = databases.flatMap((database) => {
    const own = plans.filter((plan) => plan.database === database.name);
    return own.length === 0 ? [] : [situationSection(database), ...own.map(planSection)];
  });
  return `${[
    '# Resolution plan',
    `Made ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC by Prisma Migration Gate, which itself writes to no database. Read a plan whole before you begin; where there are two, follow one of them only. When a step does not do what its “Verify” says, stop there.`,
    ...(severalWrite(plans) ? [severalDatabases] : []),
    ...sections,
  ].join('\n\n')}\n`;
}

const severalDatabases =
  '**Several databases have a plan here.** Each plan is for its database as it is now. Carry out one, commit its files, and make the plans of the others again: a migration that one plan writes is a migration that the other databases have yet to run, and its plan says so then. Files that two plans write alike are one file.';

function severalWrite(plans: readonly Plan[]): boolean {
  const writing = plans.filter(({ steps }) => steps.some((step) => step.writes === 'repository'));
  return new Set(writing.map(({ database }) => database)).size > 1;
}

function situationSection({ name, address, findings }: PageDatabase): string {
  const lines = findings.map((line) => `- ${text(line)}`);
  return [
    `## ${code(name)} (${text(address)})`,
    '### Situation',
    lines.length === 0 ? 'See the report.' : lines.join('\n'),
  ].join('\n\n');
}

function planSection(plan: Plan): string {
  const isProven = plan.rehearsed && plan.remaining.length === 0;
  const title = directionWords(plan).replace(/^./, (first) => first.toUpperCase());
  return [
    `### ${title}${plan.recommended ? ' (recommended)' : ''}`,
    `${isProven ? '✅' : '⚠️'} ${text(rehearsalWords(plan))}`,
    `**Risk**: ${riskWords(plan)}`,
    '#### Steps',
    ...plan.steps.map(stepSection),
    '#### Way back',
    wayBack(plan),
    '#### Checklist',
    ['Somebody else has read this plan', ...plan.steps.map((step) => step.title)]
      .map((line) => `- [ ] ${text(line)}`)
      .join('\n'),
  ].join('\n\n');
}

function riskWords({ steps }: Plan): string {
  const grave = steps.flatMap(({ risk, title }, index) =>
    risk === 'high' ? [`step ${index + 1} (${text(title)})`] : [],
  );
  const writes = steps.filter((step) => step.writes === 'database').length;
  const touched =
    writes === 0 ? 'Nothing is written to the database.' : `${writes} of ${steps.length} steps write to the database.`;
  return grave.length === 0 ? `low. ${touched}` : `high in ${grave.join(', ')}. ${touched}`;
}

function stepSection(step: Step, index: number): string {
  const facts = [
    step.writes === 'nothing' ? 'writes nothing' : `writes to the ${step.writes}`,
    step.risk === 'none' ? '' : `${step.risk} risk`,
  ].filter((part) => part !== '');
  return [
    `**${index + 1}. ${text(step.title)}** (${facts.join(', ')})`,
    text(step.why, 4000),
    ...step.do.map(actionBlock),
    step.verify === '' ? '' : `Verify: ${text(step.verify)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function actionBlock(action: Action): string {
  switch (action.kind) {
    case 'sql':
      return sqlBlock(action.sql);
    case 'write':
      return `Write ${code(action.path)}:\n\n${fence(action.content, action.path.endsWith('.sql') ? 'sql' : 'prisma', longestBlock)}`;
    case 'command':
      return fence(action.command, action.command.startsWith('SELECT ') ? 'sql' : 'sh');
    default:
      return fence(shellCommand(action), 'sh');
  }
}

/** What PostgreSQL refuses to run between BEGIN and COMMIT stands alone. */
function sqlBlock(sql: string): string {
  if (/\b(?:concurrently|vacuum)\b/i.test(sql)) return `Run in the database:\n\n${fence(sql, 'sql', longestBlock)}`;
  return `Run in the database, as one transaction:\n\n${fence(`BEGIN;\n\n${sql.trimEnd()}\n\nCOMMIT;`, 'sql', longestBlock)}`;
}

/** From the last step back to the first, as far as there is a way. */
function wayBack({ steps }: Plan): string {
  const lines = steps
    .map(({ undo }, index) => ({ undo: undo.trim(), number: index + 1 }))
    .filter(({ undo }) => undo !== '')
    .reverse()
    .map(({ undo, number }) =>
      undo.includes('\n') || undo.endsWith(';')
        ? `Step ${number}:\n\n${fence(undo, 'sql', longestBlock)}`
        : `Step ${number}: ${text(undo)}`,
    );
  const all = 'If in doubt, restore the backup of the first steps with pg_restore into a new database, and compare.';
  return [...lines, all].join('\n\n');
}
