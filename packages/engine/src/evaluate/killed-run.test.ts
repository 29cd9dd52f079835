import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../session/golden.fixture.ts';
import type { KilledRun } from './killed-run.fixture.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const model = writeModelFolder(join(temporary.path, 'tiny'), buildTinyDecoder({ norm: 'pre', blocks: 4, seed: 9 }));
const words = ['a dog', 'the hat', 'a frog in a bag', 'an old oak', 'big', 'some more of it', 'like a song', 'no'];
const facts = { version: '1', category: 'test', description: 'kept', chance: null, digest: 'none' };

const options: KilledRun['options'] = {
  model,
  changes: [changeOf(withoutBlocks()), changeOf(withoutBlocks(1)), changeOf(withoutBlocks(2))],
  batch: 2,
  maxLength: 32,
  threads: 1,
  tasks: [
    {
      ...facts,
      name: 'ends',
      kind: 'continuation',
      documents: words.map((context, id) => ({ id: `${id}`, context, continuation: ' end' })),
    },
    {
      ...facts,
      name: 'writes',
      kind: 'generation',
      until: [],
      maxTokens: 3,
      documents: words.map((context, id) => ({ id: `${id}`, context, references: ['x'] })),
    },
  ],
};

interface Ran {
  readonly signal: NodeJS.Signals | null;
  readonly result: Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[] | null;
}

function run(request: KilledRun): Promise<Ran> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-run.fixture.ts'), JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => resolve({ signal, result: printed === '' ? null : JSON.parse(printed) }));
  });
}

const readParts = (file: string): readonly string[] => readFileSync(file, 'utf8').trimEnd().split('\n');
describe('an evaluation', () => {
  it('is killed twice (SIGKILL) and continues: no part is done again, and the numbers are equal to the last bit', async () => {
    const wholeFile = join(temporary.path, 'whole.jsonl');
    const whole = await run({ options, keptFile: wholeFile, killAfter: null });
    const total = readParts(wholeFile).length;
    expect({ signal: whole.signal, isLong: total >= 8 }).toEqual({ signal: null, isLong: true });
    const keptFile = join(temporary.path, 'killed.jsonl');
    const killAfter = Math.floor(total / 3);
    for (const attempt of [1, 2]) {
      expect(await run({ options, keptFile, killAfter })).toEqual({ signal: 'SIGKILL', result: null });
      expect(readParts(keptFile)).toHaveLength(attempt * killAfter);
    }
    expect(await run({ options, keptFile, killAfter: null })).toEqual(whole);
    expect(readParts(keptFile)).toHaveLength(total);
  });
});
