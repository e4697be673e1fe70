/** Longest text that an aspect quotes; longer ones are in the definitions beside it. */
const longest = 80;

/** Collects what differs between two objects, in words. */
export class AspectList {
  readonly words: string[] = [];

  /**
   * Adds `label before → after` when the two differ. `none` stands for null and for nothing; texts that are too long to
   * quote leave the label alone.
   */
  add(label: string, expected: Value, actual: Value): void {
    if (JSON.stringify(expected || null) === JSON.stringify(actual || null)) return;
    const [before, after] = [show(expected), show(actual)];
    const long = before.length > longest || after.length > longest;
    this.words.push(long ? label || 'definition' : `${label} ${before} → ${after}`.trim());
  }

  /** Adds one of two words for a flag that differs. */
  flag(expected: boolean, actual: boolean, on: string, off: string): void {
    if (expected !== actual) this.words.push(expected ? `${on} → ${off}` : `${off} → ${on}`);
  }

  /** Says of two sets what was added and removed. */
  set(label: string, expected: readonly string[], actual: readonly string[]): void {
    const removed = expected.filter((item) => !actual.includes(item));
    const added = actual.filter((item) => !expected.includes(item));
    if (removed.length + added.length === 0) return;
    this.add(label, removed.join(', ') || null, added.join(', ') || null);
  }
}

type Value = string | number | readonly string[] | null | undefined;

function show(value: Value): string {
  return (typeof value === 'object' ? value?.join(', ') : value?.toString()) || 'none';
}
