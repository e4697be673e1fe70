import { shellWord } from '../../../base/shell';
import type { Facts, MigrationState } from '../../../contracts/facts';
import type { Rule } from '../../../contracts/rule';
import { against, prisma } from './commands';
import { knownHistories } from './known';

/** Characters of the error that are shown. */
const errorLength = 300;

export const failed: Rule = {
  name: 'history/failed',
  severity: 'error',
  problem: 'A migration began on the database and did not finish.',
  consequence:
    'Part of its changes may be there. `prisma migrate deploy` refuses to run anything until it is resolved (P3009).',
  remedy: 'See what of it is in the database, mend the file, and tell Prisma with `prisma migrate resolve`.',
  *check(facts) {
    for (const { history } of knownHistories(facts)) {
      const { database } = history;
      for (const migration of history.migrations) {
        const { name, file, state, checksum, record } = migration;
        if (state !== 'failed' || record === null) continue;
        const error = errorOf(record.logs);
        const edited = checksum === 'edited' ? ' The file has been changed since.' : '';
        yield {
          database,
          object: name,
          migration: name,
          ...(file === null ? {} : { file: file.path, line: 1 }),
          message: `${name} failed on ${database} at ${record.startedAt.toISOString()}${error === '' ? ', without a word in its log' : `: ${error}`}.${edited} No deploy will run there until it is resolved.`,
          help: helpFor(migration, database, facts),
        };
      }
    }
  },
};

function helpFor({ name, file }: MigrationState, database: string, facts: Facts): string {
  const path = file?.path ?? `${facts.repository.migrationsPath}/${name}/migration.sql`;
  const lines: string[] = [];
  if (file === null) {
    lines.push('Its folder is not in the repository. Bring it back from the commit that had it:');
    lines.push(`    git log --all --oneline -- ${shellWord(path)}`);
  }
  const drift = facts.drift.find((found) => found.database === database && found.against === 'expected');
  const mend = `correct ${path} if it is to blame, and let the next deploy run it again. ${against(database)}`;
  if (drift?.differences.length === 0) lines.push(`No change of it is left in the structure of ${database}: ${mend}`);
  else {
    const where =
      drift === undefined ? `See what of it is in ${database}` : 'What is left of it is among the drift found';
    lines.push(`${where}; a script without COMMIT or CONCURRENTLY leaves nothing. Undo that by hand, ${mend}`);
  }
  lines.push(
    `    ${prisma(facts, 'migrate resolve --rolled-back', name)}`,
    'If all of its changes are there, or you complete them by hand, mark it as done instead:',
    `    ${prisma(facts, 'migrate resolve --applied', name)}`,
  );
  return lines.join('\n');
}

/** The server's message in the log that Prisma writes (prisma-engines, user-facing-errors, `ApplyMigrationError`). */
function errorOf(logs: string | null): string {
  const text = logs ?? '';
  const error = /Database error:\s*(.*?)(?:\n\s*\n|$)/s.exec(text)?.[1] ?? text;
  const code = /Database error code:\s*(\w+)/.exec(text)?.[1];
  const line = error
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^ERROR: /, '')
    .replace(/\.$/, '');
  const short = line.length > errorLength ? `${line.slice(0, errorLength)}…` : line;
  return code === undefined || short === '' ? short : `${short} (${code})`;
}
