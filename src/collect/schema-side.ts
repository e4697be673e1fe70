import { UndeterminedError } from '../base/errors';
import type { SchemaFile } from '../contracts/repository';
import { hasOverloads } from '../gather/prisma/overloads';
import { type RenderedSchema, renderSchema } from '../gather/prisma/render-schema';
import { readSchemaCatalog, renderMarked } from '../gather/prisma/schema-catalog';
import type { SchemaError } from '../gather/prisma/schema-errors';
import { emptyEnvironment } from '../gather/scratch/environment';
import type { ScratchServer } from '../gather/scratch/server';
import type { Catalog } from '../postgres/catalog/model';
import type { Connection } from '../postgres/connection';

/** An embedded server boots in the time that it takes to replay this many migrations. */
const longHistory = 300;

/** What `schema.prisma` asks for, as the scratch server prints it: nothing until it was read. */
export class SchemaSide {
  catalog: Catalog | null = null;
  /** Why it cannot be known. */
  problem: string | null = null;
  errors: readonly SchemaError[] = [];
  readonly #files: readonly SchemaFile[];
  readonly #rendered: () => Promise<RenderedSchema>;
  readonly #excluded: readonly string[];
  /** By default schema. */
  readonly #beside = new Map<string, Promise<Catalog | null>>();

  /**
   * @param rendered what the engine renders for the files, marked; absent: not begun yet
   * @param excluded names of database schemas to leave out
   */
  constructor(files: readonly SchemaFile[], rendered?: Promise<RenderedSchema>, excluded: readonly string[] = []) {
    this.#files = files;
    this.#excluded = excluded;
    this.#rendered = () => rendered ?? renderMarked(files);
  }

  /**
   * Begins to read it on a session of its own, while a long history is replayed on another: that works where the migrations
   * bring nothing that the schema refers to. Names of tables and types that are found without them mean the same with them,
   * because the server's own and the schemas that are made for it come first on the path.
   */
  readBeside(scratch: ScratchServer, defaultSchema: string, migrations: number): void {
    if (migrations < longHistory) return;
    const reading = this.#onSession(scratch, defaultSchema);
    // Whoever awaits it gets the error; until then it must not end the process.
    reading.catch(() => {});
    this.#beside.set(defaultSchema, reading);
  }

  /** Reads it on the session where the migrations ran, unless that was not needed. */
  async read(connection: Connection, defaultSchema: string): Promise<void> {
    try {
      const beside = await this.#beside.get(defaultSchema);
      const isSame = beside != null && !(await hasOverloads(connection, (await this.#rendered()).sql ?? ''));
      const catalog = isSame
        ? beside
        : await readSchemaCatalog(connection, this.#files, { defaultSchema, rendered: this.#rendered() });
      this.catalog = this.#inPlay(catalog);
    } catch (error) {
      if (!(error instanceof UndeterminedError)) throw error;
      this.problem = error.message;
      await this.readErrors();
    }
  }

  /** Asks Prisma's engine what is wrong with the schema. */
  async readErrors(): Promise<void> {
    this.errors = (await renderSchema(this.#files)).errors;
  }

  #inPlay({ schemas, objects, ...catalog }: Catalog): Catalog {
    const isOut = (name: string) => this.#excluded.includes(name);
    return {
      ...catalog,
      schemas: schemas.filter((name) => !isOut(name)),
      objects: objects.filter(({ kind, schema }) => kind === 'extension' || !isOut(schema)),
    };
  }

  async #onSession(scratch: ScratchServer, defaultSchema: string): Promise<Catalog | null> {
    try {
      const { sql } = await this.#rendered();
      // Which extensions there are is for the migrations to say.
      if (sql === null || /\bCREATE EXTENSION\b/.test(sql)) return null;
      const session = await scratch.session({ ...emptyEnvironment, roles: [], defaultSchema, init: null });
      try {
        return await readSchemaCatalog(session.connection, this.#files, { defaultSchema, rendered: this.#rendered() });
      } finally {
        await session.close();
      }
    } catch (error) {
      if (error instanceof UndeterminedError) return null;
      throw error;
    }
  }
}
