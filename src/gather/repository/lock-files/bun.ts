import { type LockReader, pattern } from './lock';

/**
 * `bun.lock`: JSON with trailing commas, one package a line, `"prisma": ["prisma@6.19.0", …]`; a workspace that has its own
 * version gets a line of its own, headed by the workspace's package name: `"@acme/db/prisma": […]`.
 */
export const bunLock: LockReader = (text) => ({
  versionOf(packageName, project) {
    const workspace = project === '' ? null : workspaceName(text, project);
    const own = workspace === null ? null : resolved(text, `${workspace}/${packageName}`, packageName);
    return own ?? resolved(text, packageName, packageName);
  },
});

function workspaceName(text: string, project: string): string | null {
  return text.match(new RegExp(`^ {4}"${pattern(project)}": \\{\\s*"name": "([^"]+)"`, 'm'))?.[1] ?? null;
}

function resolved(text: string, key: string, packageName: string): string | null {
  const line = new RegExp(`^ {4}"${pattern(key)}": \\["${pattern(packageName)}@(\\d[^"]*)"`, 'm');
  return text.match(line)?.[1] ?? null;
}
