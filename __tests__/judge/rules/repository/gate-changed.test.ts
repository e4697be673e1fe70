import { describe, expect, test } from 'vitest';
import { ruleNames } from '../../../../src/judge/rules';
import { readSettings } from '../../../../src/settings/read-settings';
import { commit, type Files, git, read, schema, workspace } from '../../../gather/repository/workspace';
import { judgeRepository, project } from './findings';

const workflow = '.github/workflows/gate.yml';
const uses = 'jobs: { gate: { steps: [{ uses: prisma-migration-gate/action@v1 }] } }\n';

/** Message and help of what the rule says of a branch. */
async function told(base: Files, branch: Files, main: Files = {}, remove: readonly string[] = []): Promise<string[]> {
  const root = workspace();
  git(root, 'init', '--quiet', '--initial-branch=main');
  commit(root, { ...project, ...base });
  git(root, 'checkout', '--quiet', '-b', 'work');
  for (const path of remove) git(root, 'rm', '--quiet', path);
  for (const path of Object.keys(branch)) if (path in base) git(root, 'rm', '--quiet', path);
  commit(root, branch);
  git(root, 'checkout', '--quiet', 'main');
  commit(root, main);
  git(root, 'checkout', '--quiet', 'work');
  const env = {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_BASE_REF: 'main',
    GITHUB_WORKFLOW_REF: 'octo/shop/.github/workflows/own.yml@refs/pull/7/merge',
  };
  const settings = await readSettings({ cwd: root, env, inputs: {}, ruleNames });
  const repository = await read(root, settings);
  return judgeRepository(repository, { settings } as object)
    .filter(({ rule }) => rule === 'repository/gate-changed')
    .map(({ severity, message, help }) => `${severity}: ${message}\n${help}`);
}

test('the config file, key by key, and that it counts after the merge', async () => {
  const file = '.github/migration-gate.yml';
  const found = await told(
    { [file]: 'fail-on: warning\n' },
    { [file]: 'fail-on: never\nrules: { drift/index: off }\n' },
  );
  expect(found).toEqual([
    `warning: This change changes ${file}, which says what the gate checks. It counts after the merge; this verdict stands on the version of the base branch.
Make sure that this is meant:
    fail-on: warning → never
    rules: drift/index not set → off`,
  ]);
});

describe('the workflow that runs the gate', () => {
  test.each([
    ['changed', { [workflow]: uses }, { [workflow]: `on: push\n${uses}` }, [], `changes ${workflow}`],
    ['added', {}, { [workflow]: uses }, [], `adds ${workflow}`],
    ['removed', { [workflow]: uses }, {}, [workflow], `removes ${workflow}`],
    ['without the gate now', { [workflow]: uses }, { [workflow]: 'on: push\n' }, [], `changes ${workflow}`],
    [
      'of this run',
      { '.github/workflows/own.yml': 'a: 1\n' },
      { '.github/workflows/own.yml': 'a: 2\n' },
      [],
      'own.yml',
    ],
    [
      'an action of the repository',
      { '.github/actions/x/action.yml': uses },
      { '.github/actions/x/action.yml': `a: 1\n${uses}` },
      [],
      'x/action.yml',
    ],
  ])('%s', async (_, base, branch, remove, words) => {
    const [found = '', ...others] = await told(base, branch, {}, remove);
    expect(found).toContain(words);
    expect(found).toContain('It counts at once');
    expect(others).toEqual([]);
  });
});

describe('where Prisma looks', () => {
  test.each([
    [
      'prisma.schema of package.json',
      { 'package.json': '{"prisma":{"schema":"prisma/schema.prisma"}}' },
      { 'package.json': '{"prisma":{"schema":"decoy.prisma"}}', 'decoy.prisma': schema() },
      'package.json, which says where Prisma looks',
      'schema: prisma/schema.prisma → decoy.prisma',
    ],
    [
      'a new prisma.config',
      {},
      { 'prisma.config.ts': "export default { migrations: { path: 'decoy' } }", 'decoy/x': '' },
      'prisma.config.ts',
      'migrations: not set → decoy',
    ],
    [
      'one that comes before it',
      { 'prisma.config.ts': "export default { schema: 'prisma/schema.prisma' }" },
      { 'prisma.config.js': "module.exports = { schema: 'decoy.prisma' }", 'decoy.prisma': schema() },
      'prisma.config.js',
      'schema: prisma/schema.prisma → decoy.prisma',
    ],
    [
      'tables that it leaves alone',
      { 'prisma.config.ts': 'export default { tables: { external: [] } }' },
      { 'prisma.config.ts': "export default { tables: { external: ['public.User'] } }" },
      'prisma.config.ts',
      'external: not set → public.User',
    ],
  ])('%s', async (_, base, branch, file, change) => {
    const [found = '', ...others] = await told(base as Files, branch as Files);
    expect(found).toContain(`changes ${file}`);
    expect(found).toContain(`    ${change}`);
    expect(others).toEqual([]);
  });
});

test('what others changed, what is beside the point and what is moved by nobody is not told', async () => {
  const base = {
    [workflow]: uses,
    '.github/workflows/lint.yml': 'on: push\n',
    'package.json': '{"prisma":{"schema":"prisma/schema.prisma"}}',
    'prisma.config.ts': "export default { schema: 'prisma/schema.prisma' }",
  };
  const branch = {
    '.github/workflows/lint.yml': 'on: pull_request\n',
    'package.json': '{"name":"shop","prisma":{"schema":"prisma/schema.prisma"}}',
    'prisma.config.ts': "// the same\nexport default { schema: './prisma/schema.prisma' }",
  };
  const main = { [workflow]: `on: push\n${uses}`, '.github/migration-gate.yml': 'fail-on: warning\n' };
  expect(await told(base, branch, main)).toEqual([]);
});
