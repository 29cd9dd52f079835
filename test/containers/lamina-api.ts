import assert from 'node:assert/strict';
import { waitFor } from '../e2e/checks.ts';
import { postOperation } from '../e2e/post-operation.ts';

export interface ApiAddress {
  readonly port: number;
  /** The administrator's. */
  readonly token: string;
}

/** The API in a container, as an administrator uses it. */
export class LaminaApi {
  readonly #origin: string;
  readonly #token: string;

  constructor({ port, token }: ApiAddress) {
    this.#origin = `http://127.0.0.1:${port}`;
    this.#token = token;
  }

  async waitUntilReady(): Promise<void> {
    await waitFor('the API', async () => (await fetch(`${this.#origin}/readyz`).catch(() => null))?.ok);
  }

  /** Requests that the limit on callers without a token allows. */
  async readAnonymousLimit(): Promise<number> {
    const { rateLimit } = await postOperation<{ rateLimit: { limit: number } }>(`${this.#origin}/graphql`, '{ rateLimit { limit } }');
    return rateLimit.limit;
  }

  async waitForWorkers(count: number): Promise<void> {
    await waitFor(`${count} workers`, async () => {
      const { workers } = await this.#query<{ workers: { totalCount: number } }>(
        '{ workers(filter: { statuses: [IDLE, BUSY] }) { totalCount } }',
      );
      return workers.totalCount === count;
    });
  }

  async registerModel(slug: string): Promise<void> {
    const { registerModel } = await this.#query<{ registerModel: { job: { id: string } } }>(
      `mutation { registerModel(input: { reference: "${slug}", slug: "${slug}" }) { job { id } } }`,
    );
    await this.#waitForJobs([registerModel.job.id]);
  }

  async study(slug: string, calibration: string): Promise<void> {
    const { submitStudy } = await this.#query<{ submitStudy: { studies: readonly { jobs: { nodes: readonly { id: string }[] } }[] } }>(
      `mutation { submitStudy(input: { models: ["${slug}"], calibration: "${calibration}", window: 64, windows: 8, strategies: [BLOCK_INFLUENCE], counts: [1],
         benchmarks: ["country-facts"], limit: 20, idempotencyKey: "${calibration}" }) { studies { jobs(first: 100) { nodes { id } } } } }`,
    );
    const jobs = submitStudy.studies.flatMap((one) => one.jobs.nodes.map(({ id }) => id));
    assert.ok(jobs.length > 0);
    await this.#waitForJobs(jobs);
  }

  async #waitForJobs(ids: readonly string[]): Promise<void> {
    await waitFor(`${ids.length} jobs`, async () => {
      const { nodes } = await this.#query<{ nodes: readonly { status: string; error: { message: string } | null }[] }>(
        `{ nodes(ids: ${JSON.stringify(ids)}) { ... on Job { status error { message } } } }`,
      );
      for (const { status, error } of nodes) assert.notEqual(status, 'FAILED', error?.message);
      return nodes.every(({ status }) => status === 'SUCCEEDED');
    });
  }

  #query<Data>(document: string): Promise<Data> {
    return postOperation<Data>(`${this.#origin}/graphql`, document, {}, this.#token);
  }
}
