/** How a rule explains itself; the part of a rule's metadata that renderers use. */
export interface RuleText {
  readonly name: string;
  readonly problem: string;
  readonly consequence: string;
  readonly remedy: string;
}

/** What a renderer needs to know besides the report. All of it comes from us, nothing from the report. */
export interface RenderContext {
  /** Tells two gates in one repository apart. */
  readonly key: string;
  /**
   * `reduced` keeps what is known of the live databases to counts and rule names: a public repository's comments,
   * issues, annotations and summaries can be read by anyone.
   */
  readonly detail: 'full' | 'reduced';
  /** The page of the workflow run; absent outside GitHub. */
  readonly runUrl?: string | undefined;
  /** The commit that was checked, hex. */
  readonly commit?: string | undefined;
  /** Where files of that commit can be seen, `https://server/owner/repo/blob/<commit>`; absent: no links to files. */
  readonly blobUrl?: string | undefined;
  /** Words of the rules, for the reduced report and for SARIF. */
  readonly rules?: readonly RuleText[] | undefined;
  /** The job stays green whatever the verdict (`fail-on: never`); said, so that nobody takes it for a pass. */
  readonly neverFails?: boolean | undefined;
  /** Terminal only: colours, and the width in columns. */
  readonly color?: boolean | undefined;
  readonly columns?: number | undefined;
  /** The report was written by a run that a stranger controls; it is said so, and nothing in it is linked. */
  readonly untrusted?: boolean | undefined;
}
