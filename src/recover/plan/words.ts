import { plainName } from '../../base/escape';
import { shellWord } from '../../base/shell';
import type { Plan } from '../../contracts/report';

/** A plan that was carried out on the scratch database and ended in sync. */
export function isSure(plan: Plan): boolean {
  return plan.recommended && plan.rehearsed && plan.remaining.length === 0;
}

/** Which side moves. */
export function directionWords(plan: Plan): string {
  return plan.direction === 'repository-follows'
    ? 'the database is right, the repository follows'
    : 'the repository is right, the database follows';
}

/** Whether the plan is proven, said first thing. Plain text. */
export function rehearsalWords(plan: Plan): string {
  if (plan.remaining.length > 0) {
    return `This plan does NOT reach sync. What stays different: ${plan.remaining.slice(0, 30).map(plainName).join('; ')}`;
  }
  return plan.rehearsed
    ? 'Rehearsed: carried out on the scratch database, it ends in sync.'
    : 'Not rehearsed on the scratch database.';
}

type Action = Plan['steps'][number]['do'][number];

/** The shell command that does it. */
export function shellCommand(action: Extract<Action, { kind: 'resolve' | 'deploy' | 'rename' | 'delete' }>): string {
  switch (action.kind) {
    case 'resolve':
      return `npx prisma migrate resolve --${action.as} ${shellWord(action.migration)}`;
    case 'deploy':
      return 'npx prisma migrate deploy';
    case 'rename':
      return `git mv -- ${shellWord(action.from)} ${shellWord(action.to)}`;
    case 'delete':
      return `git rm -r -- ${shellWord(action.path)}`;
  }
}

const titles = {
  resolve: 'Record in the history',
  deploy: 'Apply pending migrations',
  rename: 'Rename',
  delete: 'Delete',
} as const;

/** What a step does, as `[language, title, …lines]`: SQL, a shell command, or a file's content. */
export function actionText(action: Action): [language: string, title: string, ...lines: string[]] {
  switch (action.kind) {
    case 'sql':
      return ['sql', 'Run in the database', ...action.sql.split('\n')];
    case 'write':
      return ['', `Write ${plainName(action.path)}`, ...action.content.split('\n')];
    case 'command':
      return ['sh', 'Run', ...action.command.split('\n')];
    default:
      return ['sh', titles[action.kind], shellCommand(action)];
  }
}
