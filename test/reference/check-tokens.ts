import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from '@lamina/benchmarks';
import { encodeRequests } from '@lamina/engine/encode-tasks';
import { loadTokenizer, type TextEncoder } from '@lamina/models';
import { readLines } from './read-lines.ts';

interface RecordedTokens {
  readonly docId: number;
  readonly type: string;
  readonly context?: string;
  readonly continuations?: readonly string[];
  readonly contextTokens?: readonly number[];
  readonly continuationTokens?: readonly (readonly number[])[];
  readonly text?: string;
  readonly tokens?: readonly number[];
}

/** The longest row of the recorded run. */
const MAX_LENGTH = 512;

/**
 * Encodes the recorded requests with the real model's tokenizer and compares every row with the tokens that lm-evaluation-harness gave to its model:
 * the border between context and continuation, the prefix token, left truncation, and every scored token of rolling texts.
 * @param model folder of the model of the recorded requests
 */
export function checkTokens(folder: string, model: string): { readonly passed: number; readonly problems: readonly string[] } {
  const source = { folder: model, tokenizerPath: join(model, 'tokenizer.json') } as Parameters<typeof loadTokenizer>[0];
  const tokenizer = loadTokenizer(source);
  const outcomes = readdirSync(join(folder, 'requests')).map((file) => {
    const wrong = readLines<RecordedTokens>(join(folder, 'requests', file)).find((recorded) => !isEqual(recorded, tokenizer));
    return wrong && `${file} document ${wrong.docId}: other tokens`;
  });
  const problems = outcomes.flatMap((outcome) => outcome ?? []);
  return { passed: outcomes.length - problems.length, problems };
}

function isEqual(recorded: RecordedTokens, tokenizer: TextEncoder): boolean {
  const { context = '', continuations = [], contextTokens = [], continuationTokens = [], text, tokens } = recorded;
  if (text !== undefined) {
    const pieces = encodeRequests([{ kind: 'rolling', document: 0, text }], tokenizer, MAX_LENGTH);
    return pieces.flatMap(({ ids, scored }) => ids.slice(-scored)).join() === tokens?.join();
  }
  const requests = continuations.map(
    (continuation, choice): Request => ({ kind: 'loglikelihood', document: 0, choice, context, continuation }),
  );
  return encodeRequests(requests, tokenizer, MAX_LENGTH).every(({ ids, scored }, choice) => {
    const continuation = continuationTokens[choice] ?? [];
    const expected = [...contextTokens, ...continuation].slice(-(MAX_LENGTH + 1));
    return scored === continuation.length && ids.join() === expected.join();
  });
}
