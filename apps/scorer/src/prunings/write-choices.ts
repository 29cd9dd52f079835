import type { NewPruning, PruningRepair, RevisionRecord } from '@lamina/database';
import type { PruneResult, RemovalFacts, RepairRecord } from '@lamina/engine';
import { getAt, getEntry } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import type { RepairSetting } from '@lamina/jobs';
import { blocksOf, keyOfChange, keyOfRemoval, listRemovedUnits, PRUNING_LANE, type Removal, removesBlocksOnly } from '@lamina/plans';
import { needsScores, searchOf } from '@lamina/strategies';
import type { HandlerContext } from '../context/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import { folderOfPruning } from './folder-of-pruning.ts';
import type { Choice } from './list-choices.ts';
import { loadRepair } from './repair-calibration.ts';
import { writeModels } from './write-models.ts';

interface ChosenUnits {
  readonly choices: readonly Choice[];
  readonly revision: RevisionRecord;
  readonly repairs: readonly RepairSetting[];
  /** The repair of what a search with repairs chose; null if there is none. */
  readonly searchRepair: RepairSetting | null;
  /** The run whose scores chose them; null if there is none. */
  readonly scoreRunId: string | null;
}

/** Writes the chosen models, solves their repairs, and describes both as prunings. Equal removals are measured and written once. */
export async function writeChoices(chosen: ChosenUnits, context: HandlerContext): Promise<readonly NewPruning[]> {
  const { choices, revision } = chosen;
  const { folders, signal, report } = context;
  const model = await locateModel(revision.location, context);
  const lookup = { model, roots: folders.modelRoots };
  const follow = { signal, onProgress: report };
  const distinct = (list: readonly Choice[]): readonly Choice[] => [
    ...new Map(list.map((choice) => [keyOfRemoval(choice.removal), choice])).values(),
  ];
  const removals = distinct(choices).map(({ removal }) => removal);
  const facts = await runInference('describe', { ...lookup, removals }, follow);
  const used = distinct(choices.filter(isForUse));
  const written = await writeModels(
    used.map(({ removal, strategy }) => ({ model, removal, strategy, path: folderOfPruning(revision, { remove: removal, repair: null }) })),
    context,
  );
  const wanted = choices
    .filter(isForUse)
    .flatMap((choice) => listRepairs(choice, chosen).map((setting) => ({ removal: choice.removal, setting })));
  const repaired = [...new Map(wanted.map((one) => [keyOfRepair(one), one])).values()].map((one) => ({
    ...one,
    ...loadRepair(one.setting, folders.calibrations),
  }));
  // Most jobs repair nothing, and a process that has nothing to do still reads the whole graph.
  const records = repaired.length === 0 ? [] : await runInference('repair', { ...lookup, ...context.session, repairs: repaired }, follow);
  context.log('info', `${choices.length} prunings chosen, ${written.length} models written, ${records.length} repairs solved`);
  const measured = {
    factsOf: new Map(removals.map((removal, place) => [keyOfRemoval(removal), getAt(facts, place)])),
    resultOf: new Map(used.map(({ removal }, place) => [keyOfRemoval(removal), getAt(written, place)])),
    repairOf: new Map(repaired.map((one, place) => [keyOfRepair(one), describeRepair(one, getAt(records, place))])),
  };
  return choices.flatMap((choice) => describeChoice(choice, chosen, measured));
}

function isForUse({ seed }: Choice): boolean {
  return seed === null;
}

function isSearchedWithRepair({ strategy }: Choice): boolean {
  return searchOf(strategy) === 'repaired';
}

/** The repairs of a choice that is used. Removals with attentions or MLPs, and jobs without repairs, have none. */
function listRepairs(choice: Choice, { repairs, searchRepair }: ChosenUnits): readonly RepairSetting[] {
  if (isSearchedWithRepair(choice)) return searchRepair === null ? [] : [searchRepair];
  return removesBlocksOnly(choice.removal) ? repairs : [];
}

/** The same for equal removals with equal settings: what is solved once. */
function keyOfRepair({ removal, setting }: { readonly removal: Removal; readonly setting: RepairSetting }): string {
  return keyOfChange({ remove: removal, repair: setting, precision: null });
}

function describeRepair(
  { setting, text }: { readonly setting: RepairSetting; readonly text: ReturnType<typeof loadRepair>['text'] },
  record: RepairRecord,
): PruningRepair & RepairRecord {
  return { ...record, setting, calibration: text };
}

interface Measured {
  readonly factsOf: ReadonlyMap<string, RemovalFacts>;
  readonly resultOf: ReadonlyMap<string, PruneResult>;
  /** By `keyOfRepair`. */
  readonly repairOf: ReadonlyMap<string, PruningRepair & RepairRecord>;
}

/** The pruning of a choice, and one for each of its repairs. A search with repairs chose for the repaired model alone. */
function describeChoice(choice: Choice, chosen: ChosenUnits, measured: Measured): readonly NewPruning[] {
  const { revision, scoreRunId } = chosen;
  const key = keyOfRemoval(choice.removal);
  const result = isForUse(choice) ? getEntry(measured.resultOf, key) : undefined;
  const [anyResult] = measured.resultOf.values();
  const plan = describePlan(choice, { revision, result, parent: anyResult?.plan.parent });
  const alone: NewPruning = {
    ...choice,
    lane: PRUNING_LANE.removalOnly,
    scoreRunId: needsScores(choice.strategy) ? scoreRunId : null,
    ...getEntry(measured.factsOf, key),
    repair: null,
    plan,
    artefact:
      result === undefined
        ? null
        : { path: folderOfPruning(revision, { remove: choice.removal, repair: null }), sha256: result.graphSha256, files: result.files },
  };
  const settings = isForUse(choice) ? listRepairs(choice, chosen) : [];
  const repairs = settings.map((setting) => getEntry(measured.repairOf, keyOfRepair({ removal: choice.removal, setting })));
  return [
    ...(isSearchedWithRepair(choice) ? [] : [alone]),
    ...repairs.map((repair) => ({
      ...alone,
      lane: PRUNING_LANE.repaired,
      parametersAfter: alone.parametersAfter + repair.addedParameters,
      repair,
      // The repaired model is solved again where it is needed: its plan holds everything that this takes.
      plan: { ...plan, repair, certificate: null },
      artefact: null,
    })),
  ];
}

interface PlanFacts {
  readonly revision: RevisionRecord;
  readonly result: PruneResult | undefined;
  /** The parent in all written plans; undefined if no model was written. */
  readonly parent: PruneResult['plan']['parent'] | undefined;
}

function describePlan({ strategy, removal }: Choice, { revision, result, parent }: PlanFacts) {
  const kept = Array.from({ length: revision.blockCount }, (_, index) => index).filter(
    (index) => !blocksOf(removal, 'block').includes(index),
  );
  return {
    format: 'lamina-prune-plan@1',
    // Paths on this machine are not exposed.
    parent: { reference: findRepository(revision.location), ...parent, name: revision.slug, digest: revision.digest, location: null },
    strategy,
    blocksBefore: revision.blockCount,
    ...listRemovedUnits(removal),
    kept,
    config: result?.plan.config ?? null,
    repair: null,
    // Draws of the control are written nowhere and have no notes.
    notes: result?.notes ?? [],
    certificate: result?.certificate ?? null,
  };
}

/** Other tools know a hub model by its repository, not by its short name here. */
function findRepository(location: string): string | null {
  return findHubReference(location)?.repo ?? null;
}
