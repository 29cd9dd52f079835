import { describe, expect, it } from '@jest/globals';
import { writeReproduction } from './write-reproduction.ts';

const RUN = {
  windowCount: 183,
  settlement: null,
  runtime: { threads: 2 },
  calibration: {
    ...{ window: 256, stride: 128, bos: 'AUTO' as const, windowLimit: null, drawSeed: null },
    calibrationSet: { slug: 'invented-world' },
  },
};

describe('writeReproduction', () => {
  it('names every choice that the scores depend on', () => {
    const words = writeReproduction({ slug: 'lamina-opt-12', source: 'bundled' }, RUN).split(/[\s\\]+/);
    expect(words.join(' ')).toBe(
      'npx lamina score lamina-opt-12 --text models/calibration/invented-world.txt --window 256 --stride 128 --windows 183 --bos auto --threads 2 --json -',
    );
  });

  it('reads until the same blocks are known, in the same random order', () => {
    const { calibration } = RUN;
    const run = { ...RUN, settlement: { count: 3, confidence: 0.95 }, calibration: { ...calibration, drawSeed: 7 } };
    const words = writeReproduction({ slug: 'lamina-opt-12', source: 'bundled' }, run);
    expect(words).toContain('--until settled --count 3 --confidence 0.95 --seed 7');
    expect(words).not.toContain('--windows');
  });

  it('quotes names for a POSIX shell', () => {
    expect(writeReproduction({ slug: "a'; rm -rf ~", source: 'folder' }, RUN)).toContain(`'./a'\\''; rm -rf ~'`);
  });
});
