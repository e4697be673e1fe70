import type { Facts } from '../../contracts/facts';
import type { Plan } from '../../contracts/report';
import { type PageDatabase, planPage } from './page';

/** A file to be written, its path relative to the directory of the plan. */
export interface PlanFile {
  readonly path: string;
  readonly content: string;
}

/**
 * The files of `report-directory/plan/`: `PLAN.md`, and per plan the files that it brings into the repository, laid out so
 * that they can be copied over the folder of the migrations. The recommended plan of an only database is at the top.
 * @param findings what the gate found, for the page: the report's, gravest first
 */
export function planFiles(
  plans: readonly Plan[],
  facts: Pick<Facts, 'repository' | 'targets' | 'now'>,
  findings: readonly {
    readonly database?: string | undefined;
    readonly severity: string;
    readonly message: string;
  }[] = [],
): PlanFile[] {
  if (plans.length === 0) return [];
  const databases = facts.targets.map(
    ({ name, address }): PageDatabase => ({
      name,
      address,
      findings: findings
        .filter(({ database, severity }) => severity !== 'notice' && (database ?? name) === name)
        .map(({ message }) => message),
    }),
  );
  const isOnly = new Set(plans.map(({ database }) => database)).size === 1;
  const trees = plans.flatMap((plan) => {
    const parts = [isOnly ? '' : safeName(plan.database), plan.recommended ? '' : plan.direction];
    return treeOf(plan, facts).map(({ path, content }) => ({
      path: [...parts, path].filter((part) => part !== '').join('/'),
      content,
    }));
  });
  return [{ path: 'PLAN.md', content: planPage(databases, plans, facts.now) }, ...trees];
}

/** The files of a plan after its last step. */
function treeOf({ steps }: Plan, { repository }: Pick<Facts, 'repository'>): PlanFile[] {
  const { migrationsPath, migrations } = repository;
  const parent = migrationsPath.slice(0, migrationsPath.lastIndexOf('/') + 1);
  const files = new Map<string, string>();
  for (const action of steps.flatMap((step) => step.do)) {
    if (action.kind === 'write') files.set(action.path, action.content);
    if (action.kind === 'rename') {
      const file = migrations.find(({ path }) => path.startsWith(`${action.from}/`));
      if (file?.sql != null) files.set(`${action.to}/migration.sql`, file.sql);
    }
  }
  return [...files].map(([path, content]) => ({
    path: path.startsWith(parent) ? path.slice(parent.length) : path,
    content,
  }));
}

/** A database's name as the name of a folder. */
function safeName(name: string): string {
  return name.replace(/[^\w-]+/g, '_') || 'database';
}
