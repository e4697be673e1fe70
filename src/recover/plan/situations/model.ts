import type { CoverageObject } from '../../../contracts/coverage';
import { blend } from '../../../postgres/catalog/blend';
import { compareCatalogs } from '../../../postgres/catalog/compare';
import type { Catalog } from '../../../postgres/catalog/model';
import { newMigration, scriptPath } from '../paths';
import { lossSentence, noteSentence, type Script, scriptOf } from '../script';
import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** What the migrations make together with what the schema asks for and they lack; nothing is taken away. */
export function withGapsFilled(migrations: Catalog, schema: Catalog, gaps: readonly CoverageObject[]): Catalog {
  const objects = new Set(gaps.map(({ object }) => object));
  const enums = new Set(gaps.filter(({ kind }) => kind === 'enum-value').map(({ owner }) => owner));
  const chosen = compareCatalogs(migrations, schema).filter(
    ({ change, kind, object }) =>
      change !== 'missing' && (objects.has(object) || (kind === 'enum' && enums.has(object))),
  );
  return blend(migrations, schema, chosen);
}

/** SQL of the migration that the schema waits for. */
export function gapScript(
  { schema, defaultSchema }: Situation,
  migrations: Catalog,
  gaps: readonly CoverageObject[],
): { readonly there: Script; readonly back: Script } | null {
  if (schema === null || gaps.length === 0) return null;
  const target = withGapsFilled(migrations, schema, gaps);
  const there = scriptOf(migrations, target, defaultSchema);
  return there.sql === '' ? null : { there, back: scriptOf(target, migrations, defaultSchema) };
}

/** A model, column, … of the schema that no migration makes: the migration, to be deployed. */
export function modelSteps(
  situation: Situation,
  name: string,
  { there, back }: { readonly there: Script; readonly back: Script },
  gaps: readonly CoverageObject[],
): StagedStep[] {
  const labels = gaps.slice(0, 4).map(({ label, owner, kind }) => (kind === 'table' ? label : `${label} of ${owner}`));
  const rest = gaps.length - labels.length;
  const path = scriptPath(situation, name);
  return [
    staged(
      'files',
      {
        title: `Write ${name}`,
        why: `schema.prisma asks for ${labels.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}, and no migration makes it.${lossSentence(there)}${noteSentence(there)}`,
        writes: 'repository',
        risk: there.losses.length > 0 ? 'high' : 'none',
        verify: 'prisma migrate dev finds nothing left to do.',
        undo: `Delete ${path}.`,
        do: newMigration(situation, name, there, back),
      },
      there.losses,
    ),
  ];
}
