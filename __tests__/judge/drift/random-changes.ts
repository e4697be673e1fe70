/** Something that can be done to one of the tables of the property test. */
export interface RandomChange {
  /** Parts of its table that no other change may touch. */
  readonly touches: readonly string[];
  readonly sql: (t: string) => string;
  /** The differences that must come of it; `now` is the table's name at the end. */
  readonly expect: (t: string, now: string) => readonly string[];
}

export const tables = ['t0', 't1', 't2', 't3', 't4'];

/** Every table has a view, an enum, a sequence, a function with a trigger and so on; each references the next. */
export const base = [...tables]
  .reverse()
  .map((t, i, all) => {
    const next = all[i - 1];
    return `
CREATE TYPE ${t}_kind AS ENUM ('one', 'two', '${t}');
CREATE SEQUENCE ${t}_numbers;
CREATE TABLE ${t} (
  id serial CONSTRAINT ${t}_pkey PRIMARY KEY,
  a integer NOT NULL,
  b text DEFAULT 'b',
  c varchar(10),
  d timestamp(3),
  e ${t}_kind DEFAULT 'one',
  next integer,
  CONSTRAINT ${t}_check CHECK (a > ${i})
  ${next === undefined ? '' : `, CONSTRAINT ${t}_next FOREIGN KEY (next) REFERENCES ${next} ON DELETE CASCADE`}
);
CREATE INDEX ${t}_a ON ${t} (a);
CREATE UNIQUE INDEX ${t}_c ON ${t} (c) WHERE a > 5;
CREATE VIEW ${t}_view AS SELECT x.id, x.e FROM ${t} x WHERE x.a > 1;
CREATE FUNCTION ${t}_fn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER ${t}_trigger BEFORE INSERT ON ${t} FOR EACH ROW EXECUTE FUNCTION ${t}_fn();
CREATE POLICY ${t}_policy ON ${t} USING (a > 1);`;
  })
  .join('\n');

const parts = [
  'table',
  'add',
  'a',
  'b',
  'd',
  'index',
  'unique',
  'check',
  'fk',
  'pk',
  'view',
  'enum',
  'sequence',
  'fn',
  'trigger',
  'policy',
];

