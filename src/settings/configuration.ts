import { dirname, posix, relative, sep } from 'node:path';
import { UsageError } from '../base/errors';
import type { RuleName } from '../contracts/rule-name';
import type { Settings } from '../contracts/settings';
import { branchName, findBase } from '../git/base-commits';
import { findCheckout } from '../git/checkout';
import { type FileAt, filesAt } from '../git/commit-files';
import { isWithin, nearestExisting, relativePath } from '../git/paths';
import { configChanges } from './config-changes';
import {
  type ConfigFile,
  configCandidates,
  findConfigFile,
  isInside,
  noConfigFile,
  type Places,
  parseConfigFile,
  readConfigFile,
} from './config-file';
import type { Config } from './config-schema';
import { baseRefOfEvent, isPullRequestEvent, targetOfChange } from './environment';
import { type InputValues, inputs } from './inputs';

/** What is known before a config file is read. */
export interface Basis {
  /** The inputs that were given, checked. */
  readonly given: InputValues;
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
  readonly ruleNames: readonly RuleName[];
}

/** The config file that counts, and where it is from. */
export interface Configuration extends ConfigFile {
  readonly standing: Settings['configuration'];
}

/** A config file, how messages call it, and its text with plain line ends. */
interface Version extends ConfigFile {
  readonly name: string;
  readonly text: string;
}

const nothing: ConfigFile = { config: {}, ignoreLines: [] };

/** What the config file of a pull request may say with `config-from: head` though it is an input too: what is checked, no more. */
const ofTheChange: readonly string[] = ['schema', 'migrations', 'prisma-version'];

/** Keys that are inputs too and give power or silence: a pull request never sets them. */
function isOfTheBase(key: string): boolean {
  return !ofTheChange.includes(key) && inputs.some(({ name }) => name === key);
}

/**
 * The configuration in force. In pull-request mode, and for the events of a pull request in any mode, it is the base branch's,
 * so that a change cannot decide how it is checked itself; see the input `config-from`. What cannot be read there is never
 * replaced by the change's own: the defaults are in force and `problem` tells.
 * @throws UsageError when a config file has mistakes, on the base or in the checkout
 */
export async function readConfiguration(basis: Basis): Promise<Configuration> {
  const { given, places, env } = basis;
  const path = findConfigFile(given.config, places);
  const head = path === undefined ? null : versionOf(readConfigFile(path, places, basis.ruleNames));
  const mode = given.mode === undefined || given.mode === 'auto' ? head?.config.mode : given.mode;
  const isChange = isPullRequestEvent(env) || mode === 'pull-request';
  const from = given['config-from'] ?? (isChange ? 'base' : 'head');
  // A file outside of the repository was named by the workflow; no pull request changes it.
  const isOutside = path !== undefined && !isWithin(places.repositoryRoot, path);
  if (isOutside || (from === 'head' && !isChange)) return asItIs(head, basis);

  const base = await readBase(path, basis);
  if ('problem' in base) return withoutBase(head, from, base, basis);
  if (head === null && base.file === null) return asItIs(null, basis);
  const before = base.file?.config ?? {};
  const isOurs = head?.text !== base.text && head?.text !== base.forkText;
  const changes = isOurs ? configChanges(before, head?.config ?? {}) : [];
  const change = { changes, path: head?.name ?? base.name, problem: null };
  if (from === 'head') {
    const config = { ...pick(head?.config ?? {}, (key) => !isOfTheBase(key)), ...pick(before, isOfTheBase) };
    return {
      config,
      ignoreLines: head?.ignoreLines ?? [],
      standing: { ...change, file: head?.name ?? null, from: head === null ? null : 'head' },
    };
  }
  const isThere = base.file !== null;
  return {
    ...(base.file ?? nothing),
    standing: { ...change, file: isThere ? base.name : null, from: isThere ? 'base' : null },
  };
}

/** The config file of the checkout, whoever wrote it: for runs that are about no change. */
export function headConfiguration(basis: Basis): Configuration {
  const path = findConfigFile(basis.given.config, basis.places);
  return asItIs(path === undefined ? null : versionOf(readConfigFile(path, basis.places, basis.ruleNames)), basis);
}

function asItIs(head: Version | null, { given, places }: Basis): Configuration {
  if (head === null && given.config !== undefined) throw noConfigFile(given.config, places);
  const file = head?.name ?? null;
  const standing = { file, from: head === null ? null : ('head' as const), path: file, changes: [], problem: null };
  return { ...(head ?? nothing), standing };
}

