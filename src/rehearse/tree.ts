import type { MigrationFile, Repository } from '../contracts/repository';
import type { Action } from '../recover/plan/step';
import { sorted, virtualFile } from './migration-file';

type FileAction = Extract<Action, { kind: 'write' | 'rename' | 'delete' }>;

/** The files of a repository as a plan changes them, in memory. */
export class Tree {
  #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** The repository as it would be read now. */
  get repository(): Repository {
    return this.#repository;
  }

  /** Carries out one action. Paths are relative to the repository root. */
  change(action: FileAction): void {
    if (action.kind === 'write') this.#write(action.path, action.content);
    else if (action.kind === 'rename') this.#rename(action.from, action.to);
    else this.#keep(({ path }) => path !== action.path && !path.startsWith(`${action.path}/`));
  }

  #write(path: string, content: string): void {
    const name = this.#nameIn(path);
    if (name !== null) {
      const { migrationsPath, migrations } = this.#repository;
      const others = migrations.filter((file) => file.name !== name);
      this.#set([...others, virtualFile(migrationsPath, name, content)]);
    } else if (path === this.#repository.lockFile.path) {
      const lockFile = { path, exists: true, provider: 'postgresql', conflictMarkers: false };
      this.#repository = { ...this.#repository, lockFile, migrationsExist: true };
    } else {
      const schemaFiles = this.#repository.schemaFiles.map((file) =>
        file.path === path ? { path, text: content } : file,
      );
      this.#repository = { ...this.#repository, schemaFiles };
    }
  }

  #rename(from: string, to: string): void {
    const { migrationsPath, migrations } = this.#repository;
    const [before, after] = [from, to].map((path) => path.slice(migrationsPath.length + 1));
    this.#set(
      migrations.map((file) =>
        file.name === before && after !== undefined ? virtualFile(migrationsPath, after, file.sql ?? '') : file,
      ),
    );
  }

  #keep(matches: (file: MigrationFile) => boolean): void {
    this.#set(this.#repository.migrations.filter(matches));
  }

  #set(migrations: readonly MigrationFile[]): void {
    const files = sorted(migrations, this.#repository.prismaVersion);
    this.#repository = { ...this.#repository, migrations: files, migrationsExist: true };
  }

  /** The migration whose script the path is. */
  #nameIn(path: string): string | null {
    const { migrationsPath } = this.#repository;
    if (!path.startsWith(`${migrationsPath}/`) || !path.endsWith('/migration.sql')) return null;
    const name = path.slice(migrationsPath.length + 1, -'/migration.sql'.length);
    return name.includes('/') ? null : name;
  }
}