export const changes: readonly RandomChange[] = [
  {
    touches: parts,
    sql: (t) => `DROP TABLE ${t} CASCADE`,
    expect: (t) => [`missing table public.${t}`, `missing view public.${t}_view`],
  },
  {
    touches: ['table'],
    sql: (t) => `ALTER TABLE ${t} RENAME TO r_${t}`,
    expect: (t) => [`changed table public.r_${t}`],
  },
  {
    touches: ['table'],
    sql: (t) => `ALTER TABLE ${t} ENABLE ROW LEVEL SECURITY`,
    expect: (t) => [`changed table public.${t}`],
  },
  {
    touches: ['table'],
    sql: (t) => `ALTER TABLE ${t} SET (fillfactor = 70)`,
    expect: (t) => [`changed table public.${t}`],
  },
  {
    touches: ['add'],
    sql: (t) => `ALTER TABLE ${t} ADD extra uuid`,
    expect: (_, now) => [`unexpected column public.${now}.extra`],
  },
  {
    touches: ['add'],
    sql: (t) => `ALTER TABLE ${t} ADD extra bigserial`,
    expect: (_, now) => [`unexpected column public.${now}.extra`],
  },
  { touches: ['b'], sql: (t) => `ALTER TABLE ${t} DROP b`, expect: (t) => [`missing column public.${t}.b`] },
  {
    touches: ['b'],
    sql: (t) => `ALTER TABLE ${t} ALTER b SET NOT NULL`,
    expect: (_, now) => [`changed column public.${now}.b`],
  },
  {
    touches: ['b'],
    sql: (t) => `ALTER TABLE ${t} ALTER b DROP DEFAULT`,
    expect: (_, now) => [`changed column public.${now}.b`],
  },
  {
    touches: ['b'],
    sql: (t) => `ALTER TABLE ${t} RENAME b TO bee`,
    expect: (_, now) => [`changed column public.${now}.bee`],
  },
  {
    touches: ['d'],
    sql: (t) => `ALTER TABLE ${t} ALTER d TYPE timestamptz`,
    expect: (_, now) => [`changed column public.${now}.d`],
  },
  {
    touches: ['d'],
    sql: (t) => `ALTER TABLE ${t} RENAME d TO "D"`,
    expect: (_, now) => [`changed column public.${now}.D`],
  },
  {
    touches: ['a'],
    sql: (t) => `ALTER TABLE ${t} RENAME a TO amount`,
    expect: (_, now) => [`changed column public.${now}.amount`],
  },
  { touches: ['index'], sql: (t) => `DROP INDEX ${t}_a`, expect: (t) => [`missing index public.${t}_a`] },
  {
    touches: ['index'],
    sql: (t) => `ALTER INDEX ${t}_a RENAME TO ${t}_by_a`,
    expect: (t) => [`changed index public.${t}_by_a`],
  },
  {
    touches: ['index', 'a'],
    sql: (t) => `DROP INDEX ${t}_a; CREATE UNIQUE INDEX ${t}_a ON ${t} (a DESC)`,
    expect: (t) => [`changed index public.${t}_a`],
  },
  {
    touches: ['unique', 'a'],
    sql: (t) => `DROP INDEX ${t}_c; CREATE UNIQUE INDEX ${t}_c ON ${t} (c) WHERE a > 6`,
    expect: (t) => [`changed index public.${t}_c`],
  },
  {
    touches: ['check'],
    sql: (t) => `ALTER TABLE ${t} DROP CONSTRAINT ${t}_check`,
    expect: (t) => [`missing constraint public.${t}.${t}_check`],
  },
  {
    touches: ['check'],
    sql: (t) => `ALTER TABLE ${t} RENAME CONSTRAINT ${t}_check TO ${t}_positive`,
    expect: (t, now) => [`changed constraint public.${now}.${t}_positive`],
  },
  {
    touches: ['check', 'a'],
    sql: (t) => `ALTER TABLE ${t} DROP CONSTRAINT ${t}_check, ADD CONSTRAINT ${t}_check CHECK (a < 0) NOT VALID`,
    expect: (t, now) => [`changed constraint public.${now}.${t}_check`],
  },
  {
    touches: ['fk'],
    sql: (t) => `ALTER TABLE ${t} ADD CONSTRAINT ${t}_self FOREIGN KEY (next) REFERENCES ${t}`,
    expect: (t, now) => [`unexpected constraint public.${now}.${t}_self`],
  },
  { touches: ['view'], sql: (t) => `DROP VIEW ${t}_view`, expect: (t) => [`missing view public.${t}_view`] },
  {
    touches: ['view'],
    sql: (t) => `ALTER VIEW ${t}_view RENAME TO ${t}_seen`,
    expect: (t) => [`changed view public.${t}_seen`],
  },
  {
    touches: ['view', 'a'],
    sql: (t) => `CREATE OR REPLACE VIEW ${t}_view AS SELECT id, e FROM ${t} WHERE a < 1`,
    expect: (t) => [`changed view public.${t}_view`],
  },
  {
    touches: ['enum'],
    sql: (t) => `ALTER TYPE ${t}_kind ADD VALUE 'zero' BEFORE 'one'`,
    expect: (t) => [`changed enum public.${t}_kind`],
  },
  {
    touches: ['enum'],
    sql: (t) => `ALTER TYPE ${t}_kind RENAME VALUE 'one' TO 'first'`,
    expect: (t) => [`changed enum public.${t}_kind`],
  },
  {
    touches: ['enum'],
    sql: (t) => `ALTER TYPE ${t}_kind RENAME TO "${t} Kind"`,
    expect: (t) => [`changed enum public.${t} Kind`],
  },
  {
    touches: ['sequence'],
    sql: (t) => `DROP SEQUENCE ${t}_numbers`,
    expect: (t) => [`missing sequence public.${t}_numbers`],
  },
  {
    touches: ['sequence'],
    sql: (t) => `ALTER SEQUENCE ${t}_numbers CYCLE`,
    expect: (t) => [`changed sequence public.${t}_numbers`],
  },
  {
    touches: ['sequence'],
    sql: (t) => `ALTER SEQUENCE ${t}_id_seq INCREMENT 5`,
    expect: (t) => [`changed sequence public.${t}_id_seq`],
  },
  {
    touches: ['fn', 'trigger'],
    sql: (t) => `DROP FUNCTION ${t}_fn() CASCADE`,
    expect: (t) => [`missing function public.${t}_fn()`],
  },
  {
    touches: ['fn'],
    sql: (t) => `CREATE OR REPLACE FUNCTION ${t}_fn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$`,
    expect: (t) => [`changed function public.${t}_fn()`],
  },
  {
    touches: ['trigger'],
    sql: (t) => `DROP TRIGGER ${t}_trigger ON ${t}`,
    expect: (t) => [`missing trigger public.${t}.${t}_trigger`],
  },
  {
    touches: ['trigger'],
    sql: (t) => `ALTER TABLE ${t} DISABLE TRIGGER ${t}_trigger`,
    expect: (t, now) => [`changed trigger public.${now}.${t}_trigger`],
  },
  {
    touches: ['policy'],
    sql: (t) => `DROP POLICY ${t}_policy ON ${t}`,
    expect: (t) => [`missing policy public.${t}.${t}_policy`],
  },
  {
    touches: ['policy'],
    sql: (t) => `ALTER POLICY ${t}_policy ON ${t} USING (true)`,
    expect: (t, now) => [`changed policy public.${now}.${t}_policy`],
  },
];