/** Null: the base has no config file. `forkText`: what it was where the change forked off. */
interface BaseVersion {
  readonly name: string;
  readonly file: ConfigFile | null;
  readonly text: string | undefined;
  readonly forkText: string | undefined;
}

/** Why the base's version is not known; `isChecked`: there is a base that may have one. */
interface NoBaseVersion {
  readonly problem: string;
  readonly mayHaveOne: boolean;
}

/**
 * The config file on the tip of the base branch: after a merge that is what the change meets, and where it forked off is for its
 * author to choose (an old commit with laxer rules).
 */
async function readBase(path: string | undefined, basis: Basis): Promise<BaseVersion | NoBaseVersion> {
  const { given, places, env } = basis;
  const ref = given['base-ref'] ?? baseRefOfEvent(env);
  if (ref === undefined)
    return { mayHaveOne: false, problem: 'there is no base branch to read it from: set `base-ref`, such as main' };
  const candidates = configCandidates(given.config, places);
  const folder = nearestExisting(path === undefined ? places.workingDirectory : dirname(path));
  const checkout = await findCheckout(folder);
  if ('problem' in checkout) return { mayHaveOne: false, problem: checkout.problem };
  const { git, path: prefix } = checkout;
  const inTree = candidates.map((candidate) => posix.join(prefix, relative(folder, candidate).split(sep).join('/')));
  const within = inTree.filter((candidate) => !candidate.startsWith('../'));
  const commits = await findBase(git, ref, targetOfChange(env));
  if ('problem' in commits) return { mayHaveOne: true, problem: lower(commits.problem) };

  const tip = first(await filesAt(git, commits.tip, within), within);
  const fork =
    commits.fork === null || commits.fork === commits.tip
      ? tip
      : first(await filesAt(git, commits.fork, within), within);
  const branch = branchName(ref);
  if (tip === null) {
    if (path === undefined && given.config !== undefined) throw noConfigFile(given.config, places);
    return { name: '', file: null, text: undefined, forkText: textOf(fork) };
  }
  if ('problem' in tip.file) return { mayHaveOne: true, problem: `${tip.path} of ${branch} ${tip.file.problem}` };
  const name = nameOf(candidates[inTree.indexOf(tip.path)] ?? tip.path, places);
  try {
    const file = parseConfigFile(tip.file.text, name, basis.ruleNames, isInside(places));
    return { name, file, text: plain(tip.file.text), forkText: textOf(fork) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${error.message}\n(as it is on ${branch}: mend it there, or set the input config-from: head)`,
    );
  }
}

/** The defaults, and what of the change's own file says no more than what is checked when that was asked for. */
function withoutBase(
  head: Version | null,
  from: 'base' | 'head',
  { problem, mayHaveOne }: NoBaseVersion,
  basis: Basis,
): Configuration {
  if (head === null && basis.given.config !== undefined) throw noConfigFile(basis.given.config, basis.places);
  const path = head?.name ?? null;
  const isUsed = from === 'head' && head !== null;
  const left = head === null ? [] : Object.keys(head.config).filter((key) => !isUsed || isOfTheBase(key));
  const isTold = head === null ? mayHaveOne : left.length > 0 || mayHaveOne;
  const what = path ?? 'a config file of the base branch';
  const then = isUsed ? `its ${left.join(', ')} did not count` : 'the defaults were in force';
  return {
    config: isUsed ? pick(head.config, (key) => !isOfTheBase(key)) : {},
    ignoreLines: isUsed ? head.ignoreLines : [],
    standing: {
      file: isUsed ? path : null,
      from: isUsed ? 'head' : null,
      path,
      changes: [],
      problem: isTold
        ? `${what} could not be read from the base branch, so ${then}: ${problem.replace(/\.$/, '')}`
        : null,
    },
  };
}

type Found = { readonly path: string; readonly file: FileAt };

function first(files: ReadonlyMap<string, FileAt>, paths: readonly string[]): Found | null {
  for (const path of paths) {
    const file = files.get(path);
    if (file !== undefined) return { path, file };
  }
  return null;
}

function textOf(found: Found | null): string | undefined {
  return found !== null && 'text' in found.file ? plain(found.file.text) : undefined;
}

function versionOf(file: ConfigFile & { readonly name: string; readonly text: string }): Version {
  return { ...file, text: plain(file.text) };
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function pick(config: Partial<Config>, wanted: (key: string) => boolean): Partial<Config> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => wanted(key)));
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function nameOf(path: string, { repositoryRoot }: Places): string {
  return isWithin(repositoryRoot, path) ? relativePath(repositoryRoot, path) : path;
}
