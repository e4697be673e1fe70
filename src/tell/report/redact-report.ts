import type { Report } from '../../contracts/report';

/**
 * The report with every string in it redacted, before any renderer escapes or shortens it: afterwards a secret may no
 * longer be recognisable as one.
 */
export function redactReport(report: Report, redact: (text: string) => string): Report {
  // Names and states are said thousands of times in a long history.
  const known = new Map<string, string>();
  const once = (text: string) => {
    const redacted = known.get(text) ?? redact(text);
    known.set(text, redacted);
    return redacted;
  };
  return redactValue(report, once) as Report;
}

function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact)]));
}
