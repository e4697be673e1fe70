import { readFileSync } from 'node:fs';
import { z } from 'zod';

const repository = z.looseObject({ full_name: z.string(), owner: z.looseObject({ login: z.string() }) });

/** The few fields of an event's payload that are used; anything odd in one of them makes it absent, not an error. */
const eventSchema = z.looseObject({
  repository: z
    .looseObject({ private: z.boolean().optional(), visibility: z.string().optional() })
    .optional()
    .catch(undefined),
  pull_request: z
    .looseObject({
      number: z.int().positive(),
      head: z.looseObject({ sha: z.string(), repo: repository.nullable() }),
      base: z.looseObject({ repo: repository }),
    })
    .optional()
    .catch(undefined),
  workflow_run: z
    .looseObject({
      head_sha: z.string(),
      head_branch: z.string().nullable(),
      head_repository: repository.nullable(),
      pull_requests: z.array(z.looseObject({ number: z.int().positive(), head: z.looseObject({ sha: z.string() }) })),
    })
    .optional()
    .catch(undefined),
});

type Event = z.infer<typeof eventSchema>;

/** Where a run of the gate happens: everything that the runner says of it. */
export interface RunContext {
  readonly owner: string;
  readonly repo: string;
  readonly eventName: string;
  readonly event: Event;
  /** The commit to speak of: the head of the pull request (not the merge commit that Actions makes), else the commit. */
  readonly sha: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly runUrl: string;
  /** A pull request from a fork: the token is read-only and there are no secrets, whatever the workflow asks for. */
  readonly isFork: boolean;
  /** Dependabot's runs have no secrets and, unless the workflow says otherwise, a read-only token. */
  readonly isDependabot: boolean;
  /** Undefined when the payload does not say. */
  readonly isPrivate: boolean | undefined;
}

/**
 * Reads the context from the environment of the runner; null outside GitHub Actions.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function readContext(env: NodeJS.ProcessEnv): RunContext | null {
  const [owner, repo] = env.GITHUB_REPOSITORY?.split('/') ?? [];
  if (!owner || !repo) return null;
  const event = readEvent(env.GITHUB_EVENT_PATH);
  const eventName = env.GITHUB_EVENT_NAME ?? '';
  const serverUrl = (env.GITHUB_SERVER_URL || 'https://github.com').replace(/\/+$/, '');
  const attempt = Number(env.GITHUB_RUN_ATTEMPT ?? 1) > 1 ? `/attempts/${env.GITHUB_RUN_ATTEMPT}` : '';
  const { pull_request: pull, repository: repositoryFacts } = event;
  return {
    owner,
    repo,
    eventName,
    event,
    sha: pull?.head.sha ?? event.workflow_run?.head_sha ?? env.GITHUB_SHA ?? '',
    serverUrl,
    apiUrl: (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, ''),
    runUrl: `${serverUrl}/${owner}/${repo}/actions/runs/${env.GITHUB_RUN_ID ?? ''}${attempt}`,
    // With pull_request_target the token belongs to the base repository.
    isFork:
      pull !== undefined &&
      eventName !== 'pull_request_target' &&
      pull.head.repo?.full_name.toLowerCase() !== pull.base.repo.full_name.toLowerCase(),
    isDependabot: env.GITHUB_ACTOR === 'dependabot[bot]',
    isPrivate:
      repositoryFacts?.private ?? (repositoryFacts?.visibility ? repositoryFacts.visibility !== 'public' : undefined),
  };
}

/** An unreadable payload is like an empty one: what depends on it is left out, and the verdict does not depend on it. */
function readEvent(path: string | undefined): Event {
  if (!path) return {};
  try {
    return eventSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
