import type { Saved } from '@lamina/benchmarks';
import type { NewPruning, PruningRepair, RevisionRecord } from '@lamina/database';
import type { PruneResult, RepairRecord } from '@lamina/engine';
import { getAt, getEntry } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import type { RepairSetting } from '@lamina/jobs';
import { holdsRepair } from '@lamina/metrics';
import { blocksOf, type Change, changeOf, keyOfChange, keyOfRemoval, listRemovedUnits, removesBlocksOnly } from '@lamina/plans';
import { choosesRepaired, needsScores } from '@lamina/strategies';
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
    ...new Map(list.map((choice) => [keyOfRemoval(choice.remove), choice])).values(),
  ];
  const removals = distinct(choices).map(({ remove }) => remove);
  const saved = await runInference('plan', { ...lookup, removals }, follow);
  const used = distinct(choices.filter(isForUse));
  const written = await writeModels(
    used.map(({ remove, strategy }) => ({
      model,
      change: changeOf(remove),
      strategy,
      path: folderOfPruning(revision, { remove, repair: null }),
    })),
    context,
  );
  const wanted = choices
    .filter(isForUse)
    .flatMap((choice) => listRepairs(choice, chosen).map((repair): RepairedChange => ({ ...changeOf(choice.remove), repair })));
  const repaired = [...new Map(wanted.map((one) => [keyOfChange(one), one])).values()].map((change) => ({
    change,
    ...loadRepair(change.repair, folders.calibrations),
  }));
  // Most jobs repair nothing, and a process that has nothing to do still reads the whole graph.
  const records =
    repaired.length === 0
      ? []
      : await runInference(
          'repair',
          { ...lookup, ...context.session, repairs: repaired.map(({ change, ...one }) => ({ ...one, remove: change.remove })) },
          follow,
        );
  context.log('info', `${choices.length} prunings chosen, ${written.length} models written, ${records.length} repairs solved`);
  const measured = {
    savedOf: new Map(removals.map((removal, place) => [keyOfRemoval(removal), getAt(saved, place)])),
    resultOf: new Map(used.map(({ remove }, place) => [keyOfRemoval(remove), getAt(written, place)])),
    repairOf: new Map(
      repaired.map(({ change, text }, place) => [
        keyOfChange(change),
        { ...getAt(records, place), setting: change.repair, calibration: text },
      ]),
    ),
  };
  return choices.flatMap((choice) => describeChoice(choice, chosen, measured));
}

function isForUse({ seed }: Choice): boolean {
  return seed === null;
}

/** The repairs of a choice that is used. Removals with attentions or MLPs, and jobs without repairs, have none. */
function listRepairs(choice: Choice, { repairs, searchRepair }: ChosenUnits): readonly RepairSetting[] {
  if (choosesRepaired(choice.strategy)) return searchRepair === null ? [] : [searchRepair];
  return removesBlocksOnly(choice.remove) ? repairs : [];
}

/** A removal with a repair as it is asked for. Equal ones are solved once. */
interface RepairedChange extends Change<RepairSetting> {
  readonly repair: RepairSetting;
}

interface Measured {
  readonly savedOf: ReadonlyMap<string, Saved>;
  readonly resultOf: ReadonlyMap<string, PruneResult>;
  /** The keys are `keyOfChange` of a RepairedChange. */
  readonly repairOf: ReadonlyMap<string, PruningRepair & RepairRecord>;
}

/** The pruning of a choice, and one for each of its repairs. A search with repairs chose for the repaired model alone. */
function describeChoice(choice: Choice, chosen: ChosenUnits, measured: Measured): readonly NewPruning[] {
  const { revision, scoreRunId } = chosen;
  const { remove } = choice;
  const key = keyOfRemoval(remove);
  const result = isForUse(choice) ? getEntry(measured.resultOf, key) : undefined;
  const [anyResult] = measured.resultOf.values();
  const plan = describePlan(choice, { revision, result, parent: anyResult?.plan.parent });
  const { parametersAfter, bytesBefore, bytesAfter, cacheBytesPerTokenAfter: cacheBytesPerToken } = getEntry(measured.savedOf, key);
  const alone: NewPruning = {
    ...choice,
    change: changeOf(remove),
    isImported: false,
    scoreRunId: needsScores(choice.strategy) ? scoreRunId : null,
    parametersAfter,
    bytesBefore,
    bytesAfter,
    cacheBytesPerToken,
    plan,
    artefact:
      result === undefined
        ? null
        : { path: folderOfPruning(revision, { remove, repair: null }), sha256: result.graphSha256, files: result.files },
  };
  const settings = isForUse(choice) ? listRepairs(choice, chosen) : [];
  const repairs = settings.map((repair) => getEntry(measured.repairOf, keyOfChange(changeOf(remove, repair))));
  return [
    ...(choosesRepaired(choice.strategy) ? [] : [alone]),
    ...repairs.map((repair) => ({
      ...alone,
      change: { ...alone.change, repair },
      parametersAfter: alone.parametersAfter + repair.addedParameters,
      // A repair that folds into stored weights changes no size. Where the format has no place for it, another one is written.
      ...(isFolded(revision, repair) ? {} : { bytesBefore: null, bytesAfter: null }),
      // The repaired model is solved again where it is needed: its plan holds everything that this takes.
      plan: { ...plan, repair, certificate: null },
      artefact: null,
    })),
  ];
}

function isFolded({ format }: RevisionRecord, { kind, addedParameters }: RepairRecord): boolean {
  return format !== 'onnx' && addedParameters === 0 && holdsRepair(format, kind);
}

interface PlanFacts {
  readonly revision: RevisionRecord;
  readonly result: PruneResult | undefined;
  /** The parent in all written plans; undefined if no model was written. */
  readonly parent: PruneResult['plan']['parent'] | undefined;
}

function describePlan({ strategy, remove }: Choice, { revision, result, parent }: PlanFacts) {
  const kept = Array.from({ length: revision.blockCount }, (_, index) => index).filter(
    (index) => !blocksOf(remove, 'block').includes(index),
  );
  return {
    format: 'lamina-prune-plan@1',
    // Paths on this machine are not exposed.
    parent: { reference: findRepository(revision.location), ...parent, name: revision.slug, digest: revision.digest, location: null },
    strategy,
    blocksBefore: revision.blockCount,
    ...listRemovedUnits(remove),
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
