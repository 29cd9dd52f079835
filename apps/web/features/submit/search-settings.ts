import { MAX_SEARCH_PASSES, MAX_SEARCH_SEEDS } from '@lamina/plans';
import { searchOf } from '@lamina/strategies';
import { parseIndices } from './named-units.ts';
import type { SubmitParams } from './submit-params.ts';

/** What evolutionary searches are asked for. */
export type SearchSettings = Pick<SubmitParams, 'strategies' | 'passes' | 'searchSeeds' | 'fitness'>;

export function isSearching({ strategies }: Pick<SearchSettings, 'strategies'>): boolean {
  return strategies.some((name) => searchOf(name) === 'evolved');
}

/** `"0, 1, 1"` → `[0, 1]`; null for other text, for none, and for too many. */
export function parseSearchSeeds(text: string): readonly number[] | null {
  const seeds = [...new Set(parseIndices(text))];
  return seeds.length >= 1 && seeds.length <= MAX_SEARCH_SEEDS ? seeds : null;
}

/** Why the searches cannot run; the API checks again. */
export function listSearchProblems(settings: SearchSettings): readonly string[] {
  if (!isSearching(settings)) return [];
  const { passes, searchSeeds } = settings;
  return [
    (passes < 1 || passes > MAX_SEARCH_PASSES) && `Let a search read the text 1 to ${MAX_SEARCH_PASSES} times.`,
    parseSearchSeeds(searchSeeds) === null &&
      `Enter seeds of the search as whole numbers from 0, separated by commas, such as 0, 1, 2; at most ${MAX_SEARCH_SEEDS}.`,
  ].filter((problem) => problem !== false);
}

/** `"1, 2 4"` → `[1, 2, 4]`: numbers of layers in any order, without repeats; null for other text. */
export function parseCounts(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.some((part) => !/^[1-9]\d{0,3}$/.test(part))) return null;
  return [...new Set(parts.map(Number))].sort((left, right) => left - right);
}

/** A short name for a folder or a model of the hub: `HuggingFaceTB/SmolLM2-135M:fp16` → `smollm2-135m-fp16`. */
export function suggestSlug(reference: string): string {
  return reference
    .trim()
    .replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
