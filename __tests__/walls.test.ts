import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
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

/** The rooms of `src` in the order of the flow; each imports only from itself and from those before it. */
const rooms = [
  'base',
  'git',
  'postgres',
  'contracts',
  'settings',
  'gather',
  'judge',
  'recover',
  'collect',
  'rehearse',
  'tell',
  'gate.ts',
  'commands',
  'action.ts',
  'cli.ts',
  'wasm-compiler.ts',
  'main.ts',
];

const roomOf = (path: string) => path.split('/', 1)[0] ?? '';

/** The files of ours that a file imports, types included. */
const ownImports = new Map(
  files.map(({ path, text }) => [
    path,
    importsOf(text).flatMap(({ name }) => {
      if (!name.startsWith('.')) return [];
      const target = posix.join(posix.dirname(path), name);
      return files
        .map((file) => file.path)
        .filter((other) => [`${target}.ts`, `${target}.mts`, `${target}/index.ts`].includes(other));
    }),
  ]),
);

test('every room is in the order, and nothing imports against it', () => {
  expect([...new Set(files.map(({ path }) => roomOf(path)))].sort()).toEqual([...rooms].sort());
  const arrows = [...ownImports].flatMap(([path, imported]) =>
    imported
      .filter((other) => rooms.indexOf(roomOf(other)) > rooms.indexOf(roomOf(path)))
      .map((other) => `${path} → ${other}`),
  );
  expect([...ownImports.values()].flat().length).toBeGreaterThan(1000);
  expect(arrows).toEqual([]);
});

test('no files import each other in a circle', () => {
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) throw new Error([...way.slice(way.indexOf(path)), path].join(' → '));
    if (done.has(path)) return;
    for (const other of ownImports.get(path) ?? []) visit(other, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
});

/** Who may import what. */
const walls: { what: string; import: RegExp; allowed: RegExp }[] = [
  { what: 'a database driver', import: /^(pg|pg-.*|@electric-sql\/.*)$/, allowed: /^(postgres|gather\/scratch)\// },
  { what: 'Prisma', import: /^@prisma\//, allowed: /^gather\/prisma\// },
  { what: 'the SQL parser', import: /^libpg-query$/, allowed: /^postgres\/sql\// },
  { what: 'GitHub packages', import: /^(@actions|@octokit)\//, allowed: /^(tell\/github\/|action\.ts)/ },
];

test.each(walls)('only the right rooms import $what', ({ import: pattern, allowed }) => {
  const trespassers = files
    .filter(({ path }) => !allowed.test(path))
    .filter(({ text }) => importsOf(text).some(({ name, typeOnly }) => !typeOnly && pattern.test(name)))
    .map(({ path }) => path);
  expect(trespassers).toEqual([]);
});

const io = /^(node:)?(fs|fs\/promises|net|tls|http|https|child_process|dns|os|worker_threads|readline|undici)$/;
/** Rooms without any I/O; those of the catalog and of the way back only speak to the Connection that they are given. */
const pureRooms = /^(contracts|judge|postgres\/(catalog|sql)|recover)\/|^tell\/report\/(?!write-files|read-report)/;

test('pure rooms do no I/O', () => {
  const trespassers = files
    .filter(({ path }) => pureRooms.test(path))
    .filter(({ text }) => importsOf(text).some(({ name, typeOnly }) => !typeOnly && io.test(name)))
    .map(({ path }) => path);
  expect(trespassers).toEqual([]);
});

test('no file is past 300 lines', () => {
  const long = files.filter(({ text }) => text.split('\n').length > 320).map(({ path }) => path);
  expect(long).toEqual([]);
});

test('the version is the one of package.json', () => {
  expect(version).toBe(packageJson.version);
});
