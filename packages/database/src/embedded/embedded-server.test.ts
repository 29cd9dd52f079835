import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.ts';

const MODULE = new URL('./embedded-server.ts', import.meta.url).href;

describe('startEmbeddedServer', () => {
  let dataDir: string;
  let server: EmbeddedServer | undefined;
  const children: ChildProcess[] = [];

  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'lamina-embedded-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
    }
    await server?.stop();
    server = undefined;
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const pidFile = (): string => join(dataDir, 'cluster', 'postmaster.pid');
  const serverPid = (): number => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  const start = async (): Promise<EmbeddedServer> => {
    server = await startEmbeddedServer({ dataDir, durable: false });
    return server;
  };
  const query = async (running: EmbeddedServer, sql: string) => {
    const client = new pg.Client({ connectionString: running.databaseUrl('postgres') });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows;
  };
  /** Another program that starts the server in the folder and then only lives. */
  const startElsewhere = async (): Promise<ChildProcess> => {
    const program = `const { startEmbeddedServer } = await import(${JSON.stringify(MODULE)});
      await startEmbeddedServer({ dataDir: ${JSON.stringify(dataDir)}, durable: false }); console.log('ready'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };

  it('keeps its data and its password from one start to the next', async () => {
    await query(await start(), 'CREATE TABLE kept AS SELECT 7 AS value');
    await server?.stop();
    expect(await query(await start(), 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('keeps its program alive only while it is being stopped', async () => {
    const running = await start();
    expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap');
    const stopped = running.stop();
    expect(process.getActiveResourcesInfo()).toContain('ProcessWrap');
    await stopped;
  });

  it('leaves nothing running after stop', async () => {
    await start();
    const pid = serverPid();
    await server?.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('recovers from a server that was killed and left its pid file', async () => {
    await start();
    process.kill(serverPid(), 'SIGKILL');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is nothing to end with the program any more when it was killed or stopped', async () => {
    const before = process.listenerCount('exit');
    await start();
    // That a child has ended is heard of later than it ends, and later than the next one starts on a busy machine.
    const isForgotten = new Promise<void>((resolve) => {
      process.on('removeListener', (event) => event === 'exit' && resolve());
    });
    process.kill(serverPid(), 'SIGKILL');
    await isForgotten;
    process.removeAllListeners('removeListener');
    await start();
    expect(process.listenerCount('exit')).toBe(before + 1);
    await server?.stop();
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('takes over the folder of an owner that was killed while its server lives on', async () => {
    const owner = await startElsewhere();
    const orphan = serverPid();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(serverPid()).not.toBe(orphan);
  });

  it('is not misled by a pid file whose number belongs to another program by now', async () => {
    await start();
    await server?.stop();
    writeFileSync(pidFile(), `${process.pid}\n${join(dataDir, 'cluster')}\n`);
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder whose owner lives', async () => {
    const owner = await startElsewhere();
    await expect(startEmbeddedServer({ dataDir })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(String(owner.pid)),
    });
  });

  it('refuses a port that another program uses', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await expect(startEmbeddedServer({ dataDir, port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(String(port)),
    });
    other.close();
  });
});
