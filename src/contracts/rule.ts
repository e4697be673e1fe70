import type { Facts } from './facts';
import type { RuleName } from './rule-name';
import type { Mode, Severity } from './settings';

/** What a rule says of one place; `judge` adds the rule's name, the severity and the fingerprint. */
export interface Problem {
  /** One or two sentences: what is so, and what will happen. Plain text, untrusted names included as they are. */
  readonly message: string;
  /** The next step: a command or SQL, ready to paste. Plain text; code in lines of its own, indented by four spaces. */
  readonly help: string;
  /** Name of the database it is about. */
  readonly database?: string;
  /** What it is about: a migration name, `schema.table`, `schema.table.column`, … */
  readonly object?: string;
  /** The migration it belongs to, for `ignore:` entries and directives, when `object` is something else. */
  readonly migration?: string;
  /** Relative to the repository root. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly endLine?: number;
  /** Replaces the rule's default severity; a severity set in the config file wins over it. */
  readonly severity?: Severity;
  /** Never more than this, whatever the defaults and the config say. */
  readonly atMost?: Severity;
  /** Text that replaces lines `line` to `endLine` of `file` and mends the problem. */
  readonly suggestion?: string;
}

/** A rule: its documentation and a pure function over the facts. */
export interface Rule {
  readonly name: RuleName;
  /** Default severity, or one per mode. */
  readonly severity: Severity | 'off' | Readonly<Record<Mode, Severity | 'off'>>;
  /** One sentence: what it finds. */
  readonly problem: string;
  /** One or two sentences: what happens if nothing is done. */
  readonly consequence: string;
  /** How to mend it, in general; each finding has its own exact help. */
  readonly remedy: string;
  /** SQL that it catches and SQL that looks alike and is fine; run as tests. */
  readonly examples?: readonly { readonly bad: string; readonly good: string; readonly before?: string }[];
  check(facts: Facts): Iterable<Problem>;
}
