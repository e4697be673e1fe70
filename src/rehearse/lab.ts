import { readInitScript } from '../collect/init-script';
import { schemasInPlay } from '../collect/schemas-in-play';
import type { Facts } from '../contracts/facts';
import type { TargetSnapshot } from '../contracts/target';
import { type Environment, emptyEnvironment, environmentOf } from '../gather/scratch/environment';
import type { InitScript, ScratchServer } from '../gather/scratch/server';
import type { Catalog } from '../postgres/catalog/model';
import { readCatalog } from '../postgres/catalog/read';
import type { Connection } from '../postgres/connection';

/** The scratch server as the rehearsal of one database uses it: one session at a time. */
export interface Lab {
  readonly server: ScratchServer;
  readonly environment: Environment;
  readonly schemas: (defaultSchema: string) => readonly string[];
  readonly init: InitScript | null;
  /** Lends a new empty database. `furnished`: with the extensions and schemas of the target that no migration makes. */
  session<Result>(furnished: boolean, work: (connection: Connection) => Promise<Result>): Promise<Result>;
  read(connection: Connection): Promise<Catalog>;
}

/** @throws UsageError and UndeterminedError as a session does */
export async function labOf(facts: Facts, snapshot: TargetSnapshot, server: ScratchServer): Promise<Lab> {
  const { settings, repository } = facts;
  const { defaultSchema } = snapshot;
  const environment = environmentOf(snapshot, repository.migrations);
  const init = readInitScript(settings);
  const schemas = (schema: string) => schemasInPlay(settings, repository, schema);
  return {
    server,
    environment,
    schemas,
    init,
    async session(furnished, work) {
      const around = furnished ? environment : emptyEnvironment;
      // Roles belong to the cluster: no migration and no drift of this database brings them.
      const roles = environment.roles.map((name) => ({ name, canLogin: false }));
      const session = await server.session({ ...around, roles, defaultSchema, init });
      try {
        return await work(session.connection);
      } finally {
        await session.close();
      }
    },
    read: (connection) => readCatalog(connection, { schemas: schemas(defaultSchema) }),
  };
}
