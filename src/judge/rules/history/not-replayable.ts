import type { ReplayFailure } from '../../../contracts/replay-failure';
import type { Rule } from '../../../contracts/rule';
import { conflictAt } from '../../safety/conflicts';

export const notReplayable: Rule = {
  name: 'history/not-replayable',
  severity: 'error',
  problem: 'The migrations do not run on an empty database.',
  consequence:
    'No new environment can be built from this repository, `prisma migrate dev` stops (P3006), and what the databases should look like cannot be told.',
  remedy: 'Mend the first migration that fails.',
  *check(facts) {
    const { repository, replay } = facts;
    const failure = replay.migrations?.failure ?? null;
    if (repository.unsupported !== null || failure === null || failure.undetermined !== null) return;
    const { migration, line, message, code, statement, note } = failure;
    const conflict = conflictAt(facts, failure);
    const file = repository.migrations.find(({ name }) => name === migration);
    yield {
      object: migration,
      migration,
      ...(file === undefined ? {} : { file: file.path, line }),
      message: `On an empty database ${migration} fails in line ${line}: ${message} (${code}).${conflict === null ? '' : ` ${conflict.message}`}${note === undefined ? '' : ` ${note}`}`,
      help: [...(statement === '' ? [] : [indented(statement)]), conflict?.help ?? adviceFor(failure)].join('\n'),
    };
  },
};

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}

/** By SQLSTATE (PostgreSQL manual, "PostgreSQL Error Codes"). */
function adviceFor({ code, migration }: ReplayFailure): string {
  const settled = `If databases have applied ${migration} already, editing it makes history/edited-after-apply of it: put what is missing into a migration that sorts before it and mark that one as applied in them, or squash the history.`;
  switch (code) {
    case '42P01': // undefined_table
    case '42703': // undefined_column
    case '42704': // undefined_object
    case '42883': // undefined_function
    case '3F000': // invalid_schema_name
      return `It needs something that no earlier migration makes: made by hand or with \`prisma db push\`, or by a migration that sorts later. Add it before this statement. ${settled}`;
    case '42P07': // duplicate_table
    case '42701': // duplicate_column
    case '42710': // duplicate_object
    case '42P06': // duplicate_schema
      return `It makes something that an earlier migration has made, as when two branches add the same. Take it out of the one that no database has applied. ${settled}`;
    default:
      return `Mend the statement. ${settled}`;
  }
}
