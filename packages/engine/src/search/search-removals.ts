import { AppError, getEntry } from '@lamina/errors';
import { mapSteps, type OpenedModel, type Progress, type WorkDone } from '@lamina/models';
import { isRemoved, nameUnits, type Removal, type Unit } from '@lamina/plans';
import {
  completeSettings,
  getSearch,
  type Search,
  type SearchRequest,
  type SearchResult,
  type SearchSettings,
  type UnitLosses,
} from '@lamina/strategies';
import { listUnitsOfKind } from '@lamina/surgery';
import type { SessionOptions } from '../session/session.ts';
import type { LossInput } from './measure-windows.ts';
import { createSearchedModels, type SearchedModels } from './searched-model.ts';

/** The searches of a score, as flags and jobs have them. A setting that is left out has its usual value. */
export interface SearchOptions extends SessionOptions, Partial<SearchSettings> {
  readonly searches?: readonly SearchRequest[];
  /** If true, searches that remove units one after another or together leave the first block whole. */
  readonly protectFirst?: boolean;
  /** The same for the last block. */
  readonly protectLast?: boolean;
}

/** The results of searches. */
export interface SearchedRemovals {
  /** In the order of the requests; none for units that no block has, and for more units than there are. */
  readonly results: readonly SearchResult[];
  /** The losses without each unit alone; null where no search left out every unit alone. */
  readonly alone: AloneLosses | null;
}

export interface AloneLosses extends UnitLosses {
  readonly units: readonly Unit[];
}

/** Runs searches on a text. Those that measure influences run first, so that the model is loaded in each form once. @throws AppError as the searches do */
export async function* searchRemovals(
  opened: OpenedModel,
  { removed, ...input }: LossInput & { readonly removed: Removal },
  options: SearchOptions,
): AsyncGenerator<Progress, SearchedRemovals> {
  const settings = completeSettings(options);
  const { searches = [] } = options;
  const planned = searches.flatMap((request) => planSearch(opened, request, { ...options, settings, removed }));
  const judging = (quantity: string) => planned.filter(({ search }) => search.judges(settings) === quantity);
  const text = { ...input, checkpoint: { ...input.checkpoint } };
  const models = createSearchedModels(opened, text, { ...options, divergence: judging('divergence').length > 0 });
  const windows = text.windows.length;
  const tally: Tally = { done: 0, total: planned.reduce((sum, { reads }) => sum + reads * windows, 0) };
  const found = new Map<PlannedSearch, readonly FoundRemoval[]>();
  try {
    for (const one of new Set([...judging('influence'), ...planned]))
      found.set(one, yield* report(runSearch(one, models), { note: one.search.label, reads: one.reads * windows, tally }));
  } finally {
    await models.release();
  }
  const all = planned.flatMap((one) => getEntry(found, one));
  return { results: all.map(({ result }) => result), alone: all.find(({ alone }) => alone !== null)?.alone ?? null };
}

/** A search over the units of a model. */
interface PlannedSearch {
  readonly search: Search;
  readonly request: SearchRequest;
  readonly settings: SearchSettings;
  readonly removed: Removal;
  readonly units: readonly Unit[];
  /** The numbers of units for which it runs. */
  readonly counts: readonly number[];
  /** How often it reads the text at most. */
  readonly reads: number;
}

type SearchFacts = Pick<SearchOptions, 'protectFirst' | 'protectLast'> & Pick<PlannedSearch, 'settings' | 'removed'>;

/** None where the model lacks units of one of the kinds. @throws AppError BAD_USER_INPUT for kinds that the search cannot choose */
function planSearch(
  { structure }: OpenedModel,
  request: SearchRequest,
  { protectFirst, protectLast, settings, removed }: SearchFacts,
): readonly PlannedSearch[] {
  const search = getSearch(request.search);
  const { chooses } = search;
  if (!request.units.every((kind) => search.units.includes(kind)))
    throw new AppError(
      'BAD_USER_INPUT',
      `the search ${search.name} removes ${nameUnits(search.units)} only, not ${nameUnits(request.units)}; name other units, or choose another search`,
    );
  const ofKinds = request.units.map((kind) => listUnitsOfKind(structure, kind));
  if (chooses !== 'alone' && ofKinds.some(({ length }) => length === 0)) return [];
  const all = ofKinds.flat();
  const protectedBlocks = [...(protectFirst ? [0] : []), ...(protectLast ? [structure.blocks.length - 1] : [])];
  const units = chooses === 'alone' ? all : all.filter((unit) => !protectedBlocks.includes(unit.block) && !isRemoved(removed, unit));
  // One unit of a set is always kept.
  const maximum = Math.min(units.length, all.length - 1);
  const wanted = chooses === 'set' ? request.counts.filter((count) => count <= maximum) : [Math.min(Math.max(...request.counts), maximum)];
  const counts = chooses === 'alone' ? [units.length] : wanted;
  return [{ search, request, settings, removed, units, counts, reads: search.reads({ units: units.length, counts }, settings) }];
}

interface FoundRemoval {
  readonly result: SearchResult;
  readonly alone: AloneLosses | null;
}

async function* runSearch(
  { search, request, settings, removed, units, counts }: PlannedSearch,
  models: SearchedModels,
): AsyncGenerator<WorkDone<unknown>, readonly FoundRemoval[]> {
  const model = models.open(units);
  const found: FoundRemoval[] = [];
  for (const seed of 'searchSeeds' in search.settings ? settings.searchSeeds : [null])
    for (const count of counts) {
      // A search that draws nothing has no seed.
      const { order, values, losses } = yield* search.run(model, { units, count, removed, seed: seed ?? 0, settings });
      const { search: name, units: kinds } = request;
      if (order.length === 0) continue;
      found.push({
        result: { search: name, units: kinds, order, values, seed, repair: search.repair(settings) },
        alone: losses === null ? null : { units, ...losses },
      });
    }
  return found;
}

/** Windows that were read, of those that are read at most. */
interface Tally {
  done: number;
  readonly total: number;
}

/** Reports progress. A search that ends early counts as a whole. */
async function* report<T>(
  work: AsyncGenerator<WorkDone<unknown>, T>,
  { note, reads, tally }: { readonly note: string; readonly reads: number; readonly tally: Tally },
): AsyncGenerator<Progress, T> {
  let done = 0;
  const result = yield* mapSteps(work, ({ count, checkpoint }): Progress => {
    done += count;
    return { phase: 'score', done: tally.done + Math.min(done, reads), total: tally.total, note, checkpoint };
  });
  tally.done += reads;
  return result;
}
