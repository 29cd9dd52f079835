import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { INTERIM_LEVEL } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { cutLossWindows, loadTokenizer, openModel } from '@lamina/models';
import { changeOf, createRemoval, UNCHANGED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { createResidentModel } from '../resident/create-resident-model.ts';
import { keepVocabulary } from '../vocabulary/keep-vocabulary.ts';
import { KEEP, MODEL, scoreText } from '../vocabulary/kept-llama.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { evaluateVocabularies } from './evaluate-texts.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const digests = { cacheFolder: join(temporary.path, 'digests') };

const PASSAGES = ['a writer of the tokenizer', 'the model add'];
const ATTENTION = createRemoval({ attention: [2] });
/** The last one with weights of half as many bits. */
const CHANGES = [UNCHANGED, changeOf(ATTENTION), { ...changeOf(ATTENTION), precision: 'Q8_0' }];
const RULE = { minimum: 1, step: 1, maximum: 2, limits: [0.05], level: INTERIM_LEVEL };

describe('evaluateVocabularies', () => {
  it('measures what the written models lose on each window, with and without units, and in fewer bits, and keeps it', async () => {
    const opened = openModel(MODEL, { digests });
    const tokenizer = loadTokenizer(opened.source);
    const texts = PASSAGES.map((passage) => {
      const contextTokens = tokenizer.encode(passage, 'never').length;
      return getAt(
        [cutLossWindows({ text: passage, source: passage, passages: [passage] }, tokenizer, { maxLength: 64, contextTokens })],
        0,
      );
    }).filter((text) => text !== null);
    const session = { mostLikely: true, divergence: true, sublayers: true, threads: 1 };
    const resident = await createResidentModel(opened, session);
    const typed = join(temporary.path, 'typed');
    await pruneModel({ model: MODEL, change: { ...UNCHANGED, precision: 'Q8_0' }, out: typed, digests });
    const rounded = await createResidentModel(openModel(typed, { digests }), session);
    const lists = CHANGES.map(({ remove, precision }) => {
      const list = { ...keepVocabulary(opened, KEEP), removal: remove };
      return precision === null ? list : { ...list, changed: { key: precision, resident: rounded } };
    });
    const checkpoint: Record<string, unknown> = {};
    const run = async (asked = lists) => {
      const work = evaluateVocabularies({ opened, resident, lists: asked, texts, rule: RULE, family: 2, checkpoint });
      let step = await work.next();
      for (; !step.done; step = await work.next()) Object.assign(checkpoint, step.value.checkpoint);
      return step.value;
    };
    const alone = await run(lists.slice(2).map((list) => ({ ...list, changed: { key: 'alone', resident: rounded } })));
    const found = await run();
    // Another form by itself is compared with the same whole model.
    expect(alone).toEqual(found.slice(2));
    for (const [place, change] of CHANGES.entries()) {
      const out = join(temporary.path, `written-${place}`);
      await pruneModel({ model: MODEL, change, keep: KEEP, out, digests });
      for (const [text, passage] of PASSAGES.entries()) {
        const [loss] = getAt(getAt(found, place), text).windows;
        expect(loss?.whole).toBeCloseTo(await scoreText(MODEL, passage, digests), 3);
        expect(loss?.changed).toBeCloseTo(await scoreText(out, passage, digests), 3);
        expect(loss?.tokens).toBe(tokenizer.encode(passage, 'never').length);
      }
    }
    // Half of the bits are not what the model is.
    expect(getAt(getAt(found, 2), 0).windows[0]?.changed).not.toBeCloseTo(getAt(getAt(found, 1), 0).windows[0]?.changed ?? 0, 5);
    await Promise.all([resident, rounded].map((model) => model.release()));
    // A released model cannot read: everything is kept.
    expect(await run()).toEqual(found);
  });
});
