import type { MigrationFile } from '../../contracts/repository';
import type { TargetSnapshot } from '../../contracts/target';
import { unquoteIdentifier } from '../../postgres/catalog/identifier';

/** What a target has around its tables, which its migrations may take for granted. */
export interface Environment {
  readonly roles: readonly string[];
  readonly schemas: readonly string[];
  readonly extensions: readonly { readonly name: string; readonly schema: string }[];
}

export const emptyEnvironment: Environment = { roles: [], schemas: [], extensions: [] };

/**
 * The roles, schemas and extensions of the target that no migration creates. They are made in the scratch database only
 * when the history does not replay without them: made always, they would hide that nobody migrated them.
 */
export function environmentOf(snapshot: TargetSnapshot, migrations: readonly MigrationFile[]): Environment {
  const created = createdNames(migrations);
  const isFree = (kind: string, name: string) => !created.has(`${kind} ${name.toLowerCase()}`);
  const extensions = snapshot.catalog.objects.filter((object) => object.kind === 'extension');
  return {
    roles: snapshot.roles.map(({ name }) => name).filter((name) => isFree('role', name)),
    schemas: snapshot.catalog.schemas.filter((name) => isFree('schema', name)),
    extensions: extensions
      .filter(({ name }) => isFree('extension', name))
      .map(({ name, schema }) => ({ name, schema })),
  };
}

const creation = /\bcreate\s+(schema|extension|role|user)\s+(?:if\s+not\s+exists\s+)?("(?:[^"]|"")+"|[\w$-]+)/gi;

/** `kind name` of what the texts create, lower case. A match inside a comment or string only costs a retry its help. */
function createdNames(migrations: readonly MigrationFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { sql } of migrations)
    for (const [, kind = '', name = ''] of (sql ?? '').matchAll(creation)) {
      const of = kind.toLowerCase() === 'user' ? 'role' : kind.toLowerCase();
      names.add(`${of} ${unquoteIdentifier(name).toLowerCase()}`);
    }
  return names;
}
