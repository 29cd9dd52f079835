import { cutAtStops } from '@lamina/benchmarks';
import type { TextEncoder } from '../../text/text-encoder.ts';
import type { Prompt } from './encode-generations.ts';

/** An answer that is being written. */
export interface OpenAnswer {
  readonly prompt: Prompt;
  /** The prompt and the answer so far. */
  readonly ids: readonly number[];
  readonly isDone: boolean;
  /** Adds the next token. It has no effect once the answer is complete. */
  push(token: number): void;
  /** The answer, cut before its first stop text. */
  text(): string;
}

/** What decides where an answer ends. */
export interface AnswerRules {
  readonly tokenizer: TextEncoder;
  readonly endTokens: ReadonlySet<number>;
}

/** Creates an empty answer. It is complete with an end token, with a stop text in it, or with the largest number of tokens. */
export function openAnswer(prompt: Prompt, { tokenizer, endTokens }: AnswerRules): OpenAnswer {
  const ids = [...prompt.ids];
  const written = (): string => tokenizer.decode(ids.slice(prompt.ids.length));
  let isDone = prompt.maxTokens < 1;
  return {
    prompt,
    ids,
    get isDone() {
      return isDone;
    },
    push(token) {
      if (isDone) return;
      ids.push(token);
      isDone = endTokens.has(token) || ids.length - prompt.ids.length >= prompt.maxTokens || containsAny(written(), prompt.stops);
    },
    text: () => cutAtStops(written(), prompt.stops),
  };
}

function containsAny(text: string, stops: readonly string[]): boolean {
  return stops.some((stop) => text.includes(stop));
}
