import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getEntry } from '@lamina/errors';
import { answerFault, answerHubRequest, type HubRepo, sendError } from './answer-hub-request.ts';
import type { HubFault, PlannedFault } from './hub-fault.ts';
import { describeHubFile, type HubContent } from './hub-file.ts';
import { sendFile } from './send-file.ts';

/** Content of a test hub: by `org/name` (or `org/name@branch`), files by path. */
export interface TestHubContent {
  readonly models?: Readonly<Record<string, Readonly<Record<string, HubContent>>>>;
  readonly datasets?: Readonly<Record<string, Readonly<Record<string, HubContent>>>>;
  /** Required token; without it, nothing is found. */
  readonly token?: string;
  /** Files per page of a listing (1000). */
  readonly pageSize?: number;
}

/** A request that reached the hub or the storage host of its large files. */
export interface HubRequest {
  readonly host: 'hub' | 'storage';
  readonly method: string;
  readonly address: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** A running hub. */
export interface TestHub {
  readonly endpoint: string;
  readonly requests: readonly HubRequest[];
  /** Applies a fault to the next matching responses. */
  plan(fault: PlannedFault): void;
  /** Commit of a repository's content. */
  shaOf(kind: 'models' | 'datasets', repo: string): string;
  close(): Promise<void>;
}

/**
 * Starts a server with the interface of the Hugging Face hub: repository facts, paged trees, `resolve` with ranges, and large files on a storage host
 * with another origin. Content without a branch is on `main`. The hub itself serves small files.
 */
export async function startTestHub(content: TestHubContent): Promise<TestHub> {
  const repos = describeRepos(content);
  const requests: HubRequest[] = [];
  const faults: { readonly plan: PlannedFault; left: number }[] = [];
  const storage = createServer((request, response) => {
    const fault = note('storage', request);
    const url = new URL(request.url ?? '/', 'http://storage');
    const repo = url.searchParams.get('repo');
    const file = repo === null ? undefined : repos.get(repo)?.files.find(({ path }) => path === url.searchParams.get('path'));
    if (file && !answerFault(fault, response)) sendFile(file, { request, response, fault });
  });
  const storageOrigin = await listen(storage);
  const hub = createServer((request, response) => {
    const fault = note('hub', request);
    if (answerFault(fault, response)) return;
    const isAllowed = content.token === undefined || request.headers.authorization === `Bearer ${content.token}`;
    if (isAllowed) answerHubRequest({ request, response, fault, repos, storageOrigin, pageSize: content.pageSize ?? 1000 });
    else sendError(response, 401, 'RepoNotFound');
  });
  const endpoint = await listen(hub);

  function note(host: HubRequest['host'], { method = 'GET', url = '/', headers }: IncomingMessage): HubFault | undefined {
    requests.push({ host, method, address: url, authorization: headers.authorization, range: headers.range });
    const entry = faults.find(({ plan, left }) => left > 0 && decodeURIComponent(url).includes(plan.address));
    if (entry) entry.left -= 1;
    return entry?.plan.fault;
  }

  return {
    endpoint,
    requests,
    plan: (plan) => void faults.push({ plan, left: plan.times ?? 1 }),
    shaOf: (kind, repo) => getEntry(repos, `${kind}/${repo}`).sha,
    close: async () => {
      await Promise.all([hub, storage].map(stop));
    },
  };
}

function describeRepos({ models = {}, datasets = {} }: TestHubContent): ReadonlyMap<string, HubRepo> {
  const describe = (kind: string, repos: NonNullable<TestHubContent['models']>): (readonly [string, HubRepo])[] =>
    Object.entries(repos).map(([name, contents]) => {
      const files = Object.entries(contents).map(([path, file]) => describeHubFile(path, file));
      const sha = createHash('sha1').update(JSON.stringify(files.map(({ path, gitOid }) => [path, gitOid])));
      return [`${kind}/${name}`, { files, sha: sha.digest('hex') }];
    });
  return new Map([...describe('models', models), ...describe('datasets', datasets)]);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => {
    server.close(resolve);
  });
  server.closeAllConnections();
  await closed;
}
