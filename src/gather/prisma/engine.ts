import { readFile } from 'node:fs/promises';
import type { ErrorCapturingSqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { assetPath } from '../../base/assets';
import { UndeterminedError } from '../../base/errors';

export type { SchemaEngine } from '@prisma/schema-engine-wasm';

/** What Prisma's schema engine refused, in its own words. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    message: string,
    /** Such as `P1012` (prisma-engines, libs/user-facing-errors); null when the engine gave none. */
    readonly code: string | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

type Runtime = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

/** The little of the WebAssembly interface used here; TypeScript has it in its DOM library only. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

let runtime: Promise<Runtime> | undefined;
let panic = '';
/** The generated JavaScript keeps views of the memory of one instance, so a crashed engine cannot be loaded again. */
let crashed = false;

/**
 * Loads Prisma's schema engine (WebAssembly, no binary download) once per process: `@prisma/schema-engine-wasm` leaves to
 * its user how the module is instantiated, and the loader in `@prisma/internals` looks in a folder that only Prisma's
 * own command line has.
 */
function loadRuntime(): Promise<Runtime> {
  runtime ??= (async () => {
    const [loaded, bytes] = await Promise.all([
      import('@prisma/schema-engine-wasm/schema_engine_bg'),
      readFile(assetPath('@prisma/schema-engine-wasm/schema_engine_bg.wasm')),
    ]);
    // Where the engine's panic hook leaves its message (prisma, packages/internals/src/WasmPanicRegistry.ts).
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: {
        set_message(message: string) {
          panic = message;
        },
        get: () => panic,
      },
    });
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': importsOf(loaded) });
    loaded.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return loaded;
  })();
  return runtime;
}

/**
 * What the module imports. The engine never clears its time limit for Prisma's advisory lock (10 s), which would keep the
 * process alive that long after its work is done.
 */
function importsOf(loaded: Runtime): object {
  const start = (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds >>> 0).unref();
  return Object.fromEntries(
    Object.entries(loaded).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? start : value]),
  );
}

/**
 * Opens a schema engine over one connection, hands it to `work`, and frees it.
 * @throws EngineError what the engine itself reports; UndeterminedError when it crashed; errors of the adapter as they are
 */
export async function withEngine<Result>(
  factory: ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  if (crashed) throw crash();
  let engine: SchemaEngine | undefined;
  try {
    const { SchemaEngine: Engine } = await loadRuntime();
    engine = await Engine.new({ datamodels: undefined }, () => {}, factory);
    return await work(engine);
  } catch (error) {
    throw translate(error, factory);
  } finally {
    if (!crashed) engine?.free();
  }
}

function translate(error: unknown, { errorRegistry }: ErrorCapturingSqlMigrationAwareDriverAdapterFactory): unknown {
  if (!(error instanceof Error) || error instanceof UndeterminedError) return error;
  if (error.name === 'RuntimeError') {
    crashed = true;
    return crash();
  }
  const external = /External error id#(\d+)/.exec(error.message);
  if (external) return errorRegistry.consumeError(Number(external[1]))?.error ?? error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  // Anything else with another name, such as a TypeError, is a bug of ours and keeps its stack.
  if (code === null && error.name !== 'SchemaConnectorError' && error.name !== 'Error') return error;
  return new EngineError(plain(error.message), code, { cause: error });
}

/** The engine wraps messages of the server, and appends its span trace: `…\n   0: schema_core::state::…`. */
function plain(message: string): string {
  const [text = message] = message.split(/\n\s+0: /, 1);
  return text.replace(/^external connector error\n(?:Error querying the database: )?/, '').trim();
}

function crash(): UndeterminedError {
  return new UndeterminedError(`Prisma's schema engine crashed: ${panic.split('\n')[0] || 'it gave no reason.'}`);
}
