import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import { reportSchema } from '../../../src/contracts/report';
import { forDatabase } from '../../../src/tell/report/for-database';
import { reportJsonSchema } from '../../../src/tell/report/json-schema';
import { reduce } from '../../../src/tell/report/reduce';
import { renderJson } from '../../../src/tell/report/render/json';
import { situations } from '../../support/situations';

const path = join(import.meta.dirname, '../../../schema/report.schema.json');

it('schema/report.schema.json is up to date (vitest run -u writes it)', async () => {
  await expect(`${JSON.stringify(reportJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(path);
});

it.each(Object.keys(situations))('%s is valid by it, also reduced and for one database', (name) => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(path, 'utf8')));
  const report = situations[name];
  if (!report) throw new Error(name);
  const variants = [report, reduce(report, []), forDatabase(report, report.databases[0]?.name ?? '')];
  for (const variant of variants) {
    const written = JSON.parse(renderJson(variant));
    expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
    expect(reportSchema.parse(written)).toEqual(written);
  }
});
