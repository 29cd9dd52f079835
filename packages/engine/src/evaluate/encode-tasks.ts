import { type GenerationRequest, moveTrailingWhitespace, type Request } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import type { BosPolicy, TextEncoder } from '@lamina/models';

/**
 * A tokenizer that adds special tokens as lm-evaluation-harness 0.4.13 does (lm_eval/models/huggingface.py, tok_encode). Where the caller does not say,
 * `bos` decides. A text that begins with the prefix token gets none.
 */
export function placeSpecialTokens(tokenizer: TextEncoder, bos: BosPolicy): TextEncoder {
  const { prefixText } = tokenizer;
  const bringsPrefix = (text: string): boolean => prefixText !== null && prefixText !== '' && text.startsWith(prefixText);
  return { ...tokenizer, encode: (text, policy = bos) => tokenizer.encode(text, bringsPrefix(text) ? 'never' : policy) };
}

/** The tokens of one forward pass, and the number of tokens at its end that are scored. A long text has several pieces. */
export interface EncodedPiece {
  /** The index of the request to which it belongs. */
  readonly request: number;
  /** At most `maxLength` tokens for the model to read, and one last token that is predicted but not read. */
  readonly ids: readonly number[];
  /** The last `scored` positions of `ids` are predicted. The first of them is predicted from the tokens before it. */
  readonly scored: number;
}

/**
 * Turns requests into token rows by the rules of lm-evaluation-harness 0.4.13 (lm_eval/api/model.py, lm_eval/utils.py):
 *
 * - White space at the end of the context moves to the continuation.
 * - Context and continuation are encoded together.
 * - An empty context becomes the prefix token.
 * - Rows are cut on the left.
 * - Rolling texts are read in disjoint windows of `maxLength`.
 */
export function encodeRequests(requests: readonly Request[], tokenizer: TextEncoder, maxLength: number): readonly EncodedPiece[] {
  return requests.flatMap((request, index) =>
    request.kind === 'rolling'
      ? encodeRolling(index, tokenizer.encode(request.text), prefixOf(tokenizer), maxLength)
      : [encodeContinuation(index, request, tokenizer, maxLength)],
  );
}

function encodeContinuation(
  request: number,
  { context, continuation }: Extract<Request, { kind: 'loglikelihood' }>,
  tokenizer: TextEncoder,
  maxLength: number,
): EncodedPiece {
  const moved = moveTrailingWhitespace(context, continuation);
  const [before, after] =
    moved.context === '' ? emptyContext(tokenizer, moved.continuation) : splitTogether(tokenizer, moved.context, moved.continuation);
  if (after.length === 0)
    throw new AppError('BAD_USER_INPUT', `the answer "${continuation.slice(0, 60)}" has no tokens; give each choice some text`);
  if (after.length > maxLength)
    throw new AppError(
      'BAD_USER_INPUT',
      `the answer "${continuation.slice(0, 60)}…" has ${after.length} tokens, but the model reads at most ${maxLength}; shorten it`,
    );
  // One more token than the model reads: the last token is predicted, never read.
  return { request, ids: [...before, ...after].slice(-(maxLength + 1)), scored: after.length };
}

function emptyContext(tokenizer: TextEncoder, continuation: string): [readonly number[], readonly number[]] {
  const ids = tokenizer.encode(continuation, 'never');
  const prefix = prefixOf(tokenizer);
  return ids[0] === prefix ? [[prefix], ids.slice(1)] : [[prefix], ids];
}

function splitTogether(tokenizer: TextEncoder, context: string, continuation: string): [readonly number[], readonly number[]] {
  const whole = tokenizer.encode(context + continuation);
  // As in the harness, only the length of the context's own encoding counts. A merge across the border shifts the tokens in the same way.
  const length = tokenizer.encode(context).length;
  return [whole.slice(0, length), whole.slice(length)];
}

function encodeRolling(request: number, ids: readonly number[], prefix: number, maxLength: number): EncodedPiece[] {
  const all = [prefix, ...ids];
  const pieces: EncodedPiece[] = [];
  for (let done = 0; done < ids.length; ) {
    const scored = Math.min(maxLength, ids.length - done);
    const end = done + scored + 1;
    pieces.push({ request, ids: all.slice(Math.max(0, end - (maxLength + 1)), end), scored });
    done += scored;
  }
  return pieces;
}

/** The token before a text without context: the beginning-of-text token, or else the end-of-text token. */
export function prefixOf({ bosId, eosId }: TextEncoder): number {
  const prefix = bosId ?? eosId;
  if (prefix === null)
    throw new AppError(
      'MODEL_UNSUPPORTED',
      'the tokenizer defines neither a bos_token nor an eos_token, but a text without context must start with one; add one to tokenizer_config.json',
    );
  return prefix;
}

/** A text to continue, in tokens. */
export interface Prompt {
  readonly ids: readonly number[];
  readonly maxTokens: number;
  /** The answer ends with the first of these texts that it contains. */
  readonly stops: readonly string[];
}

/**
 * Turns contexts into token rows by the rules of lm-evaluation-harness 0.4.13 (lm_eval/models/huggingface.py, generate_until): the tokenizer adds
 * special tokens, and the left end is cut off, so that the longest answer still fits into what the model reads.
 */
export function encodeGenerations(requests: readonly GenerationRequest[], tokenizer: TextEncoder, maxLength: number): readonly Prompt[] {
  return requests.map(({ context, until, maxTokens }) => {
    const room = maxLength - maxTokens;
    if (room < 1)
      throw new AppError(
        'BAD_USER_INPUT',
        `answers of up to ${maxTokens} tokens leave no room for the question in the model's context of ${maxLength} tokens; use shorter answers or a larger --max-length`,
      );
    const ids = tokenizer.encode(context).slice(-room);
    return { ids: ids.length > 0 ? ids : [prefixOf(tokenizer)], maxTokens, stops: until.filter((stop) => stop !== '') };
  });
}
