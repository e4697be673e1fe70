import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request goes wrong, once or more. */
export interface Fault {
  readonly method?: string;
  /** Matched against the path with its query, without the prefix. */
  readonly path?: RegExp;
  /** How many requests it hits; for ever without. */
  times?: number;
  /** Answer with this status… */
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Record<string, string>;
  /** …or break the connection. */
  readonly reset?: true;
  /** Carry the request out before it goes wrong: the answer is lost. */
  readonly afterwards?: true;
  /** Milliseconds to wait first. */
  readonly delay?: number;
  /** What someone else does before the request is carried out. */
  readonly meanwhile?: () => void;
}

interface User {
  readonly login: string;
  readonly type: 'Bot' | 'User';
}
export interface FakeComment {
  id: number;
  issue: number;
  body: string;
  user: User;
  html_url: string;
}
export interface FakeIssue {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  state_reason: string | null;
  labels: string[];
  assignees: string[];
  user: User;
  html_url: string;
  pull_request?: object;
}
export interface FakePull {
  number: number;
  state: 'open' | 'closed';
  head: { sha: string; ref: string; owner: string };
  files: { filename: string; status: string; patch?: string }[];
}
export interface FakeReview {
  pull: number;
  commit_id: string;
  comments: { path: string; line: number; start_line?: number; side: string; body: string }[];
}
export interface FakeCall {
  readonly method: string;
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  readonly body?: any;
}

/** A server on loopback that plays the part of GitHub's REST API that the gate uses, and remembers every call. */
export interface FakeGitHub {
  /** For `GITHUB_API_URL`. */
  readonly url: string;
  /** Every request in order, as `METHOD /path?query` and the body. */
  readonly calls: FakeCall[];
  /** The calls as `METHOD /path`, without query. */
  lines(): string[];
  readonly comments: FakeComment[];
  readonly issues: FakeIssue[];
  readonly pulls: FakePull[];
  readonly reviews: FakeReview[];
  /** `false`: a public repository. */
  isPrivate: boolean;
  /** Who the token belongs to. */
  user: User;
  /** Entries to a page, whatever is asked for. */
  pageSize: number;
  fail(fault: Fault): void;
  /** Adds a comment as someone wrote it. */
  comment(issue: number, body: string, user?: User): FakeComment;
  issue(parts: Partial<FakeIssue>): FakeIssue;
  close(): Promise<void>;
}

export const bot: User = { login: 'github-actions[bot]', type: 'Bot' };
export const stranger: User = { login: 'mallory', type: 'User' };

const atOnce = {
  key: () => ({
    schedule: (_: object, work: (...values: unknown[]) => unknown, ...values: unknown[]) => work(...values),
  }),
};
/** Settings of the throttling plugin without the seconds between writes that GitHub asks for. */
export const withoutPauses = { write: atOnce, notifications: atOnce };

type Answer = [status: number, data: unknown];
// biome-ignore lint/suspicious/noExplicitAny: whatever was sent
type Route = [method: string, path: RegExp, handle: (id: string, query: URLSearchParams, body: any) => Answer];
const notFound: Answer = [404, { message: 'Not Found' }];

