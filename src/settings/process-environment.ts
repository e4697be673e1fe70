/**
 * Variables that the program and its libraries still need once inputs are read: what the system and a terminal need, Node's
 * own, proxies and certificates, and what the runner says of the run.
 */
const needed =
  /^(?:PATH|HOME|USER|SHELL|TERM|COLORTERM|COLUMNS|NO_COLOR|FORCE_COLOR|CI|TZ|LANG|LC_\w+|TMPDIR|TEMP|TMP|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|USERPROFILE|NODE_\w+|https?_proxy|no_proxy|SSL_CERT_(?:FILE|DIR)|RUNNER_\w+|GITHUB_\w+)$/i;

/** Of those, what may hold a credential. */
const secret = /TOKEN|PASSWORD|SECRET|CREDENTIAL|AUTH(?!OR)/i;

/**
 * Takes every other variable out of an environment (`INPUT_*`, URLs, tokens of the runner, `PG*`, whatever the job has), so
 * that what is read and run afterwards cannot find them there. Call it when inputs have been read. The block that the process
 * was started with stays in `/proc/self/environ`: the kernel keeps it, and Node cannot overwrite it.
 */
export function forgetSecrets(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (!needed.test(name) || secret.test(name)) delete env[name];
}

/** Takes the flags, which may hold URLs, out of the process's list of arguments; on Linux and macOS `ps` shows the title instead. */
export function forgetArguments(argv: string[]): void {
  argv.splice(2);
  process.title = 'migration-gate';
}
