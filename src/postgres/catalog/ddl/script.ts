/** One statement of a script. */
export interface DdlStatement {
  /** Without the closing semicolon's line end: one statement, closed by `;`. */
  readonly sql: string;
  /** What it loses for good, in words such as `the rows of table public.User`; null for nothing. */
  readonly losesData: string | null;
  /** What else to know before it runs, such as which rows would make it fail; null for nothing. */
  readonly note: string | null;
  /** Ids of the objects it is about. */
  readonly objects: readonly string[];
  /** The comment that heads it in a migration, such as `CreateTable`; null when it goes on with the one before. */
  readonly heading: string | null;
}

/** SQL text that turns one catalog into another. */
export interface DdlScript {
  /** In the order in which they can run. */
  readonly statements: readonly DdlStatement[];
  /** Differences it cannot express, one line each. */
  readonly remaining: readonly string[];
}

/** A statement in the making. */
export interface Draft {
  readonly heading: string;
  /** Without semicolon; '' when it is one of `alter`. */
  readonly sql: string;
  readonly losesData?: string;
  readonly note?: string;
  /** One action of an ALTER TABLE, which can share its statement with others of the same table. */
  readonly alter?: { readonly table: string; readonly action: string };
}

/** A statement that stands by itself. */
export function statement(heading: string, sql: string, more: Pick<Draft, 'losesData' | 'note'> = {}): Draft {
  return { heading, sql, ...more };
}

/** An action of `ALTER TABLE`; neighbours on the same table become one statement, as Prisma writes them. */
export function alterTable(table: string, action: string, more: Pick<Draft, 'losesData' | 'note'> = {}): Draft {
  return { heading: 'AlterTable', sql: '', alter: { table, action }, ...more };
}

/** The drafts of one step as statements: actions on one table joined, one heading per run of the same kind. */
export function joinDrafts(
  steps: readonly { readonly drafts: readonly Draft[]; readonly objects: readonly string[] }[],
): DdlStatement[] {
  const statements: DdlStatement[] = [];
  let open: { table: string; actions: string[]; drafts: Draft[]; objects: string[] } | null = null;
  const close = () => {
    if (open === null) return;
    const { table, actions, drafts, objects } = open;
    statements.push(finished(`ALTER TABLE ${table} ${actions.join(',\n')}`, drafts, objects, 'AlterTable'));
    open = null;
  };
  for (const { drafts, objects } of steps) {
    let heading: string | null = null;
    for (const draft of drafts) {
      if (draft.alter !== undefined) {
        if (open !== null && (open as { table: string }).table !== draft.alter.table) close();
        open ??= { table: draft.alter.table, actions: [], drafts: [], objects: [] };
        open.actions.push(draft.alter.action);
        open.drafts.push(draft);
        open.objects.push(...objects);
        heading = null;
        continue;
      }
      close();
      statements.push(finished(draft.sql, [draft], objects, draft.heading === heading ? null : draft.heading));
      heading = draft.heading;
    }
  }
  close();
  return statements;
}

function finished(
  sql: string,
  drafts: readonly Draft[],
  objects: readonly string[],
  heading: string | null,
): DdlStatement {
  const words = (pick: (draft: Draft) => string | undefined) =>
    [...new Set(drafts.flatMap((draft) => pick(draft) ?? []))].join('; ') || null;
  return {
    sql: `${sql.trimEnd().replace(/;$/, '')};`,
    losesData: words((draft) => draft.losesData),
    note: words((draft) => draft.note),
    objects: [...new Set(objects)],
    heading,
  };
}

/**
 * The script as the text of a `migration.sql`, the way Prisma writes one: a comment heads each step. What loses data and
 * what to know are comment lines above the statement; '' for an empty script.
 */
export function renderScript({ statements }: Pick<DdlScript, 'statements'>): string {
  let text = '';
  for (const { sql, heading, losesData, note } of statements) {
    const remarks = [losesData && `loses data: ${losesData}`, note].filter((line) => line !== null && line !== '');
    const comments = [...(heading === null ? [] : [heading]), ...remarks].map(
      (line) => `-- ${oneLine(line as string)}\n`,
    );
    text += `${text !== '' && heading !== null ? '\n' : ''}${comments.join('')}${sql}\n`;
  }
  return text;
}

/** Names can hold line ends, which would end a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u0085\u2028\u2029]+/g, ' ');
}
