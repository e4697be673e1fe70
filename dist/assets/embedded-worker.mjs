// The thread of one embedded PostgreSQL: boots a PGlite, then answers batches of PostgreSQL's wire protocol, one at a time.
// On a thread of its own it can be stopped in the middle of a message, and the gate goes on with its own work meanwhile.
// Imports nothing of ours but types, so that it runs as the one file that the compiler makes of it.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
/** PGlite throws this out of its main loop for each SQL error; it then handles it itself. */
const longJumpStatus = 100;
const { pglite, settings } = workerData;
// Before the assets come: that is what it waits for otherwise.
const { MemoryFS, PGlite: Database } = createRequire(pglite)(pglite);
const port = parentPort;
if (port === null)
    throw new Error('embedded-worker is not a program of its own');
const [assets] = (await once(port, 'message'));
// Without a listener the port would let the thread end while the server boots.
port.ref();
const database = await boot(assets);
let crash;
/** The batch being executed. */
let message;
watchForCrash(database);
port.on('message', (batch) => void execute(batch).then(answer));
answer({ bytes: new Uint8Array() });
async function boot({ wasm, data, image }) {
    class ImageFS extends MemoryFS {
        async initialSyncFs() {
            const fs = this.pg?.Module.FS;
            // Contents are copied: another instance uses the same image.
            for (const directory of image.directories)
                fs?.mkdirTree(directory);
            for (const { path, content } of image.files)
                fs?.writeFile(path, content);
        }
    }
    const server = new Database({
        fs: new ImageFS(),
        pgliteWasmModule: wasm,
        // Never instantiated, because the image has a cluster; given so that PGlite does not look for a file.
        initdbWasmModule: wasm,
        fsBundle: data,
        startParams: [...Database.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])],
    });
    // Only PGlite's own client needs to know the array types of the server.
    server._initArrayTypes = async () => { };
    await server.waitReady;
    return server;
}
async function execute(batch) {
    message = batch;
    const parts = [];
    try {
        await database.execProtocolRawStream(batch, {
            syncToFs: false,
            // The bytes are a view of WebAssembly memory, which the next message overwrites.
            onRawData: (bytes) => parts.push(bytes.slice()),
        });
    }
    catch (error) {
        crash ??= error;
    }
    message = undefined;
    if (crash !== undefined)
        return { crash: String(crash?.message ?? crash) };
    return { bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : new Uint8Array(Buffer.concat(parts)) };
}
function answer(result) {
    port?.postMessage(result, 'bytes' in result ? [result.bytes.buffer] : []);
}
/**
 * PGlite goes on after any exception of its WebAssembly code and then reports that it is ready, so that a trap in the
 * middle of a script would pass as success. Its loop over the message ends when the message has no bytes left.
 */
function watchForCrash({ Module: module }) {
    const runOnce = module._PostgresMainLoopOnce;
    module._PostgresMainLoopOnce = () => {
        try {
            runOnce();
        }
        catch (error) {
            if (error.status !== longJumpStatus) {
                crash = error;
                const buffer = message?.buffer;
                if (buffer)
                    structuredClone(buffer, { transfer: [buffer] });
                module._pq_buffer_remaining_data = () => 0;
            }
            throw error;
        }
    };
}
