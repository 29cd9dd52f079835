import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openModel, type Progress } from '@lamina/models';
import { readHubFolder, startTestHub, type TestHub } from '@lamina/test-utils/hub';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { readScorerEnvironment } from '../env.ts';
import { locateModel } from './locate-model.ts';

const temporary = createTemporaryFolder();
let hub: TestHub;

beforeAll(async () => {
  const folder = writeModelFolder(join(temporary.path, 'models/tiny'), buildTinyDecoder({ norm: 'pre', blocks: 3 }));
  hub = await startTestHub({ models: { 'lab/tiny': readHubFolder(folder) }, token: 'hf_secret' });
});
afterAll(async () => {
  await hub.close();
  temporary.remove();
});

const { signal } = new AbortController();
const readFolders = (variables: Readonly<Record<string, string>> = {}) =>
  readScorerEnvironment({
    DATABASE_URL: 'postgresql://nobody@localhost/none',
    LAMINA_MODEL_DIRS: join(temporary.path, 'models'),
    HF_ENDPOINT: hub.endpoint,
    HF_TOKEN: 'hf_secret',
    HF_HOME: join(temporary.path, 'home'),
    ...variables,
  }).folders;

describe('the model of a job', () => {
  it('is downloaded from the hub of the environment, with progress', async () => {
    const steps: Progress[] = [];
    const path = await locateModel('lab/tiny', { folders: readFolders(), signal, report: (step) => steps.push(step) });
    expect(openModel(path).structure.blocks).toHaveLength(3);
    expect(path.startsWith(join(temporary.path, 'home/hub/models--lab--tiny'))).toBe(true);
    expect(steps.at(-1)).toMatchObject({ phase: 'download' });
  });

  it('is a slug of the model folders where it is one', async () => {
    const before = hub.requests.length;
    expect(await locateModel('tiny', { folders: readFolders(), signal, report: () => undefined })).toBe('tiny');
    expect(hub.requests).toHaveLength(before);
  });

  it('refuses to go on once the job is cancelled', async () => {
    const folders = readFolders({ HF_HOME: join(temporary.path, 'empty') });
    const refused = locateModel('lab/tiny', { folders, signal: AbortSignal.abort(), report: () => undefined });
    await expect(refused).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
