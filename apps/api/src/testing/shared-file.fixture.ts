import { SHARED_FORMAT, type SharedFile } from '@lamina/uploads';

const SHA = 'd'.repeat(64);

/** The file that a team would share of a model of one block that only the hub has. */
export const SHARED_FILE: SharedFile = {
  format: SHARED_FORMAT,
  contributor: 'Team A',
  licence: 'CC-BY-4.0',
  measuredAt: '2026-12-01T10:00:00.000Z',
  version: '0.1.0',
  model: {
    slug: 'shared-model',
    hubId: 'org/Shared-Model',
    weightsSha256: SHA,
    format: 'gguf',
    architecture: 'llama',
    blocks: 1,
    parameters: 1000,
    precision: 'fp32',
  },
  machine: { device: 'a processor', provider: 'cpu', runtime: 'ONNX Runtime 1.30.0', threads: 2 },
  scores: {
    text: 'austen',
    textSha256: SHA,
    documents: 1,
    window: 512,
    tokens: 10,
    idsSha256: SHA,
    measures: [{ measure: 'loss-increase@1', sum: [5], count: [10], mean: [0.5], units: [{ sum: [5], count: [10] }] }],
  },
  answer: { sentence: 'Nothing may go.', front: [] },
};
