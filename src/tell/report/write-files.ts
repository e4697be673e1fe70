import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { errorMessage, UsageError } from '../../base/errors';
import type { Report } from '../../contracts/report';
import { largestFile, renderWithin } from './bound';
import { reportFiles } from './render';
import type { RenderContext } from './render/context';

/** Paths of the files that were written, absolute. */
export interface WrittenFiles {
  readonly json: string;
  readonly markdown: string;
  readonly html: string;
  readonly sarif: string;
}

/**
 * Writes the report in every file format into the directory, which is made when it is not there. The files have the full
 * detail, whatever the context says: they are not public. None is larger than {@link largestFile}.
 * @throws UsageError when the directory cannot be written
 */
export async function writeReportFiles(
  report: Report,
  directory: string,
  context: RenderContext,
): Promise<WrittenFiles> {
  const entries = Object.entries(reportFiles).map(([format, { file, render }]) => ({
    format,
    path: join(directory, file),
    text: renderWithin(report, (part) => render(part, { ...context, detail: 'full' })),
  }));
  await writeAll(entries);
  return Object.fromEntries(entries.map(({ format, path }) => [format, path])) as unknown as WrittenFiles;
}

/**
 * Writes the files of the resolution plan below `plan/` of the directory.
 * @returns the path of its `PLAN.md`, or null when there is nothing to resolve
 * @throws UsageError when the directory cannot be written
 */
export async function writePlanFiles(
  files: readonly { readonly path: string; readonly content: string }[],
  directory: string,
): Promise<string | null> {
  // Not `resolve(directory, 'plan')`: the bundler would take that for an asset and look for files of the name.
  const root = join(resolve(directory), 'plan');
  const isLarge = ({ content }: { content: string }) => Buffer.byteLength(content) > largestFile;
  const leftOut = files.slice(1).filter(isLarge);
  const [page, ...others] = files.filter((file) => !leftOut.includes(file));
  if (page === undefined) return null;
  const missing = leftOut.map(
    ({ path }) => `\nToo large for this folder: \`${path}\`. \`migration-gate plan --write\` makes it.\n`,
  );
  const text = isLarge(page) ? tooLargePage : page.content + missing.join('');
  const entries = [
    { path: resolve(root, page.path), text },
    ...others.map(({ path, content }) => ({ path: resolve(root, path), text: content })),
  ];
  const outside = entries.find(({ path }) => !path.startsWith(root + sep));
  if (outside !== undefined) throw new Error(`a file of the plan lies outside of it: ${outside.path}`);
  await writeAll(entries);
  return entries[0]?.path ?? null;
}

const tooLargePage =
  '# Resolution plan\n\nThe plan is larger than 20 MB, so it is not shown: `migration-gate plan` prints it.\n';

async function writeAll(entries: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
  try {
    for (const { path, text } of entries) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  } catch (error) {
    throw new UsageError(`report-directory: ${errorMessage(error)}`);
  }
}
