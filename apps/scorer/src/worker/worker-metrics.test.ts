import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveWorkerMetrics } from './serve-worker-metrics.ts';
import { WorkerMetrics } from './worker-metrics.ts';

describe('the metrics of a worker', () => {
  const metrics = new WorkerMetrics();
  let served: Awaited<ReturnType<typeof serveWorkerMetrics>>;

  beforeAll(async () => {
    served = await serveWorkerMetrics(metrics, 0);
  });
  afterAll(() => {
    served.server.close();
  });

  const read = async (path: string) => await fetch(`http://127.0.0.1:${served.port}${path}`);

  it('count jobs by kind and by how they ended, and say whether one is at hand', async () => {
    await metrics.time('score-model', async () => {
      expect(await (await read('/metrics')).text()).toContain('lamina_scorer_busy 1');
      return 'succeeded';
    });
    const broken = metrics.time('score-model', async () => {
      throw new Error('database away');
    });
    await expect(broken).rejects.toThrow('database away');
    const text = await (await read('/metrics')).text();
    expect(text).toContain('lamina_scorer_job_duration_seconds_count{kind="score-model",end="succeeded"} 1');
    expect(text).toContain('lamina_scorer_job_duration_seconds_count{kind="score-model",end="error"} 1');
    expect(text).toContain('lamina_scorer_busy 0');
  });

  it('come with a health check and nothing else', async () => {
    expect(await (await read('/healthz')).json()).toEqual({ status: 'up' });
    expect((await read('/')).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${served.port}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('refuse a port that is taken', async () => {
    await expect(serveWorkerMetrics(metrics, served.port)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });
});
