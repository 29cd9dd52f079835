import type { Search as DefinedSearch, SearchSetting, ValuesOf } from '../search.ts';
import { evolve } from './evolve.ts';
import { greedy } from './greedy.ts';
import { iterate } from './iterate.ts';
import { iterateRepair } from './iterate-repair.ts';
import { leaveOneOut } from './leave-one-out.ts';

/** Every search, in the order in which lists show them. */
const LIST = [leaveOneOut, greedy, iterate, iterateRepair, evolve] as const;

/** The name of a search. */
export type SearchName = (typeof LIST)[number]['name'];

type Joined<All> = (All extends unknown ? (one: All) => void : never) extends (joined: infer Every) => void ? Every : never;
type NamedSettings = Joined<(typeof LIST)[number]['settings']>;

/** The settings of all searches, by name. */
export type SearchSettings = ValuesOf<NamedSettings>;

/** One of the searches. It finds its own settings among those of all. */
export type Search = DefinedSearch<SearchName, Readonly<Record<string, SearchSetting>>, SearchSettings>;

/** Every search, in the order in which lists show them. */
export const SEARCHES: readonly Search[] = LIST;

export const SEARCH_NAMES: readonly SearchName[] = SEARCHES.map(({ name }) => name);

/** The settings of all searches, by name: how flags, forms and the API show them. */
export const SEARCH_SETTINGS: NamedSettings & Readonly<Record<string, SearchSetting>> = Object.assign(
  {},
  ...LIST.map(({ settings }) => settings),
);

/** All settings, with the usual value of each that is not given, or has another shape. */
export function completeSettings(given: { readonly [Name in keyof SearchSettings]?: unknown }): SearchSettings {
  const values: Readonly<Record<string, unknown>> = given;
  const complete = Object.entries<SearchSetting>(SEARCH_SETTINGS).map(([name, { usual }]) => {
    const value = values[name];
    const fits = Array.isArray(usual) ? Array.isArray(value) && value.length > 0 : typeof value === typeof usual;
    return [name, fits ? value : usual];
  });
  return Object.fromEntries(complete) as SearchSettings;
}
