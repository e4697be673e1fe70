import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/judge/rules';
import { renderRuleDoc, renderRuleIndex } from '../../../src/tell/report/render/rule-docs';

const folder = join(import.meta.dirname, '../../../docs/rules');

describe('docs/rules is up to date (vitest run -u writes it)', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s', async (name, rule) => {
    await expect(renderRuleDoc(rule)).toMatchFileSnapshot(join(folder, `${name}.md`));
  });

  it('README.md', async () => {
    await expect(renderRuleIndex(rules)).toMatchFileSnapshot(join(folder, 'README.md'));
  });

  it('has no page of a rule that is gone', () => {
    const known = new Set(['README.md', ...rules.map(({ name }) => `${name}.md`)]);
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((page) => page.replaceAll('\\', '/'));
    expect(pages.filter((page) => page.endsWith('.md') && !known.has(page))).toEqual([]);
  });
});
