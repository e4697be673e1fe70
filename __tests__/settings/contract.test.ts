import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ruleNames } from '../../src/judge/rules';
import { configJsonSchema } from '../../src/settings/config-schema';
import { inputs } from '../../src/settings/inputs';
import { outputs } from '../../src/settings/outputs';
import { actionYml, howToUpdate, withTables } from './render';

const root = join(import.meta.dirname, '../..');

describe('what is rendered from the list of inputs and outputs', () => {
  it('action.yml is up to date', async () => {
    await expect(actionYml(), `action.yml is ${howToUpdate}`).toMatchFileSnapshot(join(root, 'action.yml'));
  });

  it('docs/configuration.md is up to date', async () => {
    const path = join(root, 'docs/configuration.md');
    const page = withTables(readFileSync(path, 'utf8'));
    await expect(page, `docs/configuration.md is ${howToUpdate}`).toMatchFileSnapshot(path);
  });

  it('schema/config.schema.json is up to date', async () => {
    const schema = `${JSON.stringify(configJsonSchema(ruleNames), null, 2)}\n`;
    const path = 'schema/config.schema.json';
    await expect(schema, `${path} is ${howToUpdate}`).toMatchFileSnapshot(join(root, path));
  });
});

describe('action.yml', () => {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

  it('describes every input and output of the contract', () => {
    expect(Object.keys(action.inputs)).toEqual(inputs.map(({ name }) => name));
    expect(Object.keys(action.outputs)).toEqual(outputs.map(({ name }) => name));
  });

  it('has no default that would win over the config file', () => {
    const defaults = Object.entries<{ default?: string }>(action.inputs).filter(([, input]) => 'default' in input);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
    expect(defaults.map(([name, input]) => [name, input.default])).toEqual([['github-token', '${{ github.token }}']]);
  });
});
