// The bundle: dist/index.js calls the first, dist/cli.js the second.
import { preferFastWasmCompiler } from './wasm-compiler';

export { runAction } from './action';
export { runCommandLine } from './cli';

preferFastWasmCompiler();
