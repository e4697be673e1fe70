import type { SchemaFile } from '../../contracts/repository';
import type { EngineFile } from './adapt-schema';
import type { EngineError } from './engine';

/** One error of `schema.prisma`, as `prisma validate` words it. */
export interface SchemaError {
  readonly message: string;
  /** Relative to the repository root. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/**
 * What is wrong with a schema that the engine refused. The validator behind `prisma validate` says more than the schema
 * engine (names defined twice, for one); `@prisma/internals` is loaded here and not before, because that takes 0.2 s.
 */
export async function schemaErrors(
  files: readonly SchemaFile[],
  adapted: readonly EngineFile[],
  refusal: EngineError,
): Promise<SchemaError[]> {
  const validated = locate(await validationMessage(adapted));
  const errors = validated.length > 0 ? validated : locate(refusal.message);
  const known = errors.filter(({ file }) => files.some(({ path }) => path === file));
  if (known.length > 0) return known;
  const [message = refusal.message] = refusal.message.split('\n', 1);
  return [{ message: message.replace(/^error: /, ''), file: files[0]?.path ?? 'schema.prisma', line: 1 }];
}

async function validationMessage(adapted: readonly EngineFile[]): Promise<string> {
  // Its own `validate` would print to standard error and rewrite paths.
  const { wasm } = await import('@prisma/internals');
  const prismaSchema = adapted.map(({ path, content }) => [path, content]);
  try {
    wasm.prismaSchemaWasm.validate(JSON.stringify({ prismaSchema, noColor: true }));
    return '';
  } catch (error) {
    // A JSON text `{ error_code, message }`; a panic has another message and says nothing about the schema.
    const text = error instanceof Error ? error.message : '';
    return text.startsWith('{') ? String((JSON.parse(text) as { message?: string }).message) : '';
  }
}

/** The errors of a text such as `error: Type "B" is neither …` with `-->  prisma/schema.prisma:6` on the next line. */
function locate(text: string): SchemaError[] {
  const errors = [...text.matchAll(/^error: (.+?)\n\s*-->\s+([^\n]+):(\d+)$/gms)].map(
    ([, message = '', file = '', line]) => ({ message: message.trim(), file, line: Number(line) }),
  );
  return errors.filter(
    (error, index) =>
      index ===
      errors.findIndex(
        ({ message, file, line }) => message === error.message && file === error.file && line === error.line,
      ),
  );
}
