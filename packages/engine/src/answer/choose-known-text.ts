import { knowsText, tokenEntropy } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { openModel } from '../model/open/open-model.ts';
import { loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Progress } from '../progress/progress.ts';
import { scoreModel } from '../score/score-model.ts';
import type { ScoreOptions } from '../score/score-options.ts';
import { type AnswerText, encodeText, FEW_DOCUMENTS } from './answer-text.ts';

/**
 * The first of some texts whose language the model knows, from a few documents of each; the first of all where it knows none.
 * @throws AppError as scoreModel does; TOKENIZER_MISSING
 */
export async function* chooseKnownText(
  options: Omit<ScoreOptions, 'input' | 'windows' | 'stride' | 'until'>,
  texts: readonly AnswerText[],
): AsyncGenerator<Progress, AnswerText> {
  const tokenizer = loadTokenizer(openModel(options.model, options).source);
  for (const text of texts) {
    const rows = encodeText(text, tokenizer, FEW_DOCUMENTS).windows.map(({ ids }) => ids);
    const length = Math.max(...rows.map((ids) => ids.length));
    const pad = (ids: readonly number[], value: number) => [...ids, ...Array.from({ length: length - ids.length }, () => value)];
    const input = {
      inputIds: rows.map((ids) => pad(ids, 0)),
      attentionMask: rows.map((ids) =>
        pad(
          Array.from(ids, () => 1),
          0,
        ),
      ),
    };
    const { nllPerWindow, definition } = yield* scoreModel({ ...options, input, losses: true, selfCheck: false });
    const loss = nllPerWindow.reduce((sum, nats) => sum + nats, 0);
    if (knowsText(loss / (definition.tokens - definition.windows), tokenEntropy(rows.flat()))) return text;
  }
  return getAt(texts, 0);
}
