import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { UNCHANGED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { finish } from '../session/golden.fixture.ts';
import { KEEP, MODEL, scoreText } from '../vocabulary/kept-llama.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import { measureVocabularies, type VocabularyAnswer } from './measure-vocabularies.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const digests = { cacheFolder: join(temporary.path, 'digests') };

const TEXTS = ['the model add', 'a writer of the tokenizer'];

const measure = (texts: readonly string[]): Promise<VocabularyAnswer> =>
  finish(
    measureVocabularies({
      model: MODEL,
      digests,
      threads: 1,
      lists: [{ keep: 'a text', rule: KEEP }],
      texts: texts.map((content, place) => ({ text: `text ${place}`, content })),
    }),
  );

describe('measureVocabularies', () => {
  it('promises the loss and the bytes of the written model', async () => {
    const out = join(temporary.path, 'written');
    const { saved, vocabulary } = await pruneModel({ model: MODEL, change: UNCHANGED, keep: KEEP, out, digests });
    const [list] = (await measure(TEXTS)).lists;
    expect(list).toMatchObject({ rowsAfter: vocabulary?.rowsAfter, reasons: vocabulary?.reasons, saved });
    for (const [place, text] of TEXTS.entries()) {
      const { nats, tokens, textLoss } = getAt(list?.texts ?? [], place);
      expect(nats.parent).toBeCloseTo(await scoreText(MODEL, text, digests), 3);
      expect(nats.changed).toBeCloseTo(await scoreText(out, text, digests), 3);
      expect(textLoss).toBeCloseTo(Math.expm1((nats.changed - nats.parent) / tokens), 10);
    }
  });

  it('says that a vocabulary has nothing to give, and what can no longer be written', async () => {
    const [list] = (await measure([])).lists;
    expect(list?.sentence).toBe(
      'This vocabulary has next to nothing to give: the file would be only 3.7 % smaller. It keeps 11 of 40 tokens with words and code in ASCII, and spells the others with smaller tokens.',
    );
  });

  it('divides the loss: only texts with a token that goes are read by other tokens', async () => {
    const [kept, cut] = (await measure(TEXTS)).lists[0]?.texts ?? [];
    expect(kept).toMatchObject({ dropped: 0, bytes: 13 });
    expect(kept?.tokensAfter).toBe(kept?.tokens);
    expect(kept?.nats.retokenising).toBeCloseTo(0, 6);
    expect(kept?.nats.mass).toBeGreaterThan(0);
    expect(cut?.dropped).toBeGreaterThan(0);
    expect(cut?.tokensAfter).toBeGreaterThan(cut?.tokens ?? Number.POSITIVE_INFINITY);
    expect(cut?.nats.retokenising).not.toBeCloseTo(0, 3);
  });
});
