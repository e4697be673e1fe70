/**
 * What the user did or configured wrong: an unknown input value, a bad config key, a missing URL.
 * Shown as one line, exit code 2, no stack.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Something outside the program stopped a check: an unreachable server, an extension that the scratch database does not
 * have, a permission. Shown as one line; the check becomes `undetermined`, exit code 3, no stack.
 */
export class UndeterminedError extends Error {
  override readonly name = 'UndeterminedError';
}

/** True for the errors that are for people (one line, no stack); anything else is a bug and shows its stack. */
export function isKnownError(error: unknown): error is UsageError | UndeterminedError {
  return error instanceof UsageError || error instanceof UndeterminedError;
}

/** True for what the file system answers, such as `EACCES: permission denied, open '…'`: a sentence that says it all. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

/** What to show of whatever was thrown: one line for people, or of a bug the stack, for the issue that somebody will file. */
export function errorText(error: unknown): string {
  if (isKnownError(error) || isFileError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
