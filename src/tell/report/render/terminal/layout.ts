import { clean } from '../../../../base/escape';

/** Paragraph lines no wider than `width`, broken at spaces; longer words are broken too. Indented by `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const room = Math.max(8, width - indent.length);
  const lines: string[] = [];
  for (const paragraph of clean(text).split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
      let rest = word;
      if (line !== '' && line.length + 1 + rest.length > room) {
        lines.push(line);
        line = '';
      }
      while (rest.length > room) {
        lines.push(rest.slice(0, room));
        rest = rest.slice(room);
      }
      line = line === '' ? rest : `${line} ${rest}`;
    }
    if (line !== '') lines.push(line);
  }
  return lines.map((line) => indent + line).join('\n');
}

/** Lines of code kept as they are but for invisible characters; no wrapping, so that they can be copied. */
export function verbatim(text: string, indent: string, maxLines = 60): string {
  const lines = clean(text).trimEnd().split('\n');
  const shown = lines.slice(0, maxLines).map((line) => `${indent}${line}`.trimEnd());
  if (lines.length > maxLines) shown.push(`${indent}… ${lines.length - maxLines} more lines, see the report file`);
  return shown.join('\n');
}
