import { isUtf8 } from 'node:buffer';
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../base/errors';
import type { RuleName } from '../contracts/rule-name';
import { largestConfig, readNamedFile } from '../git/files';
import { isWithin, relativePath } from '../git/paths';
import { type Config, configSchema } from './config-schema';
import { quote } from './wording';
import { parseYaml } from './yaml-lines';

/** Mistakes that are told at once. */
const mostMistakes = 50;

const conventional = ['.github/migration-gate.yml', '.github/migration-gate.yaml'];

/** Where the config file is looked for; both absolute. */
export interface Places {
  readonly workingDirectory: string;
  readonly repositoryRoot: string;
}

/** A config file that was read. */
export interface ConfigFile {
  readonly config: Partial<Config>;
  /** 1-based line that each entry of `ignore` starts on. */
  readonly ignoreLines: readonly number[];
}

/** Absolute paths where the config file may be: the one named, else the conventional ones. */
export function configCandidates(named: string | undefined, { workingDirectory, repositoryRoot }: Places): string[] {
  if (named === undefined) return conventional.map((name) => join(repositoryRoot, name));
  return [...new Set([workingDirectory, repositoryRoot])].map((folder) => resolve(folder, named));
}

/** What to say when the config file that is named is nowhere. */
export function noConfigFile(named: string, { workingDirectory, repositoryRoot }: Places): UsageError {
  const folders = [...new Set([workingDirectory, repositoryRoot])];
  return new UsageError(`config: ${quote(named)} is not a file in ${folders.join(' or ')}`);
}

/**
 * Absolute path of the config file in the checkout; undefined when there is none.
 * @throws UsageError when the conventional one is a link out of the repository, whose content a pull request must not be able to
 * bring into an error message
 */
export function findConfigFile(named: string | undefined, places: Places): string | undefined {
  const { repositoryRoot } = places;
  const candidates = configCandidates(named, places);
  if (named !== undefined) return candidates.find(isFile);
  const found = candidates.find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  if (found !== undefined && (!existsSync(found) || !isWithin(realpathSync(repositoryRoot), realpathSync(found)))) {
    throw new UsageError(
      `${relativePath(repositoryRoot, found)} is a link that leads nowhere or out of the repository: make it a file, or name the file with config`,
    );
  }
  return found;
}

/**
 * Reads and checks a config file.
 * @throws UsageError naming file, line and key, one line per mistake
 */
export function readConfigFile(
  path: string,
  places: Places,
  ruleNames: readonly RuleName[],
): ConfigFile & { readonly name: string; readonly text: string } {
  const { repositoryRoot } = places;
  const name = isWithin(repositoryRoot, path) ? relativePath(repositoryRoot, path) : path;
  const bytes = readNamedFile(repositoryRoot, path, largestConfig);
  if (!isUtf8(bytes)) throw new UsageError(`${name}: cannot be read: it is not UTF-8`);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  return { ...parseConfigFile(text, name, ruleNames, isInside(places)), name, text };
}

/** Whether a path of the config file stays in the repository. */
export function isInside({ workingDirectory, repositoryRoot }: Places): (path: string) => boolean {
  return (target) => isWithin(repositoryRoot, resolve(workingDirectory, target));
}

/**
 * Checks the text of a config file.
 * @param name how errors call the file
 * @throws UsageError naming file, line and key, one line per mistake
 */
export function parseConfigFile(
  content: string,
  name: string,
  ruleNames: readonly RuleName[],
  inside?: (path: string) => boolean,
): ConfigFile {
  const { data, lineOf } = parseYaml(content, name);
  const result = configSchema(ruleNames, inside).safeParse(data ?? {});
  if (result.success) {
    return {
      config: result.data,
      ignoreLines: (result.data.ignore ?? []).map((_, index) => lineOf(['ignore', index])),
    };
  }
  const mistakes = result.error.issues.flatMap((issue) => {
    const where = label(issue.path);
    const at = (path: readonly PropertyKey[], message: string) => ({
      line: lineOf(path),
      text: where === '' ? message : `${where}: ${message}`,
    });
    if (issue.code !== 'unrecognized_keys') return [at(issue.path, issue.message)];
    return issue.message.split('\n').map((line, index) => at([...issue.path, issue.keys[index] ?? ''], line));
  });
  mistakes.sort((a, b) => a.line - b.line);
  const told = mistakes.slice(0, mostMistakes).map(({ line, text }) => `${name}:${line}: ${text}`);
  if (mistakes.length > told.length) told.push(`${name}: ${mistakes.length - told.length} more mistakes`);
  throw new UsageError(told.join('\n'));
}

/** `ignore[0].rule` */
function label(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
