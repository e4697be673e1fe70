import { posix, relative, resolve, sep } from 'node:path';
import type { BaseComparison, GateChange } from '../../contracts/repository';
import type { Settings } from '../../contracts/settings';
import { type Checkout, findCheckout } from '../../git/checkout';
import { type FileAt, filesAt } from '../../git/commit-files';
import type { Git } from '../../git/git';
import { relativePath } from '../../git/paths';
import { type PrismaPlaces, placesIn } from './prisma-places';

/** Where GitHub looks for workflows, and where teams keep the actions that these use. */
const workflowFolders = ['.github/workflows', '.github/actions'];

/** File of known findings, beside the config file. */
const baselineFile = '.github/migration-gate.baseline.json';

/**
 * What a change does to what decides about it, besides the config file: the workflow that runs the gate, the file of known
 * findings, the SQL that the scratch database begins with, and where Prisma finds schema and migrations.
 */
export async function gateChanges(settings: Settings, base: BaseComparison): Promise<readonly GateChange[]> {
  const { workingDirectory, repositoryRoot } = settings;
  const checkout = await findCheckout(workingDirectory);
  // There is one: the migrations of the base were read from it.
  if ('problem' in checkout) return [];
  const { git, path: prefix } = checkout;
  const top = resolve(
    workingDirectory,
    ...prefix
      .split('/')
      .filter(Boolean)
      .map(() => '..'),
  );
  const inTree = (path: string) => posix.join(prefix, relative(workingDirectory, path).split(sep).join('/'));
  const shown = (path: string) => relativePath(repositoryRoot, resolve(top, path));
  const scratchInit = settings.scratchInit === undefined ? [] : [inTree(settings.scratchInit)];
  const watched = [...workflowFolders, baselineFile, ...scratchInit].filter((path) => !path.startsWith('../'));
  const at = { head: await filesAt(git, 'HEAD', watched), ...(await versions(git, base, watched)) };

  const paths = [...new Set([...at.head.keys(), ...at.fork.keys(), ...at.tip.keys()])].sort();
  const files = paths.flatMap((path): GateChange[] => {
    const [now, fork, before] = [at.head.get(path), at.fork.get(path), at.tip.get(path)];
    if (isSame(now, fork) || isSame(now, before)) return [];
    const kind = path === baselineFile ? 'baseline' : scratchInit.includes(path) ? 'scratch-init' : 'workflow';
    if (kind === 'workflow' && ![now, before].some((file) => runsGate(path, file, settings.workflowFile))) return [];
    const does = now === undefined ? 'removes' : before === undefined ? 'adds' : 'changes';
    return [{ kind, file: shown(path), does, changes: [] }];
  });
  return [...files, ...(await placeChanges(checkout, settings, base, shown))];
}

async function versions(git: Git, { mergeBase, tip }: BaseComparison, paths: readonly string[]) {
  const fork = await filesAt(git, mergeBase, paths);
  return { fork, tip: tip === mergeBase ? fork : await filesAt(git, tip, paths) };
}

function isSame(a: FileAt | undefined, b: FileAt | undefined): boolean {
  return textOf(a) === textOf(b);
}

function textOf(file: FileAt | undefined): string | undefined {
  return file === undefined ? undefined : 'text' in file ? file.text : file.problem;
}

/** A workflow of this run, or one that names the action or its command. */
function runsGate(path: string, file: FileAt | undefined, workflowFile: string | undefined): boolean {
  if (!/\.ya?ml$/.test(path)) return false;
  return path === workflowFile || (file !== undefined && 'text' in file && /migration-gate/i.test(file.text));
}

/** `schema` and `migrations` as package.json and prisma.config name them. */
async function placeChanges(
  checkout: Checkout,
  settings: Settings,
  base: BaseComparison,
  shown: (path: string) => string,
): Promise<GateChange[]> {
  const now = await placesIn(checkout, settings, null);
  const fork = await placesIn(checkout, settings, base.mergeBase);
  const before = base.tip === base.mergeBase ? fork : await placesIn(checkout, settings, base.tip);
  const keys = (['schema', 'migrations', 'external'] as const).filter(
    (key) => now[key].value !== fork[key].value && now[key].value !== before[key].value && !isOverridden(settings, key),
  );
  const fileOf = (key: keyof PrismaPlaces) => now[key].file ?? before[key].file ?? '';
  return [...new Set(keys.map(fileOf))].map((file) => ({
    kind: 'paths',
    file: shown(file),
    does: 'changes',
    changes: keys
      .filter((key) => fileOf(key) === file)
      .map((key) => `${key}: ${before[key].value ?? 'not set'} → ${now[key].value ?? 'not set'}`),
  }));
}

/** Settings win over what the files say. */
function isOverridden(settings: Settings, key: keyof PrismaPlaces): boolean {
  return key !== 'external' && settings[key] !== undefined;
}
