import type { CoverageObject } from '../../../contracts/coverage';
import type { Facts } from '../../../contracts/facts';
import type { Problem, Rule } from '../../../contracts/rule';
import { against, prisma } from '../history/commands';
import { baselineHelp } from './baseline';
import { capitalised, type Group, groupsOf, labelWithLine, listed, placeOf, subjectOf } from './group';
import { migrationName } from './migration-name';

export const notMigrated: Rule = {
  name: 'coverage/not-migrated',
  severity: 'error',
  problem: 'The schema asks for something that no migration makes, or that the migrations make differently.',
  consequence:
    'Databases built or deployed from the migrations will not have it, and code that relies on it fails there.',
  remedy:
    'Write the migration with `npx prisma migrate dev` and commit it. With `min-coverage` below 100 these are warnings while the percentage is reached.',
  *check(facts) {
    const { coverage, settings, repository } = facts;
    const gaps = gapsOf(facts);
    if (coverage === null || gaps.length === 0) return;
    const tolerated = settings.minCoverage < 100 && coverage.percent >= settings.minCoverage;
    const limit = tolerated ? ({ atMost: 'warning' } as const) : {};
    if (repository.migrations.length === 0) {
      yield { ...neverMigrated(facts, gaps), ...limit };
      return;
    }
    for (const group of groupsOf(gaps)) {
      const subject = subjectOf(group);
      yield {
        object: subject,
        ...placeOf(group.objects),
        ...limit,
        message: messageOf(group),
        help: helpOf(group, facts),
      };
    }
  },
};

function gapsOf({ coverage }: Facts): CoverageObject[] {
  return (coverage?.objects ?? []).filter(({ schema, migrations }) => schema && !migrations);
}

function isPushed({ situation }: CoverageObject): boolean {
  return situation === 'pushed';
}

function wasMade({ situation }: CoverageObject): boolean {
  return situation === 'made-before';
}

function labelsOf({ whole, objects }: Group, belongs: (object: CoverageObject) => boolean): string {
  return whole !== null && belongs(whole) ? whole.label : listed(objects.filter(belongs).map(labelWithLine));
}

/** A project that has only ever used `prisma db push`: one finding, not one per model. */
function neverMigrated(facts: Facts, gaps: readonly CoverageObject[]): Problem {
  const owners = groupsOf(gaps).length;
  const present = databasesWith(gaps);
  const there = present.length === 0 ? '' : ` ${present.join(' and ')} got it by \`prisma db push\` or by hand.`;
  return {
    object: facts.repository.migrationsPath,
    ...placeOf(gaps),
    message: `There are no migrations, and the schema has ${owners === 1 ? 'one model or enum' : `${owners} models and enums`}.${there} No database can be built or deployed from this repository.`,
    help: baselineHelp(facts, present),
  };
}

function messageOf(group: Group): string {
  const { whole, parts, owner } = group;
  const name = capitalised((whole ?? parts[0])?.declaredBy ?? owner);
  const sentences: string[] = [];
  if (whole !== null && whole.situation !== 'differs') {
    sentences.push(`${name} is in the schema, but no migration makes ${wholeWords(whole)}.`);
    sentences.push('Wherever these migrations are deployed, code that uses it fails.');
  } else {
    const missing = parts.filter(({ situation }) => situation !== 'differs');
    const differing = whole === null ? parts.filter(({ situation }) => situation === 'differs') : [whole];
    if (missing.length > 0) {
      sentences.push(`${name} asks for what no migration makes: ${listed(missing.map(labelWithLine))}.`);
      sentences.push(consequenceOf(missing));
    }
    if (differing.length > 0) {
      const unseen = differing.filter(({ prismaSees }) => !prismaSees).map(({ label }) => label);
      const details = differing.map((object) => `${labelWithLine(object)} has ${object.aspects.join(' and ')}`);
      sentences.push(
        `${name} and the migrations do not agree (schema → migrations): ${listed(details)}.`,
        ...(unseen.length === 0 ? [] : [`Prisma itself does not notice this about ${listed(unseen)}.`]),
      );
    }
  }
  const pushed = group.objects.filter(isPushed);
  const present = databasesWith(pushed);
  const what = pushed.length === group.objects.length ? 'it' : labelsOf(group, isPushed);
  if (present.length > 0)
    sentences.push(
      `${present.join(' and ')} ${present.length === 1 ? 'has' : 'have'} ${what} already, by \`prisma db push\` or by hand; no other database will.`,
    );
  const before = group.objects.filter(wasMade);
  if (before.length > 0)
    sentences.push(
      `What ${databasesWith(before).join(' and ')} applied made ${before.length === group.objects.length ? 'it' : labelsOf(group, wasMade)}; the files here no longer do.`,
    );
  return sentences.join(' ');
}

