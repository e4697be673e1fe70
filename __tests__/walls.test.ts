import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../package.json';
import { version } from '../src/base/version';

const src = join(import.meta.dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.m?ts$/.test(path))
  .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(join(src, path), 'utf8') }));

/** Every module that a file imports, with the type-only imports apart: those vanish in the build. */
function importsOf(text: string): { name: string; typeOnly: boolean }[] {
  const found = [...text.matchAll(/^\s*(?:import|export)\s+(type\s+)?[^'"]*?\bfrom\s+'([^']+)'/gm)].map(
    ([, typeOnly, name = '']) => ({ name, typeOnly: typeOnly !== undefined }),
  );
  const bare = [...text.matchAll(/\b(?:import|require)\s*\(?\s*'([^']+)'\)?/g)].map(([, name = '']) => ({
    name,
    typeOnly: false,
  }));
  return [...found, ...bare];
}

/** DESIGN §3: who may import what. */
const walls: { what: string; import: RegExp; allowed: RegExp; types?: boolean }[] = [
  { what: 'a database driver', import: /^(pg|pg-.*|@electric-sql\/.*)$/, allowed: /^(database|scratch)\// },
  { what: 'Prisma', import: /^@prisma\//, allowed: /^prisma\// },
  { what: 'the SQL parser', import: /^libpg-query$/, allowed: /^sql\// },
  { what: 'GitHub packages', import: /^(@actions|@octokit)\//, allowed: /^(github\/|action\.ts)/ },
];

const io = /^(node:)?(fs|fs\/promises|net|tls|http|https|child_process|dns|os|worker_threads|readline|undici)$/;
/** Rooms without any I/O. `catalog/read*` and `catalog/reprint*` only speak to the Connection that they are given. */
const pureRooms = /^(rules|judge|catalog|drift|coverage|safety|plan)\/|^report\/(?!write-files|read-report)/;

test.each(walls)('only the right rooms import $what', ({ import: pattern, allowed }) => {
  const trespassers = files
    .filter(({ path }) => !allowed.test(path))
    .filter(({ text }) => importsOf(text).some(({ name, typeOnly }) => !typeOnly && pattern.test(name)))
    .map(({ path }) => path);
  expect(trespassers).toEqual([]);
});

test('pure rooms do no I/O', () => {
  const trespassers = files
    .filter(({ path }) => pureRooms.test(path))
    .filter(({ text }) => importsOf(text).some(({ name, typeOnly }) => !typeOnly && io.test(name)))
    .map(({ path }) => path);
  expect(trespassers).toEqual([]);
});

test('rules, coverage and report do not reach into the rooms that do', () => {
  const rooms = /^\.\.?\/(?:\.\.\/)*(database|scratch|prisma|github)\//;
  // Pure parts of those rooms: types, the state machine of a history, scanners of the schema's text.
  const dataOnly = /\/(target|connection|history|lost-texts|schema-lines|declared)$/;
  const trespassers = files
    .filter(({ path }) => /^(rules|judge|coverage|drift|plan|report)\//.test(path))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ name, typeOnly }) => !typeOnly && rooms.test(name) && !dataOnly.test(name))
        .map(({ name }) => `${path} imports ${name}`),
    );
  expect(trespassers).toEqual([]);
});

test('no file is past 300 lines', () => {
  const long = files.filter(({ text }) => text.split('\n').length > 320).map(({ path }) => path);
  expect(long).toEqual([]);
});

test('the version is the one of package.json', () => {
  expect(version).toBe(packageJson.version);
});
