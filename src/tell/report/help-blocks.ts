/** A help text has prose, and code in lines indented by four spaces; this parts them into blocks in order. */
export function helpBlocks(help: string): { code: boolean; text: string }[] {
  const blocks: { code: boolean; text: string }[] = [];
  for (const line of help.split('\n')) {
    const isCode = line.startsWith('    ');
    const last = blocks.at(-1);
    if (line.trim() === '' && last?.code !== true) continue;
    const content = isCode ? line.slice(4) : line.trim();
    if (last !== undefined && (last.code === isCode || line.trim() === '')) last.text += `\n${content}`;
    else blocks.push({ code: isCode, text: content });
  }
  return blocks.map((block) => ({ ...block, text: block.text.replace(/(?<!\n)\n+$/, '') }));
}
