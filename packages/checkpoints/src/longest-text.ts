import { AppError } from '@lamina/errors';
import type { Model } from '@lamina/onnx';

/** The entry of a graph's metadata that states the most tokens of a text for which the graph computes what its model computes. */
const KEY = 'lamina.longest_text';

/** The metadata of a graph that holds for texts of at most `longestText` tokens; empty where it holds for every text. */
export function describeLongestText(longestText: number | null): ReadonlyMap<string, string> {
  return new Map(longestText === null ? [] : [[KEY, String(longestText)]]);
}

/** The limit that a graph states, whether it was built from a checkpoint or read from an exported ONNX file; null: none. */
export function findLongestText({ metadata }: Model): number | null {
  const stated = metadata.get(KEY);
  if (stated === undefined) return null;
  const tokens = Number(stated);
  if (Number.isSafeInteger(tokens) && tokens > 0) return tokens;
  throw new AppError(
    'MODEL_MALFORMED',
    `${KEY} in the metadata of the graph is "${stated}", not a number of tokens; export the model again`,
  );
}

/** @throws AppError MODEL_UNSUPPORTED for a text of more tokens than the limit */
export function refuseLongText(longestText: number | null, tokens: number): void {
  if (longestText === null || tokens <= longestText) return;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the model computes texts of more than ${longestText} tokens in another way, which Lamina leaves out (sparse attention, or another scale of positions), and windows of ${tokens} are asked for; use shorter windows`,
  );
}
