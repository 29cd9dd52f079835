import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendJobLog, beatWorker, claimJob, registerWorker, stopWorker } from '@lamina/database';
import { encodeGlobalId } from '../../data/global-id.ts';
import { seedJob } from '../../testing/seed-job.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

interface Workers {
  readonly workers: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly id: string;
      readonly name: string;
      readonly status: string;
      readonly currentJob: { id: string } | null;
    }[];
  };
}

const factsOf = (name: string, providers: readonly string[]) => ({
  name,
  host: `host-${name}`,
  pid: 7,
  device: 'made',
  providers,
  versions: { lamina: '0' },
});

describe('workers', () => {
  let api: TestApi;
  let jobKey: string;

  beforeAll(async () => {
    api = await startTestApi();
    for (const [name, provider] of Object.entries({ idle: 'cpu', busy: 'cuda', silent: 'cpu', stopped: 'cpu' }))
      await registerWorker(api.database, factsOf(name, [provider, 'cpu']));
    jobKey = await seedJob(api.database);
    await claimJob(api.database, jobKey, 'busy');
    await api.database.prisma.worker.update({ where: { name: 'silent' }, data: { heartbeatAt: new Date(Date.now() - 31_000) } });
    await stopWorker(api.database, 'stopped');
  });
  afterAll(() => api.close());

  const list = async (filter: object = {}): Promise<Workers['workers']> => {
    const query = `query ($filter: WorkerFilter) { workers(filter: $filter, orderBy: { field: NAME }) {
      totalCount nodes { id name status providers device versions currentJob { id } } } }`;
    const { data, errors } = await api.query<Workers>(query, { filter });
    expect(errors).toBeUndefined();
    return data.workers;
  };

  it('have a state that follows from their heartbeats and attempts', async () => {
    const { nodes } = await list();
    expect(nodes.map(({ name, status }) => [name, status])).toEqual([
      ['busy', 'BUSY'],
      ['idle', 'IDLE'],
      ['silent', 'SILENT'],
      ['stopped', 'STOPPED'],
    ]);
    expect(nodes[0]?.currentJob?.id).toBe(encodeGlobalId('Job', jobKey));
    expect(nodes[1]?.currentJob).toBeNull();
  });

  it('are found by state and machine', async () => {
    expect((await list({ statuses: ['IDLE', 'SILENT'] })).totalCount).toBe(2);
    expect((await list({ host: 'host-idle' })).nodes.map(({ name }) => name)).toEqual(['idle']);
  });

  it('show the model folders of their last heartbeat to callers who may register models, and to nobody else', async () => {
    await beatWorker(api.database, factsOf('idle', ['cpu']), ['mine']);
    const query = '{ workers(filter: { host: "host-idle" }) { nodes { modelFolders } } }';
    expect((await api.query(query)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await api.query(query, {}, ADMIN_HEADERS)).data).toEqual({ workers: { nodes: [{ modelFolders: ['mine'] }] } });
  });

  it('are counted for Prometheus, with the jobs by kind and status', async () => {
    await seedJob(api.database, 'evaluate-model');
    const text = await (await fetch(api.url.replace('/graphql', '/metrics'))).text();
    expect(text).toContain('lamina_workers{status="SILENT"} 1');
    expect(text).toContain('lamina_jobs{kind="score-model",status="RUNNING"} 1');
    expect(text).toContain('lamina_queue_depth{provider="any"} 1');
    expect(text).toContain('lamina_attempts{status="RUNNING"} 1');
    expect(text).toContain('lamina_late_writes_refused 0');
  });

  it('leave lines in the log of their job, whose end the job shows', async () => {
    const lines = [1, 2, 3].map((number) => ({ level: 'info' as const, message: `line ${number}` }));
    await appendJobLog(api.database, { jobId: jobKey, attempt: 1 }, lines);
    const query = `query ($id: ID!) { job(id: $id) { priority requiredProvider attempts { number }
      log(last: 2) { type level message } } }`;
    const { data, errors } = await api.query(query, { id: encodeGlobalId('Job', jobKey) });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      job: {
        priority: 0,
        requiredProvider: null,
        attempts: [{ number: 1 }],
        log: [
          { type: 'log', level: 'INFO', message: 'line 2' },
          { type: 'log', level: 'INFO', message: 'line 3' },
        ],
      },
    });
  });
});
