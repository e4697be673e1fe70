/** One change made to the base schema, and the one difference (or several) that must come of it. */
export interface Case {
  readonly name: string;
  readonly sql: string;
  /** `change kind object: aspect; aspect`, sorted. */
  readonly expect: readonly string[];
  /** Majors from which on the SQL exists. */
  readonly since?: number;
}

export const cases: readonly Case[] = [
  { name: 'nothing', sql: 'SELECT 1', expect: [] },

  // Tables
  {
    name: 'extra table',
    sql: 'CREATE TABLE extra (id serial PRIMARY KEY, v text UNIQUE)',
    expect: ['unexpected table public.extra'],
  },
  { name: 'extra table without a key', sql: 'CREATE TABLE extra (v text)', expect: ['unexpected table public.extra'] },
  { name: 'dropped table', sql: 'DROP TABLE ticket', expect: ['missing table public.ticket'] },
  {
    name: 'dropped table that others reference',
    sql: 'DROP TABLE depot.site CASCADE',
    expect: ['missing table depot.site'],
  },
  {
    name: 'dropped table that is published',
    sql: 'DROP TABLE depot.shipment',
    expect: ['missing table depot.shipment'],
  },
  {
    name: 'table taken out of a publication',
    sql: 'ALTER PUBLICATION shipping DROP TABLE depot.shipment',
    expect: ['changed table shipping: tables depot.shipment → none'],
  },
  {
    name: 'row level security enabled',
    sql: 'ALTER TABLE "Order" ENABLE ROW LEVEL SECURITY',
    expect: ['changed table public.Order: row level security off → on'],
  },
  {
    name: 'row level security disabled',
    sql: 'ALTER TABLE ticket DISABLE ROW LEVEL SECURITY',
    expect: ['changed table public.ticket: row level security on → off'],
  },
  {
    name: 'row level security forced',
    sql: 'ALTER TABLE ticket FORCE ROW LEVEL SECURITY',
    expect: ['changed table public.ticket: row level security forced off → on'],
  },
  {
    name: 'storage parameter',
    sql: 'ALTER TABLE "Order" SET (autovacuum_enabled = false)',
    expect: ['changed table public.Order: storage options none → autovacuum_enabled=false'],
  },
  {
    name: 'storage parameter of the toast table',
    sql: 'ALTER TABLE "Order" SET (toast.autovacuum_enabled = false)',
    expect: ['changed table public.Order: storage options none → toast.autovacuum_enabled=false'],
  },
  {
    name: 'unlogged table',
    sql: 'ALTER TABLE ticket SET UNLOGGED',
    expect: ['changed table public.ticket: logged → unlogged'],
  },
  {
    name: 'replica identity',
    sql: 'ALTER TABLE "Order" REPLICA IDENTITY FULL',
    expect: ['changed table public.Order: replica identity default → full'],
  },
  {
    name: 'replica identity by index',
    sql: 'ALTER TABLE "Order" REPLICA IDENTITY USING INDEX "Order_pkey"',
    expect: ['changed table public.Order: replica identity default → index Order_pkey'],
  },
  {
    name: 'clustered',
    sql: 'ALTER TABLE "Order" CLUSTER ON "Order_pkey"',
    expect: ['changed table public.Order: clustered on none → Order_pkey'],
  },
  {
    name: 'extra partitioned table',
    sql: 'CREATE TABLE log (at date) PARTITION BY RANGE (at); CREATE TABLE log_1 PARTITION OF log DEFAULT',
    expect: ['unexpected table public.log'],
  },
  {
    name: 'extra partition',
    sql: "CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    expect: ['unexpected table public.event_2026'],
  },
  {
    name: 'detached partition',
    sql: 'ALTER TABLE event DETACH PARTITION event_2025',
    expect: [
      "changed table public.event_2025: parents public.event → none; partition bound FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') → none",
    ],
  },
  { name: 'dropped partition', sql: 'DROP TABLE event_2025', expect: ['missing table public.event_2025'] },
  { name: 'dropped partitioned table', sql: 'DROP TABLE event', expect: ['missing table public.event'] },
  {
    name: 'inheriting child',
    sql: 'CREATE TABLE vip (level integer) INHERITS ("Customer")',
    expect: ['unexpected table public.vip'],
  },
  {
    name: 'table in another schema',
    sql: 'CREATE TABLE depot.shelf (id integer)',
    expect: ['unexpected table depot.shelf'],
  },
  {
    name: 'table in another schema that references one of ours',
    sql: 'CREATE TABLE depot.shelf (customer_id integer REFERENCES "Customer")',
    expect: ['unexpected table depot.shelf'],
  },
  {
    name: 'reference to a table in another schema',
    sql: 'ALTER TABLE "Order" ADD CONSTRAINT order_site FOREIGN KEY (site_id) REFERENCES depot.site',
    expect: ['unexpected constraint public.Order.order_site'],
  },
  {
    name: 'foreign table',
    sql: 'CREATE FOREIGN TABLE remote (id integer) SERVER elsewhere',
    expect: ['unexpected table public.remote'],
  },
  {
    name: 'publication',
    sql: 'CREATE PUBLICATION feed FOR TABLE "Order"',
    expect: ['unexpected table feed'],
  },
  {
    name: 'extra foreign server',
    sql: `CREATE SERVER extra TYPE 't' VERSION '1' FOREIGN DATA WRAPPER wrapper OPTIONS (host 'far', password 'hidden')`,
    expect: ['unexpected table extra'],
  },
  {
    name: 'options of a foreign server with a table on it',
    sql: `ALTER SERVER elsewhere OPTIONS (SET host 'far', DROP dbname, ADD port '1')`,
    expect: ['changed table elsewhere: definition'],
  },
  {
    name: 'foreign server dropped with its table',
    sql: 'DROP SERVER elsewhere CASCADE',
    expect: ['missing table elsewhere'],
  },
  {
    name: 'another foreign server',
    sql: `CREATE SERVER other FOREIGN DATA WRAPPER wrapper`,
    expect: ['unexpected table other'],
  },
  { name: 'missing schema', sql: 'DROP SCHEMA depot CASCADE', expect: ['missing table depot'] },
  {
    name: 'table renamed',
    sql: 'ALTER TABLE "Customer" RENAME TO client',
    expect: ['changed table public.client: renamed from public.Customer'],
  },
  {
    name: 'partitioned table renamed',
    sql: 'ALTER TABLE event RENAME TO occurrence',
    expect: ['changed table public.occurrence: renamed from public.event'],
  },

  // Columns
  {
    name: 'dropped column',
    sql: 'ALTER TABLE "Customer" DROP COLUMN data',
    expect: ['missing column public.Customer.data'],
  },
  {
    name: 'dropped column with an index and a check',
    sql: 'ALTER TABLE "Customer" DROP COLUMN score',
    expect: ['missing column public.Customer.score'],
  },
  {
    name: 'dropped serial column',
    sql: 'ALTER TABLE "Order" DROP COLUMN id',
    expect: ['missing column public.Order.id'],
  },
  {
    name: 'extra nullable column',
    sql: 'ALTER TABLE "Customer" ADD COLUMN extra text',
    expect: ['unexpected column public.Customer.extra'],
  },
  {
    name: 'extra serial column',
    sql: 'ALTER TABLE "Customer" ADD COLUMN extra serial',
    expect: ['unexpected column public.Customer.extra'],
  },
  {
    name: 'extra column of a partitioned table',
    sql: 'ALTER TABLE event ADD COLUMN place text',
    expect: ['unexpected column public.event.place'],
  },
  {
    name: 'set not null',
    sql: 'ALTER TABLE "Customer" ALTER nickname SET NOT NULL',
    expect: ['changed column public.Customer.nickname: nullable → not null'],
  },
  {
    name: 'dropped not null',
    sql: 'ALTER TABLE "Order" ALTER placed_on DROP NOT NULL',
    expect: ['changed column public.Order.placed_on: not null → nullable'],
  },
  {
    name: 'not null of a partitioned table',
    sql: 'ALTER TABLE event ALTER what SET NOT NULL',
    expect: ['changed column public.event.what: nullable → not null'],
  },
  {
    name: 'NOT VALID not null',
    sql: 'ALTER TABLE "Customer" ADD CONSTRAINT soon NOT NULL nickname NOT VALID',
    expect: ['changed column public.Customer.nickname: nullable → not null; not null constraint none → NOT VALID'],
    since: 18,
  },
  {
    name: 'another literal as default',
    sql: `ALTER TABLE "Customer" ALTER email SET DEFAULT 'me@example.com'`,
    expect: ["changed column public.Customer.email: default 'nobody@example.com'::text → 'me@example.com'::text"],
  },
  {
    name: 'dropped default',
    sql: 'ALTER TABLE "Customer" ALTER email DROP DEFAULT',
    expect: ["changed column public.Customer.email: default 'nobody@example.com'::text → none"],
  },
  {
    name: 'another function as default',
    sql: 'ALTER TABLE "Customer" ALTER "createdAt" SET DEFAULT clock_timestamp()',
    expect: ['changed column public.Customer.createdAt: default now() → clock_timestamp()'],
  },
  {
    name: 'expression as default',
    sql: 'ALTER TABLE "Customer" ALTER score SET DEFAULT 1 + 1',
    expect: ['changed column public.Customer.score: default none → (1 + 1)'],
  },
  {
    name: 'NULL as default is no default',
    sql: 'ALTER TABLE "Customer" ALTER nickname SET DEFAULT NULL',
    expect: [],
  },
  {
    name: 'serial replaced by identity',
    sql: `ALTER TABLE "Customer" ALTER id DROP DEFAULT; DROP SEQUENCE "Customer_id_seq";
      ALTER TABLE "Customer" ALTER id ADD GENERATED BY DEFAULT AS IDENTITY`,
    expect: [
      `changed column public.Customer.id: default nextval('public."Customer_id_seq"'::regclass) → none; identity none → by-default`,
    ],
  },
  {
    name: 'serial replaced by identity ALWAYS under the same name',
    sql: `ALTER TABLE "Order" ALTER id DROP DEFAULT; DROP SEQUENCE "Order_id_seq";
      ALTER TABLE "Order" ALTER id ADD GENERATED ALWAYS AS IDENTITY`,
    expect: [
      `changed column public.Order.id: default nextval('public."Order_id_seq"'::regclass) → none; identity none → always`,
    ],
  },
  {
    name: 'identity ALWAYS',
    sql: 'ALTER TABLE ticket ALTER id SET GENERATED ALWAYS',
    expect: ['changed column public.ticket.id: identity by-default → always'],
  },
  {
    name: 'identity dropped',
    sql: 'ALTER TABLE ticket ALTER id DROP IDENTITY',
    expect: ['changed column public.ticket.id: identity by-default → none'],
  },
  {
    name: 'varchar(10) to varchar(20)',
    sql: 'ALTER TABLE "Customer" ALTER nickname TYPE varchar(20)',
    expect: ['changed column public.Customer.nickname: type character varying(10) → character varying(20)'],
  },
  {
    name: 'numeric precision',
    sql: 'ALTER TABLE "Customer" ALTER balance TYPE numeric(12,4)',
    expect: ['changed column public.Customer.balance: type numeric(10,2) → numeric(12,4)'],
  },
  {
    name: 'timestamp precision',
    sql: 'ALTER TABLE "Customer" ALTER "createdAt" TYPE timestamp(6)',
    expect: [
      'changed column public.Customer.createdAt: type timestamp(3) without time zone → timestamp(6) without time zone',
    ],
  },
  {
    name: 'timestamp to timestamptz',
    sql: 'ALTER TABLE "Customer" ALTER "createdAt" TYPE timestamptz(3)',
    expect: [
      'changed column public.Customer.createdAt: type timestamp(3) without time zone → timestamp(3) with time zone',
    ],
  },
  {
    name: 'integer to bigint',
    sql: 'ALTER TABLE "Customer" ALTER score TYPE bigint',
    expect: ['changed column public.Customer.score: type integer → bigint'],
  },
  {
    name: 'integer to numeric under a check and an index',
    sql: 'ALTER TABLE "Customer" ALTER score TYPE numeric',
    expect: ['changed column public.Customer.score: type integer → numeric'],
  },
  {
    name: 'identity from bigint to integer',
    sql: 'ALTER TABLE ticket ALTER id TYPE integer',
    expect: ['changed column public.ticket.id: type bigint → integer'],
  },
  {
    name: 'a range type to another',
    sql: 'ALTER TABLE "Customer" ALTER span TYPE int8range USING NULL',
    expect: ['changed column public.Customer.span: type int4range → int8range'],
  },
  {
    name: 'interval to tsvector',
    sql: 'ALTER TABLE "Customer" ALTER lasted TYPE tsvector USING NULL',
    expect: ['changed column public.Customer.lasted: type interval → tsvector'],
  },
  {
    name: 'interval precision',
    sql: 'ALTER TABLE "Customer" ALTER lasted TYPE interval(0)',
    expect: ['changed column public.Customer.lasted: type interval → interval(0)'],
  },
  {
    name: 'domain to its base type',
    sql: 'ALTER TABLE "Customer" ALTER stock TYPE integer',
    expect: ['changed column public.Customer.stock: type public.quantity → integer'],
  },
  {
    name: 'collation',
    sql: 'ALTER TABLE "Order" ALTER code TYPE text COLLATE "C"',
    expect: ['changed column public.Order.code: collation default → pg_catalog.C'],
  },
  {
    name: 'generated column',
    sql: 'ALTER TABLE "Order" DROP COLUMN doubled, ADD COLUMN doubled integer GENERATED ALWAYS AS (total * 2) STORED',
    expect: [
      'changed column public.Order.doubled: generated none → (total * 2)',
      'changed table public.Order: column order id, customer_id, site_id, placed_on, total, doubled, code → id, customer_id, site_id, placed_on, total, code, doubled',
    ],
  },
  {
    name: 'column order',
    sql: 'ALTER TABLE ticket RENAME priority TO old; ALTER TABLE ticket ADD priority integer; DROP RULE ticket_keep ON ticket; ALTER TABLE ticket DROP old CASCADE, DROP id; ALTER TABLE ticket ADD id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, ADD CHECK (priority < 10); CREATE POLICY ticket_read ON ticket FOR SELECT USING (priority > 1); CREATE RULE ticket_keep AS ON DELETE TO ticket DO INSTEAD NOTHING',
    expect: ['changed table public.ticket: column order id, priority → priority, id'],
  },
  {
    name: 'storage of a column',
    sql: 'ALTER TABLE "Customer" ALTER note SET STORAGE EXTERNAL',
    expect: ['changed column public.Customer.note: storage default → external'],
  },
  {
    name: 'statistics target',
    sql: 'ALTER TABLE "Customer" ALTER note SET STATISTICS 500',
    expect: ['changed column public.Customer.note: statistics target default → 500'],
  },
  {
    name: 'attribute option',
    sql: 'ALTER TABLE "Customer" ALTER note SET (n_distinct = 5)',
    expect: ['changed column public.Customer.note: options none → n_distinct=5'],
  },
  {
    name: 'compression',
    sql: 'ALTER TABLE "Customer" ALTER note SET COMPRESSION pglz',
    expect: ['changed column public.Customer.note: compression default → pglz'],
    since: 14,
  },
  {
    name: 'column renamed',
    sql: 'ALTER TABLE "Customer" RENAME score TO points',
    expect: ['changed column public.Customer.points: renamed from public.Customer.score'],
  },
  {
    name: 'referenced column renamed',
    sql: 'ALTER TABLE "Customer" RENAME id TO key',
    expect: ['changed column public.Customer.key: renamed from public.Customer.id'],
  },
  {
    name: 'column that a view shows renamed',
    sql: 'ALTER TABLE "Customer" RENAME email TO "eMail"',
    expect: ['changed column public.Customer.eMail: renamed from public.Customer.email'],
  },
  {
    name: 'column of a partitioned table renamed',
    sql: 'ALTER TABLE event RENAME happened TO "Day"',
    expect: ['changed column public.event.Day: renamed from public.event.happened'],
  },

  // Indexes
  {
    name: 'dropped index',
    sql: 'DROP INDEX "Customer_email_idx"',
    expect: ['missing index public.Customer_email_idx'],
  },
  {
    name: 'renamed index',
    sql: 'ALTER INDEX "Customer_email_idx" RENAME TO by_email',
    expect: ['changed index public.by_email: renamed from public.Customer_email_idx'],
  },
  {
    name: 'renamed index beside an equal one',
    sql: 'CREATE INDEX again ON "Customer" (email); ALTER INDEX "Customer_email_idx" RENAME TO by_email',
    expect: [
      'missing index public.Customer_email_idx',
      'unexpected index public.again',
      'unexpected index public.by_email',
    ],
  },
  { name: 'extra index', sql: 'CREATE INDEX extra ON "Customer" (data)', expect: ['unexpected index public.extra'] },
  {
    name: 'duplicate index',
    sql: 'CREATE INDEX extra ON "Customer" (email)',
    expect: ['unexpected index public.extra'],
  },
  {
    name: 'order of index columns',
    sql: 'DROP INDEX "Customer_score_nickname_idx"; CREATE INDEX "Customer_score_nickname_idx" ON "Customer" (nickname, score)',
    expect: ['changed index public.Customer_score_nickname_idx: columns score, nickname → nickname, score'],
  },
  {
    name: 'descending index',
    sql: 'DROP INDEX "Customer_email_idx"; CREATE INDEX "Customer_email_idx" ON "Customer" (email DESC)',
    expect: ['changed index public.Customer_email_idx: columns email → email DESC'],
  },
  {
    name: 'index with nulls first',
    sql: 'DROP INDEX "Customer_email_idx"; CREATE INDEX "Customer_email_idx" ON "Customer" (email NULLS FIRST)',
    expect: ['changed index public.Customer_email_idx: columns email → email NULLS FIRST'],
  },
  {
    name: 'unique index',
    sql: 'DROP INDEX "Customer_email_idx"; CREATE UNIQUE INDEX "Customer_email_idx" ON "Customer" (email)',
    expect: ['changed index public.Customer_email_idx: not unique → unique'],
  },
  {
    name: 'no longer unique',
    sql: 'DROP INDEX "Customer_nickname_key"; CREATE INDEX "Customer_nickname_key" ON "Customer" (nickname)',
    expect: ['changed index public.Customer_nickname_key: unique → not unique'],
  },
  {
    name: 'nulls not distinct',
    sql: 'DROP INDEX "Customer_nickname_key"; CREATE UNIQUE INDEX "Customer_nickname_key" ON "Customer" (nickname) NULLS NOT DISTINCT',
    expect: ['changed index public.Customer_nickname_key: nulls distinct → nulls not distinct'],
    since: 15,
  },
  {
    name: 'unique index made a constraint',
    sql: 'ALTER TABLE "Customer" ADD CONSTRAINT "Customer_nickname_key" UNIQUE USING INDEX "Customer_nickname_key"',
    expect: ['changed constraint public.Customer.Customer_nickname_key: unique index → unique constraint'],
  },
  {
    name: 'unique constraint made an index',
    sql: 'ALTER TABLE "Order" DROP CONSTRAINT "Order_code_key"; CREATE UNIQUE INDEX "Order_code_key" ON "Order" (code)',
    expect: ['changed index public.Order_code_key: unique constraint → unique index'],
  },
  {
    name: 'operator class of a btree index',
    sql: 'DROP INDEX "Customer_email_idx"; CREATE INDEX "Customer_email_idx" ON "Customer" (email text_pattern_ops)',
    expect: ['changed index public.Customer_email_idx: columns email → email text_pattern_ops'],
  },
  {
    name: 'gin to gist',
    sql: 'DROP INDEX "Customer_trgm"; CREATE INDEX "Customer_trgm" ON "Customer" USING gist (note gist_trgm_ops)',
    expect: [
      'changed index public.Customer_trgm: method gin → gist; columns note public.gin_trgm_ops → note public.gist_trgm_ops',
    ],
  },
  {
    name: 'fill factor',
    sql: 'ALTER INDEX "Customer_email_idx" SET (fillfactor = 70)',
    expect: ['changed index public.Customer_email_idx: storage options none → fillfactor=70'],
  },
  {
    name: 'fill factor of a primary key',
    sql: 'ALTER INDEX "Order_pkey" SET (fillfactor = 70)',
    expect: ['changed constraint public.Order.Order_pkey: index options none → fillfactor=70'],
  },
  {
    name: 'invalid index',
    sql: `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"Customer_email_idx"'::regclass`,
    expect: ['changed index public.Customer_email_idx: valid → INVALID'],
  },
  {
    name: 'predicate changed',
    sql: `DROP INDEX "Customer_open"; CREATE INDEX "Customer_open" ON "Customer" (score) WHERE status = 'closed'`,
    expect: [
      `changed index public.Customer_open: predicate (status = 'open'::public."Status") → (status = 'closed'::public."Status")`,
    ],
  },
  { name: 'partial index dropped', sql: 'DROP INDEX "Customer_open"', expect: ['missing index public.Customer_open'] },
  {
    name: 'partial index made full',
    sql: 'DROP INDEX "Customer_open"; CREATE INDEX "Customer_open" ON "Customer" (score)',
    expect: [`changed index public.Customer_open: predicate (status = 'open'::public."Status") → none`],
  },
  {
    name: 'extra partial index',
    sql: 'CREATE INDEX extra ON "Customer" (data) WHERE data IS NOT NULL',
    expect: ['unexpected index public.extra'],
  },
  {
    name: 'full index made partial',
    sql: 'DROP INDEX "Customer_email_idx"; CREATE INDEX "Customer_email_idx" ON "Customer" (email) WHERE score > 1',
    expect: ['changed index public.Customer_email_idx: predicate none → (score > 1)'],
  },
  {
    name: 'full unique index made partial',
    sql: 'DROP INDEX "Customer_nickname_key"; CREATE UNIQUE INDEX "Customer_nickname_key" ON "Customer" (nickname) WHERE score > 1',
    expect: ['changed index public.Customer_nickname_key: predicate none → (score > 1)'],
  },
  {
    name: 'expression index dropped',
    sql: 'DROP INDEX "Customer_lower"',
    expect: ['missing index public.Customer_lower'],
  },
  {
    name: 'expression index changed',
    sql: 'DROP INDEX "Customer_lower"; CREATE INDEX "Customer_lower" ON "Customer" (upper(note))',
    expect: ['changed index public.Customer_lower: columns lower(note) → upper(note)'],
  },
  {
    name: 'extra unique expression index',
    sql: 'CREATE UNIQUE INDEX extra ON "Customer" (lower(email))',
    expect: ['unexpected index public.extra'],
  },
  {
    name: 'INCLUDE column removed',
    sql: 'DROP INDEX "Customer_covering"; CREATE INDEX "Customer_covering" ON "Customer" (balance)',
    expect: ['changed index public.Customer_covering: include score → none'],
  },
  {
    name: 'INCLUDE column made a key column',
    sql: 'DROP INDEX "Customer_covering"; CREATE INDEX "Customer_covering" ON "Customer" (balance, score)',
    expect: ['changed index public.Customer_covering: columns balance → balance, score; include score → none'],
  },
  {
    name: 'hash to btree',
    sql: 'DROP INDEX "Customer_hash"; CREATE INDEX "Customer_hash" ON "Customer" (note)',
    expect: ['changed index public.Customer_hash: method hash → btree'],
  },
  {
    name: 'extra bloom index',
    sql: 'CREATE INDEX extra ON "Customer" USING bloom (score)',
    expect: ['unexpected index public.extra'],
  },
  {
    name: 'index of a partitioned table',
    sql: 'CREATE INDEX extra ON event (happened)',
    expect: ['unexpected index public.extra'],
  },
  {
    name: 'extended statistics',
    sql: 'CREATE STATISTICS extra ON email, score FROM "Customer"',
    expect: ['unexpected index public.extra'],
  },

  // Constraints
  {
    name: 'dropped check',
    sql: 'ALTER TABLE "Customer" DROP CONSTRAINT score_positive',
    expect: ['missing constraint public.Customer.score_positive'],
  },
  {
    name: 'changed check',
    sql: 'ALTER TABLE "Customer" DROP CONSTRAINT score_positive, ADD CONSTRAINT score_positive CHECK (score > 1)',
    expect: ['changed constraint public.Customer.score_positive: CHECK ((score > 0)) → CHECK ((score > 1))'],
  },
  {
    name: 'check NOT VALID',
    sql: 'ALTER TABLE "Customer" DROP CONSTRAINT score_positive, ADD CONSTRAINT score_positive CHECK (score > 0) NOT VALID',
    expect: ['changed constraint public.Customer.score_positive: validated → NOT VALID'],
  },
  {
    name: 'check NOT ENFORCED',
    sql: 'ALTER TABLE "Customer" DROP CONSTRAINT score_positive, ADD CONSTRAINT score_positive CHECK (score > 0) NOT ENFORCED',
    expect: ['changed constraint public.Customer.score_positive: validated → NOT ENFORCED'],
    since: 18,
  },
  {
    name: 'check renamed',
    sql: 'ALTER TABLE "Customer" RENAME CONSTRAINT score_positive TO positive',
    expect: ['changed constraint public.Customer.positive: renamed from public.Customer.score_positive'],
  },
  {
    name: 'exclusion constraint',
    sql: 'ALTER TABLE "Customer" ADD CONSTRAINT no_overlap EXCLUDE USING gist (span WITH &&)',
    expect: ['unexpected constraint public.Customer.no_overlap'],
  },
  {
    name: 'action of a foreign key',
    sql: `ALTER TABLE "Order" DROP CONSTRAINT "Order_customer_fkey",
      ADD CONSTRAINT "Order_customer_fkey" FOREIGN KEY (customer_id) REFERENCES "Customer" (id) ON DELETE SET NULL`,
    expect: ['changed constraint public.Order.Order_customer_fkey: on delete CASCADE → SET NULL'],
  },
  {
    name: 'dropped foreign key',
    sql: 'ALTER TABLE "Order" DROP CONSTRAINT "Order_customer_fkey"',
    expect: ['missing constraint public.Order.Order_customer_fkey'],
  },
  {
    name: 'renamed foreign key',
    sql: 'ALTER TABLE "Order" RENAME CONSTRAINT "Order_customer_fkey" TO buyer',
    expect: ['changed constraint public.Order.buyer: renamed from public.Order.Order_customer_fkey'],
  },
  {
    name: 'deferrable foreign key',
    sql: 'ALTER TABLE "Order" ALTER CONSTRAINT "Order_customer_fkey" DEFERRABLE INITIALLY DEFERRED',
    expect: ['changed constraint public.Order.Order_customer_fkey: timing immediate → initially deferred'],
  },
  {
    name: 'foreign key NOT VALID',
    sql: `ALTER TABLE "Order" DROP CONSTRAINT "Order_customer_fkey",
      ADD CONSTRAINT "Order_customer_fkey" FOREIGN KEY (customer_id) REFERENCES "Customer" (id) ON DELETE CASCADE NOT VALID`,
    expect: ['changed constraint public.Order.Order_customer_fkey: validated → NOT VALID'],
  },
  {
    name: 'foreign key MATCH FULL',
    sql: `ALTER TABLE "Order" DROP CONSTRAINT "Order_customer_fkey",
      ADD CONSTRAINT "Order_customer_fkey" FOREIGN KEY (customer_id) REFERENCES "Customer" (id) MATCH FULL ON DELETE CASCADE`,
    expect: ['changed constraint public.Order.Order_customer_fkey: match SIMPLE → FULL'],
  },
  {
    name: 'foreign key switched off',
    sql: 'ALTER TABLE "Order" DISABLE TRIGGER ALL',
    expect: ['changed constraint public.Order.Order_customer_fkey: upheld → not upheld: its triggers are disabled'],
  },
  {
    name: 'dropped primary key',
    sql: 'ALTER TABLE "Order" DROP CONSTRAINT "Order_pkey"',
    expect: ['missing constraint public.Order.Order_pkey'],
  },
  {
    name: 'dropped primary key that others reference',
    sql: 'ALTER TABLE depot.site DROP CONSTRAINT site_pkey CASCADE',
    expect: ['missing constraint depot.site.site_pkey'],
  },
  {
    name: 'renamed primary key',
    sql: 'ALTER TABLE "Order" RENAME CONSTRAINT "Order_pkey" TO pk',
    expect: ['changed constraint public.Order.pk: renamed from public.Order.Order_pkey'],
  },
  {
    name: 'deferrable unique constraint',
    sql: 'ALTER TABLE "Order" DROP CONSTRAINT "Order_code_key", ADD CONSTRAINT "Order_code_key" UNIQUE (code) DEFERRABLE',
    expect: ['changed constraint public.Order.Order_code_key: timing immediate → deferrable'],
  },

  // Types
  {
    name: 'extra enum value',
    sql: `ALTER TYPE "Status" ADD VALUE 'lost'`,
    expect: ['changed enum public.Status: value lost unexpected'],
  },
  {
    name: 'order of enum values',
    sql: `UPDATE pg_enum SET enumsortorder = 9 WHERE enumlabel = 'draft' AND enumtypid = '"Status"'::regtype`,
    expect: ['changed enum public.Status: order of values draft, open, closed → open, closed, draft'],
  },
  {
    name: 'enum value renamed',
    sql: `ALTER TYPE "Status" RENAME VALUE 'draft' TO 'new'`,
    expect: ['changed enum public.Status: value draft renamed to new'],
  },
  { name: 'extra enum', sql: `CREATE TYPE extra AS ENUM ('a')`, expect: ['unexpected enum public.extra'] },
  {
    name: 'enum renamed',
    sql: 'ALTER TYPE "Status" RENAME TO state',
    expect: ['changed enum public.state: renamed from public.Status'],
  },
  { name: 'extra composite type', sql: 'CREATE TYPE extra AS (a integer)', expect: ['unexpected type public.extra'] },
  {
    name: 'attribute of a composite type',
    sql: 'ALTER TYPE dimensions ADD ATTRIBUTE depth integer',
    expect: ['changed type public.dimensions: attributes none → depth integer'],
  },
  { name: 'extra domain', sql: 'CREATE DOMAIN extra AS text', expect: ['unexpected type public.extra'] },
  {
    name: 'check of a domain',
    sql: 'ALTER DOMAIN quantity DROP CONSTRAINT quantity_check; ALTER DOMAIN quantity ADD CONSTRAINT quantity_check CHECK (VALUE > 1)',
    expect: [
      'changed type public.quantity: constraint quantity_check CHECK ((VALUE > 0)) → quantity_check CHECK ((VALUE > 1))',
    ],
  },
  {
    name: 'default of a domain',
    sql: 'ALTER DOMAIN quantity SET DEFAULT 3',
    expect: ['changed type public.quantity: default none → 3'],
  },
  {
    name: 'domain renamed',
    sql: 'ALTER DOMAIN quantity RENAME TO amount',
    expect: ['changed type public.amount: renamed from public.quantity'],
  },
  { name: 'dropped range type', sql: 'DROP TYPE price_range', expect: ['missing type public.price_range'] },

  // Collations, casts
  { name: 'extra collation', sql: 'CREATE COLLATION extra FROM "C"', expect: ['unexpected type public.extra'] },
  {
    name: 'collation changed',
    sql: `ALTER TABLE label ALTER name TYPE text COLLATE "C"; DROP COLLATION plain; CREATE COLLATION plain FROM "POSIX";
      ALTER TABLE label ALTER name TYPE text COLLATE plain`,
    expect: ['changed type public.plain: definition'],
  },
  {
    name: 'collation in another schema is none of the columns',
    sql: 'CREATE COLLATION depot.plain FROM "C"',
    expect: ['unexpected type depot.plain'],
  },
  {
    name: 'extra cast',
    sql: 'CREATE CAST (text AS "Status") WITH INOUT AS IMPLICIT',
    expect: ['unexpected type text AS public."Status"'],
  },
  {
    name: 'cast changed',
    sql: 'DROP CAST (integer AS "Status"); CREATE CAST (integer AS "Status") WITH FUNCTION status_of(integer) AS IMPLICIT',
    expect: ['changed type integer AS public."Status": definition'],
  },
  {
    name: 'dropped cast',
    sql: 'DROP CAST (integer AS "Status")',
    expect: ['missing type integer AS public."Status"'],
  },
  {
    name: 'extra range type has casts of its own',
    sql: 'CREATE TYPE extra AS RANGE (subtype = time)',
    expect: ['unexpected type public.extra'],
  },

  // Sequences
  { name: 'extra sequence', sql: 'CREATE SEQUENCE extra', expect: ['unexpected sequence public.extra'] },
  { name: 'dropped sequence', sql: 'DROP SEQUENCE invoice_number', expect: ['missing sequence public.invoice_number'] },
  {
    name: 'increment of a sequence',
    sql: 'ALTER SEQUENCE invoice_number INCREMENT 10',
    expect: ['changed sequence public.invoice_number: increment 1 → 10'],
  },
  {
    name: 'increment of the sequence of a serial',
    sql: 'ALTER SEQUENCE "Order_id_seq" INCREMENT 10',
    expect: ['changed sequence public.Order_id_seq: increment 1 → 10'],
  },
  {
    name: 'type of a sequence',
    sql: 'ALTER SEQUENCE "Order_id_seq" AS bigint',
    expect: ['changed sequence public.Order_id_seq: type integer → bigint; maximum 2147483647 → 9223372036854775807'],
  },
  {
    name: 'where a sequence is at is data',
    sql: `SELECT setval('invoice_number', 4711)`,
    expect: [],
  },
  {
    name: 'owner column of a sequence',
    sql: 'ALTER SEQUENCE "Order_id_seq" OWNED BY NONE',
    expect: ['changed sequence public.Order_id_seq: owned by public.Order.id → none'],
  },
  {
    name: 'sequence renamed',
    sql: 'ALTER SEQUENCE "Order_id_seq" RENAME TO numbers',
    expect: ['changed sequence public.numbers: renamed from public.Order_id_seq'],
  },

  // Extensions
  { name: 'extension added', sql: 'CREATE EXTENSION fuzzystrmatch', expect: ['unexpected extension fuzzystrmatch'] },
  { name: 'extension dropped', sql: 'DROP EXTENSION unaccent', expect: ['missing extension unaccent'] },
  {
    name: 'extension in another schema',
    sql: 'ALTER EXTENSION unaccent SET SCHEMA depot',
    expect: ['changed extension unaccent: schema public → depot'],
  },
  {
    name: 'extension whose objects are in use in another schema',
    sql: 'ALTER EXTENSION citext SET SCHEMA depot; ALTER EXTENSION pg_trgm SET SCHEMA depot',
    expect: ['changed extension citext: schema public → depot', 'changed extension pg_trgm: schema public → depot'],
  },

  // Views
  { name: 'view dropped', sql: 'DROP VIEW open_customer', expect: ['missing view public.open_customer'] },
  { name: 'extra view', sql: 'CREATE VIEW extra AS SELECT 1 AS one', expect: ['unexpected view public.extra'] },
  {
    name: 'view changed',
    sql: `CREATE OR REPLACE VIEW open_customer AS SELECT id, email FROM "Customer" WHERE status <> 'open'`,
    expect: ['changed view public.open_customer: query'],
  },
  {
    name: 'type of a column that a view reads',
    sql: `DROP MATERIALIZED VIEW customer_total; ALTER TABLE "Order" ALTER total TYPE bigint;
      CREATE MATERIALIZED VIEW customer_total AS SELECT customer_id, sum(total) AS total FROM "Order" GROUP BY customer_id;
      CREATE UNIQUE INDEX customer_total_key ON customer_total (customer_id)`,
    expect: ['changed column public.Order.total: type integer → bigint'],
  },
  {
    name: 'option of a view',
    sql: 'ALTER VIEW open_customer SET (security_barrier = true)',
    expect: ['changed view public.open_customer: options none → security_barrier=true'],
  },
  {
    name: 'view renamed',
    sql: 'ALTER VIEW open_customer RENAME TO active_customer',
    expect: ['changed view public.active_customer: renamed from public.open_customer'],
  },
  {
    name: 'materialised view dropped',
    sql: 'DROP MATERIALIZED VIEW customer_total',
    expect: ['missing view public.customer_total'],
  },
  {
    name: 'whether a materialised view is populated is data',
    sql: 'REFRESH MATERIALIZED VIEW customer_total WITH NO DATA',
    expect: [],
  },
  {
    name: 'index of a materialised view',
    sql: 'DROP INDEX customer_total_key',
    expect: ['missing index public.customer_total_key'],
  },

  // Functions
  {
    name: 'function changed',
    sql: `CREATE OR REPLACE FUNCTION double_it(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n + n'`,
    expect: ['changed function public.double_it(integer): body'],
  },
  {
    name: 'volatility of a function',
    sql: 'ALTER FUNCTION double_it(integer) STABLE',
    expect: ['changed function public.double_it(integer): header'],
  },
  {
    name: 'function dropped with its triggers',
    sql: 'DROP FUNCTION touch() CASCADE',
    expect: ['missing function public.touch()'],
  },
  {
    name: 'overloaded function',
    sql: `CREATE FUNCTION double_it(n text) RETURNS text LANGUAGE sql AS 'SELECT n || n'`,
    expect: ['unexpected function public.double_it(text)'],
  },
  {
    name: 'function renamed',
    sql: 'ALTER FUNCTION touch() RENAME TO stamp',
    expect: ['changed function public.stamp(): renamed from public.touch()'],
  },
  {
    name: 'extra procedure',
    sql: `CREATE PROCEDURE extra() LANGUAGE sql AS 'SELECT 1'`,
    expect: ['unexpected function public.extra()'],
  },
  {
    name: 'extra aggregate',
    sql: 'CREATE AGGREGATE extra(integer) (SFUNC = int4pl, STYPE = integer)',
    expect: ['unexpected function public.extra(integer)'],
  },

  // Operators, text search
  {
    name: 'extra operator',
    sql: 'CREATE OPERATOR ==== (FUNCTION = near, LEFTARG = integer, RIGHTARG = integer, NEGATOR = !====)',
    expect: ['unexpected function public.====(integer, integer)'],
  },
  {
    name: 'operator dropped',
    sql: 'DROP OPERATOR ~~~~ (integer, integer)',
    expect: ['missing function public.~~~~(integer, integer)'],
  },
  {
    name: 'operator changed',
    sql: 'ALTER OPERATOR ~~~~ (integer, integer) SET (RESTRICT = eqsel)',
    expect: ['changed function public.~~~~(integer, integer): definition'],
  },
  {
    name: 'stop words of a dictionary',
    sql: 'ALTER TEXT SEARCH DICTIONARY words (stopwords)',
    expect: ['changed function public.words: definition'],
  },
  {
    name: 'extra dictionary',
    sql: 'CREATE TEXT SEARCH DICTIONARY extra (TEMPLATE = simple)',
    expect: ['unexpected function public.extra'],
  },
  {
    name: 'mapping of a text search configuration',
    sql: 'ALTER TEXT SEARCH CONFIGURATION search ALTER MAPPING FOR word WITH simple',
    expect: ['changed function public.search: definition'],
  },
  {
    name: 'extra text search configuration',
    sql: 'CREATE TEXT SEARCH CONFIGURATION extra (COPY = english)',
    expect: ['unexpected function public.extra'],
  },
  {
    name: 'text search configuration dropped with its index',
    sql: 'DROP TEXT SEARCH CONFIGURATION search CASCADE',
    expect: ['missing function public.search'],
  },

  // Triggers and rules
  {
    name: 'trigger dropped',
    sql: 'DROP TRIGGER customer_touch ON "Customer"',
    expect: ['missing trigger public.Customer.customer_touch'],
  },
  {
    name: 'trigger disabled',
    sql: 'ALTER TABLE "Customer" DISABLE TRIGGER customer_touch',
    expect: ['changed trigger public.Customer.customer_touch: enabled → disabled'],
  },
  {
    name: 'trigger changed',
    sql: 'DROP TRIGGER customer_touch ON "Customer"; CREATE TRIGGER customer_touch AFTER UPDATE ON "Customer" FOR EACH ROW EXECUTE FUNCTION touch()',
    expect: ['changed trigger public.Customer.customer_touch: definition'],
  },
  {
    name: 'trigger renamed',
    sql: 'ALTER TRIGGER customer_touch ON "Customer" RENAME TO stamp',
    expect: ['changed trigger public.Customer.stamp: renamed from public.Customer.customer_touch'],
  },
  {
    name: 'rule',
    sql: 'CREATE RULE extra AS ON DELETE TO "Order" DO INSTEAD NOTHING',
    expect: ['unexpected trigger public.Order.extra'],
  },
  {
    name: 'rule dropped',
    sql: 'DROP RULE ticket_keep ON ticket',
    expect: ['missing trigger public.ticket.ticket_keep'],
  },
  {
    name: 'event trigger',
    sql: 'CREATE EVENT TRIGGER extra ON ddl_command_end EXECUTE FUNCTION on_ddl()',
    expect: ['unexpected trigger extra'],
  },

  // Policies
  {
    name: 'extra policy',
    sql: 'CREATE POLICY extra ON ticket FOR INSERT WITH CHECK (priority < 3)',
    expect: ['unexpected policy public.ticket.extra'],
  },
  {
    name: 'policy dropped',
    sql: 'DROP POLICY ticket_read ON ticket',
    expect: ['missing policy public.ticket.ticket_read'],
  },
  {
    name: 'policy changed',
    sql: 'ALTER POLICY ticket_read ON ticket TO gate_clerk USING (true)',
    expect: ['changed policy public.ticket.ticket_read: roles public → gate_clerk; using (priority > 1) → true'],
  },
  {
    name: 'policy renamed',
    sql: 'ALTER POLICY ticket_read ON ticket RENAME TO reading',
    expect: ['changed policy public.ticket.reading: renamed from public.ticket.ticket_read'],
  },

  // Comments
  {
    name: 'comment on a table',
    sql: `COMMENT ON TABLE "Customer" IS 'who buys'`,
    expect: ['unexpected comment public.Customer: comment on the table none → who buys'],
  },
  {
    name: 'comment on a column',
    sql: `COMMENT ON COLUMN "Customer".email IS 'unique'`,
    expect: ['unexpected comment public.Customer.email: comment on the column none → unique'],
  },
  {
    name: 'comment on a function',
    sql: `COMMENT ON FUNCTION touch() IS 'stamps'`,
    expect: ['unexpected comment public.touch(): comment on the function none → stamps'],
  },

  // Privileges and owners
  {
    name: 'grant',
    sql: 'GRANT SELECT, INSERT ON "Customer" TO gate_clerk',
    expect: [
      'unexpected privilege public.Customer: privileges on the table as for a new object → gate_clerk: INSERT, SELECT',
    ],
  },
  {
    name: 'grant on a column',
    sql: 'GRANT UPDATE (email) ON "Customer" TO gate_clerk',
    expect: [
      'unexpected privilege public.Customer.email: privileges on the column as for a new object → gate_clerk: UPDATE',
    ],
  },
  {
    name: 'revoke from PUBLIC',
    sql: 'REVOKE EXECUTE ON FUNCTION double_it(integer) FROM PUBLIC',
    expect: ['unexpected privilege public.double_it(integer): privileges on the function as for a new object → none'],
  },
  {
    name: 'default privileges',
    sql: 'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO gate_auditor',
    expect: [
      'unexpected privilege public.postgres.tables: default privileges as for a new object → gate_auditor: SELECT',
    ],
  },
  {
    name: 'owner',
    sql: 'ALTER TABLE "Customer" OWNER TO gate_clerk',
    expect: ['changed privilege public.Customer: owner postgres → gate_clerk'],
  },
];
