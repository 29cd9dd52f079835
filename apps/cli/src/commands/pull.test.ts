import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readHubFolder, startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { buildTinyDecoder, createTemporaryFolder, encodeModel, writeModelFolder } from '@lamina/test-utils/models';

const BIN = join(import.meta.dirname, '../../bin/lamina.mjs');
const temporary = createTemporaryFolder();
const place = (name: string): string => join(temporary.path, name);
let hub: TestHub;

beforeAll(async () => {
  const folder = writeModelFolder(place('tiny'), buildTinyDecoder({ norm: 'pre', blocks: 3 }));
  writeFileSync(join(folder, 'onnx/model_q4.onnx'), encodeModel(buildTinyDecoder({ norm: 'post', blocks: 2 })));
  hub = await startTestHub({ models: { 'lab/tiny': readHubFolder(folder) }, token: 'hf_secret' });
});
afterAll(async () => {
  await hub.close();
  temporary.remove();
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line with the test hub as its hub. */
function lamina(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const variables = { PATH: '/usr/bin:/bin', HOME: temporary.path, HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_secret', ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { env: variables, cwd: temporary.path }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('lamina pull', () => {
  it('downloads a variant into the cache of HF_HOME, and lists its files as JSON', async () => {
    const { code, stdout, stderr } = await lamina(['pull', 'lab/tiny:q4', '--json', '-'], { HF_HOME: place('home') });
    const sha = hub.shaOf('models', 'lab/tiny');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^download \d+\/\d+: config\.json\ndownload \d/) });
    expect(JSON.parse(stdout)).toMatchObject({
      reference: `lab/tiny@${sha}:q4`,
      folder: place(`home/hub/models--lab--tiny/snapshots/${sha}`),
      files: expect.arrayContaining([
        expect.objectContaining({ path: 'onnx/model_q4.onnx', sha256: expect.any(String), wasCached: false }),
      ]),
    });
  });

  it('downloads nothing twice, and needs no network for it offline', async () => {
    await lamina(['pull', 'lab/tiny']);
    expect((await lamina(['pull', 'lab/tiny'])).stdout).toContain(' 0.0 MB downloaded');
    const before = hub.requests.length;
    expect((await lamina(['pull', 'lab/tiny'], { HF_HUB_OFFLINE: '1' })).code).toBe(0);
    expect(hub.requests).toHaveLength(before);
  });

  it('lets inspect, score and prune take a reference, downloading once', async () => {
    const home = { HF_HUB_CACHE: place('shared') };
    expect(JSON.parse((await lamina(['inspect', 'lab/tiny', '--json', '-'], home)).stdout)).toMatchObject({ blocks: 3 });
    const before = hub.requests.length;
    writeFileSync(place('ids.json'), '[3, 5, 7, 9]');
    const score = await lamina(['score', 'lab/tiny', '--ids', place('ids.json'), '--window', '4', '--json', '-'], home);
    expect(JSON.parse(score.stdout).blockInfluence.mean).toHaveLength(3);
    const prune = await lamina(['prune', 'lab/tiny', '--remove', '1', '--out', place('pruned'), '--json', '-'], home);
    expect(JSON.parse(prune.stdout)).toMatchObject({ blocksAfter: 2 });
    expect(hub.requests).toHaveLength(before);
  });

  it.each([
    ['a name that is none', ['pull', '../tiny'], {}, /^BAD_USER_INPUT: .*org\/name\[@revision\]\[:variant\]/],
    ['a repository that is not there', ['pull', 'lab/nothing'], {}, /^UNAUTHENTICATED: .*HF_TOKEN/],
    ['a token that the hub does not take', ['pull', 'lab/tiny'], { HF_TOKEN: 'hf_other' }, /^UNAUTHENTICATED: .*HF_TOKEN/],
    ['a variant that is not there', ['inspect', 'lab/tiny:int3'], {}, /^NOT_FOUND: .*onnx\/model_q4\.onnx/],
    ['an endpoint that is none', ['pull', 'lab/tiny'], { HF_ENDPOINT: 'hub' }, /^CONFIG_INVALID: .*HF_ENDPOINT/],
    ['to go online against HF_HUB_OFFLINE', ['pull', 'lab/tiny@v1'], { HF_HUB_OFFLINE: '1' }, /^FILE_NOT_FOUND: .*HF_HUB_OFFLINE/],
  ])('refuses %s', async (_, args, env, message) => {
    const { code, stdout, stderr } = await lamina(args, env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
    expect(stderr).not.toMatch(/hf_secret|hf_other/);
  });
});
