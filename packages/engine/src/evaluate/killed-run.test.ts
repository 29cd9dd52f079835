import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../text/golden.fixture.ts';
import type { KilledRun } from './killed-run.fixture.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const model = writeModelFolder(join(temporary.path, 'tiny'), buildTinyDecoder({ norm: 'pre', blocks: 4, seed: 9 }));
const words = ['a dog', 'the hat', 'a frog in a bag', 'an old oak', 'big', 'some more of it', 'like a song', 'no'];
const facts = { version: '1', category: 'test', description: 'kept', chance: null, digest: 'none' };

const WORKS: Readonly<Record<string, KilledRun['work']>> = {
  'an evaluation of removals': {
    kind: 'evaluate',
    options: {
      model,
      removals: [withoutBlocks(), withoutBlocks(1), withoutBlocks(2)],
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
    },
  },
  'a score with the losses that strategies choose by': {
    kind: 'score',
    options: {
      model,
      input: { texts: [words.join(' '), 'a man had a big red hat on his head and he ran', 'the end of it all'] },
      window: 12,
      batch: 2,
      partialWindows: 'scored',
      leaveOneOut: true,
      greedy: 2,
      threads: 1,
      selfCheck: false,
    },
  },
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
/** Times differ from run to run. */
const numbersOf = ({ result }: Ran) => JSON.parse(JSON.stringify(result, (key, value) => (key === 'tokensPerSecond' ? undefined : value)));

describe.each(Object.entries(WORKS))('%s', (name, work) => {
  it('is killed twice (SIGKILL) and continues: no part is done again, and the numbers are equal to the last bit', async () => {
    const wholeFile = join(temporary.path, `${work.kind}-whole.jsonl`);
    const whole = await run({ work, keptFile: wholeFile, killAfter: null });
    const total = readParts(wholeFile).length;
    expect({ name, signal: whole.signal, isLong: total >= 8 }).toEqual({ name, signal: null, isLong: true });
    const keptFile = join(temporary.path, `${work.kind}-killed.jsonl`);
    const killAfter = Math.floor(total / 3);
    for (const attempt of [1, 2]) {
      expect(await run({ work, keptFile, killAfter })).toEqual({ signal: 'SIGKILL', result: null });
      expect(readParts(keptFile)).toHaveLength(attempt * killAfter);
    }
    const last = await run({ work, keptFile, killAfter: null });
    expect(last.signal).toBeNull();
    expect(numbersOf(last)).toEqual(numbersOf(whole));
    expect(readParts(keptFile)).toHaveLength(total);
  });
});
