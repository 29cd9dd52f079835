import { join } from 'node:path';
import type { NewPruning, PruningRepair, RevisionRecord } from '@lamina/database';
import type { PruneResult, RemovalFacts, RepairRecord } from '@lamina/engine';
import { getAt, getEntry } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import type { RepairSetting } from '@lamina/jobs';
import { keyOfRemoval, listRemovedUnits, PRUNING_LANE, removesBlocksOnly } from '@lamina/plans';
import type { HandlerContext } from '../handlers/handler-context.ts';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import { folderOfPruning } from './folder-of-pruning.ts';
import type { Choice } from './list-choices.ts';
import { loadRepair } from './repair-calibration.ts';
import { needsScores } from './to-strategy-scores.ts';

interface ChosenUnits {
  readonly choices: readonly Choice[];
  readonly revision: RevisionRecord;
  readonly repairs: readonly RepairSetting[];
  /** The run whose scores chose them; null if there is none. */
  readonly scoreRunId: string | null;
}

/** Writes the chosen models, solves their repairs, and describes both as prunings. Equal removals are measured and written once. */
export async function writeChoices(chosen: ChosenUnits, context: HandlerContext): Promise<readonly NewPruning[]> {
  const { choices, revision, repairs } = chosen;
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
  const written = await runInference(
    'prune',
    used.map(({ removal, strategy }) => ({
      ...lookup,
      digests: { cacheFolder: folders.digests },
      removal,
      strategy,
      out: join(folders.modelStore, folderOfPruning(revision, { removal, setting: null })),
    })),
    follow,
  );
  const repaired = used
    .filter(({ removal }) => removesBlocksOnly(removal))
    .flatMap(({ removal }) => repairs.map((setting) => ({ removal, setting, ...loadRepair(setting, folders.calibrations) })));
  // Most jobs repair nothing, and a process that has nothing to do still reads the whole graph.
  const records = repaired.length === 0 ? [] : await runInference('repair', { ...lookup, ...context.session, repairs: repaired }, follow);
  context.log('info', `${choices.length} prunings chosen, ${written.length} models written, ${records.length} repairs solved`);
  const measured = {
    factsOf: new Map(removals.map((removal, place) => [keyOfRemoval(removal), getAt(facts, place)])),
    resultOf: new Map(used.map(({ removal }, place) => [keyOfRemoval(removal), getAt(written, place)])),
    repairsOf: Map.groupBy(
      repaired.map((one, place) => ({ key: keyOfRemoval(one.removal), repair: describeRepair(one, getAt(records, place)) })),
      ({ key }) => key,
    ),
  };
  return choices.flatMap((choice) => describeChoice(choice, chosen, measured));
}

function isForUse({ seed }: Choice): boolean {
  return seed === null;
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
  readonly repairsOf: ReadonlyMap<string, readonly { readonly repair: PruningRepair & RepairRecord }[]>;
}

/** The pruning of a choice, and one for each of its repairs. */
function describeChoice(choice: Choice, { revision, scoreRunId }: ChosenUnits, measured: Measured): readonly NewPruning[] {
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
        : { path: folderOfPruning(revision, { ...choice, setting: null }), sha256: result.graphSha256, files: result.files },
  };
  // Removals with attentions or MLPs, and jobs without repairs, have none.
  const repairs = isForUse(choice) ? (measured.repairsOf.get(key) ?? []) : [];
  return [
    alone,
    ...repairs.map(({ repair }) => ({
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
  const kept = Array.from({ length: revision.blockCount }, (_, index) => index).filter((index) => !removal.blocks.includes(index));
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
