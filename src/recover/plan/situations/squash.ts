import { catalogSql } from '../../../postgres/catalog/ddl/migration-sql';
import { renderScript } from '../../../postgres/catalog/ddl/script';
import { forgetSql, rememberSql } from '../history-sql';
import { folderOf, scriptPath } from '../paths';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';
import { deploySteps } from './deploy';
import { resolveStep } from './marks';

/** The name that Prisma's guide gives to such a migration; it sorts before all others. */
const name = '000000000000_squashed_migrations';

/**
 * A lost migration without which those after it do not run: one migration takes the place of all that were applied, made
 * from what the database has.
 */
export function squashSteps(situation: Situation): StagedStep[] {
  const { applied, files, actual, defaultSchema, database, repairs } = situation;
  const names = new Set(applied.map((record) => record.name));
  const folders = files.filter((file) => names.has(file.name));
  const lost = repairs.lost.map((record) => record.name).join(', ');
  const rest = files.filter((file) => !names.has(file.name)).map((file) => file.name);
  const content = renderScript(catalogSql(actual, { defaultSchema, comments: false }));
  return [
    staged('files', {
      title: `Replace the applied migrations by ${name}`,
      why: `The text of ${lost} is lost, and the migrations after it do not run without it, so it cannot be reconstructed by itself. This one makes what ${database} has now. Data that migrations insert is not in it. Every other database with this history needs the same marks.`,
      writes: 'repository',
      risk: 'high',
      verify: `A new database made by ${name} has the same schema.`,
      undo: 'git checkout HEAD -- the migrations directory',
      do: [
        ...folders.map((file) => ({ kind: 'delete' as const, path: folderOf(situation, file.name) })),
        { kind: 'write', path: scriptPath(situation, name), content },
      ],
    }),
    staged('history', {
      title: `Take the replaced migrations out of the history of ${database}`,
      why: 'Prisma has no command for this. Only rows of the history are deleted.',
      writes: 'database',
      risk: 'high',
      verify: 'SELECT count(*) FROM _prisma_migrations; gives 0, or what failed or was rolled back.',
      undo: applied.map((record) => rememberSql(situation, record)).join('\n'),
      do: [{ kind: 'sql', sql: applied.map((record) => forgetSql(situation, record)).join('\n') }],
    }),
    resolveStep(situation, name, `${database} has all that it makes.`),
    ...deploySteps(situation, [], rest),
  ];
}
