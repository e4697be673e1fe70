import { lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../base/errors';
import type { Plan } from '../contracts/report';
import type { Repository } from '../contracts/repository';
import { isWithin } from '../git/paths';
import type { Action } from '../recover/plan/step';

type FileAction = Extract<Action, { kind: 'write' | 'rename' | 'delete' }>;

/**
 * Puts the repository part of plans, one per database, into the working tree; nothing is written to a database. Looks at
 * everything before it changes anything: a file that is not as it was when the plans were made stops it, and so does a path
 * outside of the migrations directory that is no file of the schema, and plans that want different things of one file.
 * @returns what was done, one line each, paths relative to the repository root
 * @throws UsageError naming the file in the way
 */
export function writePlans(plans: readonly Plan[], repository: Repository): string[] {
  const wanted = new Map<string, { readonly text: string; readonly database: string }>();
  const actions = new Map<string, FileAction>();
  for (const { database, steps } of plans) {
    for (const action of steps.flatMap((step) => step.do.filter(isFileAction))) {
      const text = JSON.stringify(action);
      const path = action.kind === 'rename' ? action.from : action.path;
      const other = wanted.get(path);
      if (other !== undefined && other.database !== database && other.text !== text)
        throw new UsageError(
          `The plans of ${other.database} and ${database} do different things to ${path}. Carry out one of them (give only its database-url), commit, and make the plan of the other again.`,
        );
      wanted.set(path, { text, database });
      actions.set(text, action);
    }
  }
  for (const action of actions.values()) check(action, repository);
  return [...actions.values()].map((action) => act(action, repository.root));
}

function isFileAction(action: Action): action is FileAction {
  return action.kind === 'write' || action.kind === 'rename' || action.kind === 'delete';
}

function check(action: FileAction, repository: Repository): void {
  const { root } = repository;
  if (action.kind === 'rename') {
    const [from, to] = [inside(action.from, repository), inside(action.to, repository)];
    if (!exists(join(root, from))) throw new UsageError(`${from} is not there any more: make the plan again.`);
    if (exists(join(root, to))) throw new UsageError(`${to} is in the way: ${from} cannot be renamed to it.`);
    return;
  }
  const path = inside(action.path, repository);
  const known = knownText(path, repository);
  const there = exists(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null;
  if (action.kind === 'delete') {
    if (there !== known) throw new UsageError(`${path} has changed since the plan was made; it is left alone.`);
    return;
  }
  if (there !== null && there !== action.content && there !== known)
    throw new UsageError(`${path} is there and differs from what the plan would write; it is left alone.`);
}

/** The text that the plan was made for; null: there was no such file. */
function knownText(path: string, { migrations, schemaFiles }: Repository): string | null {
  return (
    migrations.find((file) => file.path === path)?.sql ?? schemaFiles.find((file) => file.path === path)?.text ?? null
  );
}

/** The path, when it is one that a plan may touch, symbolic links followed. */
function inside(path: string, { root, migrationsPath, schemaFiles }: Repository): string {
  if (schemaFiles.some((file) => file.path === path)) return path;
  const directory = join(root, migrationsPath);
  const real = nearestReal(join(root, path));
  const home = nearestReal(directory);
  const isNamedInside = isWithin(directory, join(root, path)) && join(root, path) !== directory;
  if (!isNamedInside || !isWithin(home, real))
    throw new UsageError(`${path} is not inside ${migrationsPath}; a plan writes nowhere else.`);
  return path;
}

/** Where the nearest folder that exists really is. */
function nearestReal(path: string): string {
  return exists(path) ? realpathSync(path) : nearestReal(dirname(path));
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function act(action: FileAction, root: string): string {
  if (action.kind === 'rename') {
    renameSync(join(root, action.from), join(root, action.to));
    return `renamed ${action.from} to ${action.to}`;
  }
  const path = join(root, action.path);
  if (action.kind === 'delete') {
    rmSync(path, { recursive: true });
    return `deleted ${action.path}`;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, action.content);
  return `wrote ${action.path}`;
}
