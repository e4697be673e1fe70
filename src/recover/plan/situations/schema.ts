import type { CoverageObject } from '../../../contracts/coverage';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** The rehearsal writes out what it does to the schema. */
export const pullCommand = 'npx prisma db pull';

/** Objects that are named. */
const listed = 12;

/** The database is right and schema.prisma says otherwise: what a person has to change there. */
export function contradictionSteps(situation: Situation, objects: readonly CoverageObject[]): StagedStep[] {
  if (objects.length === 0) return [];
  const lines = objects.slice(0, listed).map(({ label, declaredBy, file, line }) => {
    const place = file === null ? '' : ` (${file}${line === null ? '' : `:${line}`})`;
    return `${declaredBy ?? 'schema.prisma'}: ${label}${place}`;
  });
  const rest = objects.length - lines.length;
  return [
    staged('schema', {
      title: 'Change schema.prisma to what the database has',
      why: `The schema asks for what ${situation.database} does not have, or has otherwise: ${lines.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}. The code that uses it has to change with it.`,
      writes: 'repository',
      risk: 'high',
      verify: 'The gate reports full coverage, and the code compiles.',
      undo: 'git checkout HEAD -- the files of the schema',
      do: [{ kind: 'command', command: pullCommand }],
    }),
  ];
}

/**
 * What the migrations make, Prisma could declare, and the schema does not: the next `migrate dev` would drop it.
 * @param takesOver write the schema as `prisma db pull` would, instead of telling what to declare
 */
export function undeclaredSteps(objects: readonly CoverageObject[], takesOver: boolean): StagedStep[] {
  const names = objects
    .slice(0, listed)
    .map(({ label, owner, kind }) => (kind === 'table' ? label : `${label} of ${owner}`));
  const lines = objects.flatMap(({ declaration, owner }) => (declaration === null ? [] : [`${owner}: ${declaration}`]));
  const advice = lines.length === objects.length ? `# ${lines.join('\n# ')}` : 'npx prisma db pull --print';
  return [
    staged('schema', {
      title: 'Keep what Prisma would drop next time',
      why: `schema.prisma does not declare ${names.join(', ')}, so the next prisma migrate dev writes a migration that drops it. Declare it in the schema; or name its table under tables.external in prisma.config.ts; or take the DROP out of that migration.`,
      writes: takesOver ? 'repository' : 'nothing',
      verify: 'prisma migrate dev --create-only writes no DROP for it.',
      undo: takesOver ? 'git checkout HEAD -- the files of the schema' : '',
      do: [{ kind: 'command', command: takesOver ? pullCommand : advice }],
    }),
  ];
}
