import { shellWord } from '../../../base/shell';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** A dump before anything is written to the database. */
export function backupStep({ server, database, now }: Situation): StagedStep {
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const file = `${database.replace(/[^\w-]+/g, '_')}-${stamp}.dump`;
  return staged('backup', {
    title: `Back up ${database}`,
    why: 'The steps below write to the database. pg_dump asks for the password, or takes it from ~/.pgpass.',
    verify: `pg_restore --list ${file} lists the tables.`,
    undo: '',
    do: [{ kind: 'command', command: `pg_dump --format=custom --file=${file} ${connectionFlags(server)}` }],
  });
}

/** How the tools of PostgreSQL are told where to connect; never with a password. */
export function connectionFlags({ host, port, user, database }: Situation['server']): string {
  const flags = [`--host=${host}`, `--port=${port}`, `--username=${user}`, `--dbname=${database}`];
  return flags.map(shellWord).join(' ');
}
