import type { ScoreResult } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { option, SEARCH_OPTIONS } from '@lamina/jobs';
import { UNIT_KINDS, type UnitKind } from '@lamina/plans';
import { SEARCHES, type SearchName, type SearchRequest } from '@lamina/strategies';
import { z } from 'zod';
import { switchOption } from './shared-options.ts';

/** The option of a search: `iterateRepair` for `iterate-repair`. */
type OptionName<Name extends string> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<OptionName<Rest>>}` : Name;
type SearchOption = OptionName<SearchName>;

function toOptionName(name: SearchName): SearchOption {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as SearchOption;
}

const count = z.int().min(1).optional();

/** A flag for each search: how many units it removes, or a switch for one that ranks units alone. */
const FLAGS = Object.fromEntries(
  SEARCHES.map(({ name, chooses, label, describe }) => [
    toOptionName(name),
    chooses === 'alone' ? switchOption(label, `${describe}.`) : option(count, label, `${describe}: n of them.`, 'n'),
  ]),
) as unknown as { readonly [Name in SearchOption]: z.ZodType<number | boolean | undefined> };

/** The searches of a score, and their settings. */
export const SEARCH_RUN_OPTIONS = { ...FLAGS, ...SEARCH_OPTIONS };

/** The flags of searches that are shown on request only. */
export const SEARCH_FLAGS = SEARCHES.filter(({ chooses }) => chooses !== 'alone').map(({ name }) => toOptionName(name));

/** The searches that the options ask for. One that ranks units alone takes all kinds, the others those of --units. */
export function readSearches(
  options: { readonly [Name in SearchOption]?: number | boolean | undefined },
  units: readonly UnitKind[],
): readonly SearchRequest[] {
  return SEARCHES.flatMap(({ name: search }): readonly SearchRequest[] => {
    const wanted = options[toOptionName(search)];
    if (wanted === undefined || wanted === false) return [];
    return [wanted === true ? { search, units: UNIT_KINDS, counts: [] } : { search, units, counts: [wanted] }];
  });
}

/** @throws AppError BAD_USER_INPUT for a search that had nothing to choose from */
export function requireFound(searches: readonly SearchRequest[], { searches: found, model }: ScoreResult): void {
  const missing = searches.find(({ search }) => !found.some((result) => result.search === search));
  if (missing === undefined) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `--${missing.search} found nothing to remove from a model of ${model.blocks} blocks: it lacks units of one of the kinds ${missing.units.join(', ')}, or has no ${missing.counts.join()} that can be removed; choose a smaller number, or name other kinds with --units`,
  );
}
