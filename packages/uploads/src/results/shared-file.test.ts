import { describe, expect, it } from '@jest/globals';
import { checkSharedFile, parseSharedFile, SHARED_FORMAT, type SharedFile } from './shared-file.ts';

const SHA = 'a'.repeat(64);
const LOSS = { text: 'wikipedia', loss: 0.25, low: 0.2, high: 0.3, logLoss: Math.log(1.25) };

/** Two blocks, two documents of 10 and 30 tokens. */
const FILE: SharedFile = {
  format: SHARED_FORMAT,
  contributor: 'Team A',
  licence: 'CC-BY-4.0',
  measuredAt: '2026-12-01T10:00:00.000Z',
  version: '0.1.0',
  model: {
    slug: 'made',
    hubId: 'org/Made',
    weightsSha256: SHA,
    format: 'gguf',
    architecture: 'llama',
    blocks: 2,
    parameters: 1000,
    precision: 'fp32',
  },
  machine: { device: 'a processor', provider: 'cpu', runtime: 'ONNX Runtime 1.30.0', threads: 2 },
  scores: {
    text: 'austen',
    textSha256: SHA,
    documents: 2,
    window: 512,
    tokens: 40,
    idsSha256: SHA,
    measures: [
      {
        measure: 'block-influence@1',
        sum: [4, 10],
        count: [40, 40],
        mean: [0.1, 0.25],
        units: [
          { sum: [1, 4], count: [10, 10] },
          { sum: [3, 6], count: [30, 30] },
        ],
      },
    ],
  },
  answer: { sentence: 'Nothing may go.', front: [{ verdict: 'BEYOND', losses: { texts: [LOSS] } }] },
};

const withMeasure = (change: object): SharedFile => {
  const [measured] = FILE.scores.measures;
  return { ...FILE, scores: { ...FILE.scores, measures: [{ ...measured, ...change } as SharedFile['scores']['measures'][number]] } };
};
const withLoss = (change: object): SharedFile => ({
  ...FILE,
  answer: { sentence: 'x', front: [{ verdict: 'BEYOND', losses: { texts: [{ ...LOSS, ...change }] } }] },
});

describe('a shared file', () => {
  it('is read as it was written, and says what was checked', () => {
    const read = parseSharedFile(JSON.stringify(FILE));
    expect(read).toEqual(FILE);
    expect(checkSharedFile(read, false).map(({ name }) => name)).toEqual(['schema', 'protocol', 'plausibility', 'model']);
    expect(checkSharedFile({ ...FILE, model: { ...FILE.model, hubId: null } }, true).at(-1)?.detail).toContain('known here');
  });

  it.each([
    ['a text of the model', JSON.stringify({ ...FILE, texts: ['It is a truth universally acknowledged'] }), 'texts'],
    ['another form', JSON.stringify({ ...FILE, format: 'lamina-shared@2' }), SHARED_FORMAT],
    ['what is not JSON', 'format: lamina', 'not JSON'],
    ['a digest of another kind', JSON.stringify({ ...FILE, model: { ...FILE.model, weightsSha256: 'x' } }), 'SHA-256'],
  ])('refuses %s', (_what, content, message) => {
    expect(() => parseSharedFile(content)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['a measure of another version', withMeasure({ measure: 'block-influence@2' }), 'no measure of this version'],
    ['sums that do not add up', withMeasure({ sum: [4, 10.001] }), 'add up to 10 for block 1'],
    ['a score that its sum does not give', withMeasure({ mean: [0.1, 0.2] }), 'is 0.2, but its sum and count give 0.25'],
    ['tokens that its documents do not have', withMeasure({ count: [40, 41] }), 'counts 41 tokens for block 1'],
    ['values of other blocks', withMeasure({ mean: [0.1] }), 'holds 1 values, but the model has 2 blocks'],
    ['documents that are missing', withMeasure({ units: [] }), 'sums of 0 documents, but 2 were read'],
    ['a loss that its logarithm does not give', withLoss({ loss: 0.1, low: 0, high: 0.2 }), 'its logarithm'],
    ['a loss outside of its interval', withLoss({ low: 0.26 }), 'outside of its interval'],
    ['a model that nobody knows', { ...FILE, model: { ...FILE.model, hubId: null } }, 'no model here has the weights'],
  ])('refuses %s', (_what, file, message) => {
    expect(() => checkSharedFile(file, false)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) }),
    );
  });
});