function wholeWords({ kind, label }: CoverageObject): string {
  if (kind === 'enum' || kind === 'extension') return 'it';
  return kind === 'view' ? `the ${label}, whose SQL Prisma never writes by itself` : `its ${label}`;
}

function consequenceOf(missing: readonly CoverageObject[]): string {
  const breaksCode = missing.some(({ kind }) => ['column', 'enum-value', 'table', 'enum', 'view'].includes(kind));
  return breaksCode
    ? 'Wherever these migrations are deployed, code that uses this fails.'
    : 'Databases made by these migrations are without it.';
}

function helpOf(group: Group, facts: Facts): string {
  const name = migrationName(group);
  const generated = group.parts.find(({ aspects }) => aspects.some((aspect) => aspect.includes(' → generated as ')));
  if (generated !== undefined && group.parts.length === 1)
    return 'Prisma cannot express a generated column. With this attribute it leaves the column as the migrations make it:\n    @default(dbgenerated())';
  const present = databasesWith(group.objects.filter(isPushed));
  const byHand = group.whole?.kind === 'view' || group.objects.some(({ prismaSees }) => !prismaSees);
  const lines: string[] = [];
  if (group.objects.some(wasMade)) {
    lines.push('First bring back what ran, as the findings of history/* about it say.');
    if (group.objects.every(wasMade)) return lines.join('');
  }
  if (present.length > 0) {
    const create = `    ${prisma(facts, 'migrate dev --create-only --name', name)}`;
    const gaps = gapsOf(facts).filter((gap) => !wasMade(gap));
    lines.push(
      ...(gaps.every(isPushed)
        ? ['Write the migration without running it, and mark it as applied where the change is already:', create]
        : [
            'Write the migration without running it:',
            create,
            `It holds all that no migration makes. Leave in it only what is there already (${labelsOf(group, isPushed)}), move the rest into a migration after it, and mark the first as applied:`,
          ]),
      against(present.join(' and then to ')),
      `    ${prisma(facts, 'migrate resolve --applied', `TIMESTAMP_${name}`)}`,
    );
  } else if (byHand) {
    lines.push(
      'Write the SQL yourself, into an empty migration:',
      `    ${prisma(facts, 'migrate dev --create-only --name', name)}`,
    );
  } else {
    lines.push(
      'Write the migration and commit it with the schema:',
      `    ${prisma(facts, 'migrate dev --name', name)}`,
    );
  }
  if (group.objects.every(({ situation }) => situation === 'differs')) lines.push(orChangeSchema(group.objects));
  return lines.join('\n');
}

/** When the migrations are right: what to write in the schema instead. */
function orChangeSchema(objects: readonly CoverageObject[]): string {
  const renames = objects.flatMap(({ aspects }) =>
    aspects.length === 1 ? (/^name .* → (.*)$/.exec(aspects[0] ?? '')?.[1] ?? []) : [],
  );
  return renames.length === objects.length
    ? `Or keep the name that the migrations use:\n${renames.map((name) => `    map: ${JSON.stringify(name)}`).join('\n')}`
    : 'Or, if the migrations are right, change the schema.';
}

function databasesWith(objects: readonly CoverageObject[]): string[] {
  const names = new Set(
    objects.flatMap(({ databases }) => Object.keys(databases).filter((database) => databases[database])),
  );
  return [...names];
}