/** Starts one; `prefix` as on GitHub Enterprise Server (`/api/v3`). Repository: `octo/shop`. */
export async function startFakeGitHub(prefix = ''): Promise<FakeGitHub> {
  const faults: Fault[] = [];
  let nextId = 1000;
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(599).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fake: FakeGitHub = {
    url: origin + prefix,
    calls: [],
    lines: () => fake.calls.map(({ method, path }) => `${method} ${path.split('?')[0]}`),
    comments: [],
    issues: [],
    pulls: [],
    reviews: [],
    isPrivate: true,
    user: bot,
    pageSize: 100,
    fail: (fault) => faults.push(fault),
    comment(issue, body, user = fake.user) {
      const id = nextId++;
      const comment = { id, issue, body, user, html_url: `https://github.test/octo/shop/issues/${issue}#${id}` };
      fake.comments.push(comment);
      return comment;
    },
    issue(parts) {
      const number = parts.number ?? nextId++;
      const issue: FakeIssue = {
        number,
        title: '',
        body: '',
        state: 'open',
        state_reason: null,
        labels: [],
        assignees: [],
        user: fake.user,
        html_url: `https://github.test/octo/shop/issues/${number}`,
        ...parts,
      };
      fake.issues.push(issue);
      return issue;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const routes = routeTable();
  return fake;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = text === '' ? undefined : JSON.parse(text);
    const url = new URL(request.url ?? '/', origin);
    const path = decodeURIComponent(url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname);
    const method = request.method ?? 'GET';
    if (!request.headers.authorization) return send(response, 401, { message: 'Requires authentication' });
    fake.calls.push({ method, path: path + decodeURIComponent(url.search), ...(body !== undefined && { body }) });

    const fault = faults.find(
      (candidate) =>
        (candidate.times ?? 1) > 0 &&
        (candidate.method ?? method) === method &&
        (candidate.path?.test(path + url.search) ?? true),
    );
    if (fault) {
      if (fault.times !== undefined) fault.times -= 1;
      if (fault.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
      fault.meanwhile?.();
      if (fault.afterwards) route(method, path, url.searchParams, body);
      if (fault.reset) return void request.socket.destroy();
      if (fault.status) return send(response, fault.status, { message: fault.message ?? 'fault' }, fault.headers);
    }
    const [status, data] = route(method, path, url.searchParams, body);
    if (!Array.isArray(data)) return send(response, status, data);
    const page = Number(url.searchParams.get('page') ?? 1);
    const size = Math.min(fake.pageSize, Number(url.searchParams.get('per_page') ?? 30));
    const headers: Record<string, string> = {};
    if (data.length > page * size) {
      url.searchParams.set('page', String(page + 1));
      headers.link = `<${url.href}>; rel="next"`;
    }
    send(response, status, data.slice((page - 1) * size, page * size), headers);
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  function route(method: string, path: string, query: URLSearchParams, body: any): Answer {
    if (path.endsWith('/graphql')) return [200, { data: { viewer: { login: fake.user.login } } }];
    const [, rest] = /^\/repos\/octo\/shop(.*)$/.exec(path) ?? [];
    if (rest === undefined) return [404, { message: 'Not Found' }];
    for (const [wanted, pattern, handle] of routes) {
      const match = method === wanted ? pattern.exec(rest) : null;
      if (match) return handle(match[1] ?? '', query, body);
    }
    return notFound;
  }

  function routeTable(): Route[] {
    const issueOf = (number: string) => fake.issues.find((issue) => issue.number === Number(number));
    const pullOf = (number: string) => fake.pulls.find((pull) => pull.number === Number(number));
    const commentAt = (id: string) => fake.comments.findIndex((comment) => comment.id === Number(id));
    const shown = ({ head, ...pull }: FakePull) => ({ ...pull, head: { sha: head.sha, ref: head.ref } });
    return [
      ['GET', /^$/, () => [200, { private: fake.isPrivate }]],
      [
        'GET',
        /^\/issues\/(\d+)\/comments$/,
        (number) => [200, fake.comments.filter(({ issue }) => issue === Number(number))],
      ],
      ['POST', /^\/issues\/(\d+)\/comments$/, (number, _, body) => [201, fake.comment(Number(number), body.body)]],
      [
        'PATCH',
        /^\/issues\/comments\/(\d+)$/,
        (id, _, body) => {
          const comment = fake.comments[commentAt(id)];
          return comment ? [200, Object.assign(comment, body)] : notFound;
        },
      ],
      [
        'DELETE',
        /^\/issues\/comments\/(\d+)$/,
        (id) => (fake.comments.splice(commentAt(id), commentAt(id) < 0 ? 0 : 1).length ? [204, undefined] : notFound),
      ],
      [
        'GET',
        /^\/issues$/,
        (_, query) => {
          const state = query.get('state') ?? 'open';
          const labels = query.get('labels')?.split(',') ?? [];
          const hasAll = (issue: FakeIssue) => labels.every((label) => issue.labels.includes(label));
          const creator = query.get('creator');
          const found = fake.issues
            .filter((issue) => (state === 'all' || issue.state === state) && hasAll(issue))
            .filter(({ user }) => creator === null || user.login.toLowerCase() === creator.toLowerCase());
          // The newest first, as GitHub does.
          return [200, found.sort((a, b) => b.number - a.number)];
        },
      ],
      ['POST', /^\/issues$/, (_, __, body) => [201, fake.issue(body)]],
      [
        'PATCH',
        /^\/issues\/(\d+)$/,
        (number, _, body) => {
          const issue = issueOf(number);
          return issue ? [200, Object.assign(issue, body)] : notFound;
        },
      ],
      [
        'GET',
        /^\/commits\/(\w+)\/pulls$/,
        (sha) => [200, fake.pulls.filter(({ head }) => head.sha === sha).map(shown)],
      ],
      [
        'GET',
        /^\/pulls$/,
        (_, query) => {
          const wanted = query.get('head');
          return [
            200,
            fake.pulls
              .filter(({ state }) => state === (query.get('state') ?? 'open'))
              .filter(({ head }) => wanted === null || `${head.owner}:${head.ref}` === wanted)
              .map(shown),
          ];
        },
      ],
      [
        'GET',
        /^\/pulls\/(\d+)\/files$/,
        (number) => {
          const pull = pullOf(number);
          return pull ? [200, pull.files] : notFound;
        },
      ],
      [
        'GET',
        /^\/pulls\/(\d+)\/comments$/,
        (number) => [
          200,
          fake.reviews.filter(({ pull }) => pull === Number(number)).flatMap(({ comments }) => comments),
        ],
      ],
      [
        'POST',
        /^\/pulls\/(\d+)\/reviews$/,
        (number, _, body) => {
          const comments = (body.comments as FakeReview['comments']).map((comment) => ({
            ...comment,
            user: fake.user,
          }));
          fake.reviews.push({ pull: Number(number), ...body, comments });
          return [200, { id: nextId++ }];
        },
      ],
    ];
  }
}

function send(response: ServerResponse, status: number, data: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(data === undefined ? undefined : JSON.stringify(data));
}
