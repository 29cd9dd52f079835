import { closeSync, cpSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { feedFactsOf, openModel } from '@lamina/models';
import { changeOf } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { runInParts } from '../inspect/run-logits.ts';
import { buildFeeds, floatsOf } from '../session/batches.ts';
import { fixtureFolder, withoutBlocks } from '../session/golden.fixture.ts';
import { createSession } from '../session/session.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { verifyPruning } from '../write/prune/verify-pruning.ts';
import { certifyPruning, judgeLogits } from './certify.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
let folders = 0;

function newPath(): string {
  folders += 1;
  return join(temporary.path, `out-${folders}`);
}

const CHECKPOINT = join(import.meta.dirname, '../../fixtures/tiny-checkpoint');

/** Overwrites two bytes in the middle of a file. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from([0x00, 0x41]), 0, 2, 2 * Math.floor(statSync(path).size / 4));
  closeSync(file);
}

describe('runInParts', () => {
  it('computes what one session computes, whatever the parts', async () => {
    const opened = openModel(CHECKPOINT);
    const { structure, mapped } = opened;
    const { model } = structure;
    const tokens = { ids: [[3, 9, 4, 11, 2]], labels: [[0, 0, 0, 0, 0]], lengths: [5] };
    const feeds = buildFeeds(model.graph, tokens, feedFactsOf(opened));
    const session = await createSession(model, mapped.weights, { threads: 1 });
    const expected = floatsOf(await session.run(feeds), structure.logits);
    await session.release();
    for (const maxBytes of [300, 3000, 1e6]) {
      const found = floatsOf(await runInParts(model, feeds, { weights: mapped.weights, maxBytes, threads: 1 }), structure.logits);
      expect(Math.max(...found.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))))).toBeLessThan(1e-4);
    }
  });
});

describe('judgeLogits', () => {
  // 32 tokens of 64 logits with a standard deviation of 1.
  const expected = Float32Array.from({ length: 32 * 64 }, (_, place) => (place % 2 === 0 ? 1 : -1));
  const judge = (changed: readonly number[], gap: number) => {
    const found = expected.map((value, place) => (changed.includes(Math.floor(place / 64)) ? value + gap : value));
    return judgeLogits(expected, found, { tokens: 32, share: 1e-3 });
  };

  it('lets two of 32 tokens differ as far as float32 rounds where a hidden state grows and shrinks', () => {
    // SmolLM2 with random types by unit: at token 1 both forms are 0.0022 of the deviation apart, and the logits of PyTorch in float64 lie between.
    expect(judge([1], 0.0022)).toMatchObject({ passed: true, limit: expect.closeTo(0.02, 6) });
    expect(judge([1, 7], 0.015).passed).toBe(true);
    expect(judge([1], 0.03).passed).toBe(false);
    expect(judge([1], Number.NaN).passed).toBe(false);
  });

  it('holds all others to the limit of float32', () => {
    expect(judge([0, 1, 2], 0.0022)).toMatchObject({ passed: false, limit: expect.closeTo(1e-3, 6) });
    expect(judge([0, 1, 2], 0.0009).passed).toBe(true);
  });
});

describe.each([
  ['a safetensors folder', CHECKPOINT],
  ['an ONNX model', fixtureFolder('tiny-llama')],
])('the certificate of %s', (_, model) => {
  it('is in the result and in the plan, and can be repeated', async () => {
    const out = newPath();
    const { certificate, plan } = await pruneModel({ model, change: changeOf(withoutBlocks(1)), out });
    expect(certificate).toMatchObject({ tokens: 32, argmaxEqual: true, passed: true });
    expect(certificate?.maxLogitDifference).toBeLessThan(1e-5);
    expect(JSON.parse(readFileSync(join(out, 'prune-plan.json'), 'utf8')).certificate).toEqual(plan.certificate);
    expect((await verifyPruning({ folder: out })).certificate).toEqual(certificate);
  });
});

describe('verifyPruning', () => {
  it('fails where a byte of the written weights changed, and where they cannot be read', async () => {
    const out = newPath();
    await pruneModel({ model: CHECKPOINT, change: changeOf(withoutBlocks(1)), out });
    damage(join(out, 'model-00001-of-00002.safetensors'));
    await expect(verifyPruning({ folder: out })).rejects.toMatchObject({
      code: 'CERTIFICATE_FAILED',
      message: expect.stringMatching(/differ by/),
    });
  });

  it('says where the parent was expected, takes it from elsewhere, and refuses another model', async () => {
    const [parent, moved, out] = [newPath(), newPath(), newPath()];
    cpSync(CHECKPOINT, parent, { recursive: true });
    await pruneModel({ model: parent, change: changeOf(withoutBlocks(1)), out });
    renameSync(parent, moved);
    await expect(verifyPruning({ folder: out })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining(`${parent}:safetensors`),
    });
    expect((await verifyPruning({ folder: out, parent: moved })).certificate.passed).toBe(true);
    const other = fixtureFolder('tiny-llama');
    await expect(verifyPruning({ folder: out, parent: other })).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('certifyPruning', () => {
  it('refuses a folder that holds another model than the parent without the removed blocks', async () => {
    const out = newPath();
    await pruneModel({ model: CHECKPOINT, change: changeOf(withoutBlocks(2)), out });
    const parent = openModel(CHECKPOINT);
    const certifying = certifyPruning(parent, { removal: withoutBlocks(1), notes: [], folder: out }, {});
    await expect(certifying).rejects.toMatchObject({ code: 'CERTIFICATE_FAILED', details: { certificate: { passed: false } } });
  });
});
