import { join } from 'node:path';
import { getAt } from '@lamina/errors';
import { type DigestOptions, findModelSource, loadTokenizer } from '@lamina/models';
import { scoreModel } from '../score/score-model.ts';
import { finish } from '../session/golden.fixture.ts';

/** A llama of four blocks and 300 tokens (apps/scorer/fixtures/make_models.py); it adds no beginning, and names 0. */
export const MODEL = join(import.meta.dirname, '../../../../apps/scorer/fixtures/llama-f16.gguf');
const PREFIX = 0;
export const KEEP = { classes: [], texts: ['add the model'], most: null };

/** The loss of a written model on a text behind its prefix, nats. */
export async function scoreText(model: string, text: string, digests: DigestOptions): Promise<number> {
  const ids = [PREFIX, ...loadTokenizer(findModelSource(model)).encode(text, 'never')];
  const { nllPerWindow } = await finish(scoreModel(model, { digests, input: { ids }, window: ids.length, threads: 1, selfCheck: false }));
  return getAt(nllPerWindow, 0);
}
