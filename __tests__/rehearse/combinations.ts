import { historyRow } from '../support/project';
import { applied, type Case, models, texts } from './cases';

/** A mismatch that goes together with any other. */
interface Ingredient {
  readonly name: string;
  readonly model?: string;
  readonly disk?: Readonly<Record<string, string>>;
  /** What was committed once, where that is not what is on disk. */
  readonly committed?: Readonly<Record<string, string>>;
  /** Later rows of the history are made by later calls. */
  readonly database?: () => string;
  /** Tables that going back may take away. */
  readonly loses?: readonly string[];
}

const table = (name: string) =>
  `-- CreateTable\nCREATE TABLE "${name}" (\n    "id" INTEGER NOT NULL,\n    "note" TEXT,\n\n    CONSTRAINT "${name}_pkey" PRIMARY KEY ("id")\n);\n`;
const model = (name: string) => `model ${name} {\n  id   Int     @id\n  note String?\n}`;
const rows = (name: string) => `INSERT INTO "${name}" SELECT n, 'note ' || n FROM generate_series(1, 5) n;\n`;

function ingredient(name: string, parts: Omit<Ingredient, 'name'>): Ingredient {
  return { name, ...parts };
}

export const ingredients: readonly Ingredient[] = [
  ingredient('pending', { model: model('Tag'), disk: { '20250104000000_tag': table('Tag') } }),
  ingredient('lost and in git', {
    model: model('Color'),
    committed: { '20250105000000_color': table('Color') },
    database: () => table('Color') + rows('Color') + historyRow('20250105000000_color', table('Color')),
  }),
  ingredient('lost', {
    model: model('Shade'),
    database: () => table('Shade') + rows('Shade') + historyRow('20250106000000_shade', table('Shade')),
    loses: ['"Shade"'],
  }),
  ingredient('renamed', {
    model: model('Label'),
    disk: { '20250107000000_label': table('Label') },
    database: () => table('Label') + rows('Label') + historyRow('20250107000000_labels', table('Label')),
  }),
  ingredient('edited', {
    model: model('Size').replace('}', '  extra Int?\n}'),
    disk: { '20250108000000_size': `${table('Size')}ALTER TABLE "Size" ADD COLUMN     "extra" INTEGER;\n` },
    committed: { '20250108000000_size': table('Size') },
    database: () => table('Size') + rows('Size') + historyRow('20250108000000_size', table('Size')),
  }),
  ingredient('pushed', { model: model('Invoice'), database: () => table('Invoice') + rows('Invoice') }),
  ingredient('console', { database: () => table('Desk') + rows('Desk'), loses: ['"Desk"'] }),
  ingredient('index gone', { database: () => 'DROP INDEX "User_email_key";\n' }),
  ingredient('type differs', { database: () => 'ALTER TABLE "Post" ALTER "title" TYPE varchar(80);\n' }),
  ingredient('model without a table', { model: model('Bonus') }),
  ingredient('failed half way', {
    model: `${model('Audit')}\n\n${model('Entry')}`,
    disk: { '20250109000000_audit': table('Audit') + table('Entry') },
    database: () =>
      table('Audit') +
      rows('Audit') +
      historyRow('20250109000000_audit', table('Audit') + table('Entry'), { state: 'failed' }),
    loses: ['"Audit"'],
  }),
  ingredient('out of order', { model: model('Mark'), disk: { '20250102500000_mark': table('Mark') } }),
  ingredient('done by hand', {
    model: model('Stamp'),
    disk: { '20250103500000_stamp': table('Stamp') },
    database: () => table('Stamp') + rows('Stamp'),
    loses: ['"Stamp"'],
  }),
  ingredient('rolled back', {
    model: model('Wheel'),
    disk: { '20250110000000_wheel': table('Wheel') },
    database: () => historyRow('20250110000000_wheel', table('Wheel'), { state: 'rolled-back' }),
  }),
];

/** Combinations of two or three, drawn with a fixed seed (mulberry32). */
export function combinations(count: number, seed: number): Case[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Array.from({ length: count }, () => {
    const left = [...ingredients];
    const size = 2 + Math.floor(random() * 2);
    return combine(
      Array.from({ length: size }, () => left.splice(Math.floor(random() * left.length), 1)[0] as Ingredient),
    );
  });
}

function combine(parts: readonly Ingredient[]): Case {
  const disk = Object.assign({}, texts, ...parts.map((part) => part.disk ?? {})) as Record<string, string>;
  const loses = parts.flatMap((part) => part.loses ?? []);
  return {
    name: parts.map(({ name }) => name).join(' + '),
    models: [models, ...parts.flatMap((part) => part.model ?? [])].join('\n\n'),
    disk,
    committed: Object.assign({}, disk, ...parts.map((part) => part.committed ?? {})) as Record<string, string>,
    database: applied() + parts.map((part) => part.database?.() ?? '').join(''),
    directions: [],
    loses: { 'database-follows': loses },
  };
}
